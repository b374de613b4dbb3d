#!/usr/bin/env bash
# The command line for the other systems, from Linux: built and linked for Windows, type-checked for
# macOS, whose linker and frameworks are not to be had here. Neither is started: see the last lines.
# The compiler is the one of this machine where it has the target's library (rustup target add), else
# Debian's `rustc-web`, which has the library's sources; unpacked into target/, never installed.
. "$(dirname "$0")/../common.sh"

windows=x86_64-pc-windows-gnu mac=aarch64-apple-darwin mingw=x86_64-w64-mingw32
out=$target/cross debian=$target/cross/debian
unset CARGO_TARGET_DIR

has_library() { [ -d "$(rustc --print target-libdir --target "$1" 2>/dev/null)" ]; }
unpack() {
  if ! have apt-cache || ! apt-cache show "$2" >/dev/null 2>&1; then
    say "$1 is out of reach: no package $2 here; try: rustup target add $windows $mac"
    exit "$CANNOT_RUN"
  fi
  scripts/unpacked.sh "$debian/$2" "${@:2}"
}

compiler_for() { # target; sets `cargo` and what it needs
  cargo=(cargo)
  has_library "$1" && return
  unpack "a compiler for $1" rustc-web cargo-web rust-web-src
  local usr=$debian/rustc-web/usr
  # -Zbuild-std wants a nightly compiler, or this word.
  cargo=(env "RUSTC=$usr/bin/rustc" "LD_LIBRARY_PATH=$usr/lib/$(uname -m)-linux-gnu" RUSTC_BOOTSTRAP=1
    "PATH=$usr/bin:$PATH" "$usr/bin/cargo" -Zbuild-std=std,panic_abort)
}

if ! have "$mingw-gcc"; then
  unpack "a linker for $windows" gcc-mingw-w64-x86-64-win32
  bin=$debian/gcc-mingw-w64-x86-64-win32/usr/bin
  ln -sf "$mingw-gcc-win32" "$bin/$mingw-gcc"
  PATH=$bin:$PATH
fi
compiler_for "$windows"
say "-- building for $windows"
# The assembler's output for Windows comes with the crate; nasm is not needed.
environment=(CC_x86_64_pc_windows_gnu="$mingw-gcc" AR_x86_64_pc_windows_gnu="$mingw-ar"
  CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER="$mingw-gcc" AWS_LC_SYS_PREBUILT_NASM=1)
common=(-q --locked --target "$windows" --target-dir "$out" -p touchstone-cli)
env "${environment[@]}" "${cargo[@]}" build "${common[@]}"
env "${environment[@]}" "${cargo[@]}" check "${common[@]}" --features second-opinion
program=$out/$windows/debug/touchstone.exe
[ "$(head -c 2 "$program")" = MZ ] || die "$program is no Windows program"
say "   linked, not started: $program ($(du -h "$program" | cut -f 1) with debug information)"

compiler_for "$mac"
say "-- type-checking for $mac"
env CC_aarch64_apple_darwin="$root/scripts/test/no-compiler.sh" SDKROOT=/ \
  AR_aarch64_apple_darwin="$root/scripts/test/no-compiler.sh" \
  "${cargo[@]}" check -q --locked --target "$mac" --target-dir "$out" -p touchstone-cli \
  --features second-opinion
say "   checked, not linked: that needs Apple's SDK"
