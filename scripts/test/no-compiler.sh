#!/bin/bash
# Stands in for another system's C compiler and archiver where Rust is only type-checked: whatever a
# build script compiles becomes an empty file. Nothing that it makes can be linked or run.
for argument in "$@"; do
  case $argument in
  -E) echo clang && exit ;; # which compiler is it?
  --version | -v) echo "clang version 19.0.0" && exit ;;
  *.a) printf '!<arch>\n' >"$argument" ;;
  esac
done
while [ $# -gt 0 ]; do
  [ "$1" != -o ] || : >"$2"
  shift
done
