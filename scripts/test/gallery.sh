#!/usr/bin/env bash
# Every state of the page in headless Chromium: axe-core, spills, overlaps, the keyboard, light and
# dark, 100 and 200 %, a large and the smallest window. TOUCHSTONE_GALLERY=folder keeps the pictures.
. "$(dirname "$0")/../common.sh"
install_page_packages
npm --prefix ui run --silent gallery
