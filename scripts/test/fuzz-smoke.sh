#!/usr/bin/env bash
# Every decoder meets a fuzzer for two seconds. To build them all as for the long run takes longer than
# all the rest here: what runs this short is optimised as little as it can be.
export CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=false
exec "$(dirname "$0")/../fuzz.sh" all 2
