#!/usr/bin/env bash
# Draws the app icons anew from icons/icon.svg, and keeps those that a desktop needs.
. "$(dirname "$0")/common.sh"
drawn=$(mktemp -d)
trap 'rm -rf "$drawn"' EXIT
npx tauri icon icons/icon.svg --output "$drawn"
for icon in 32x32.png 128x128.png 128x128@2x.png icon.png icon.icns icon.ico; do
  cp "$drawn/$icon" "icons/$icon"
done
