"""Writes fuzz seeds, one file per line of hex: seeds.py SEEDS.txt FOLDER

Seeds are kept as text so that a change to one can be read.
"""

import pathlib
import sys

source, folder = map(pathlib.Path, sys.argv[1:])
for number, line in enumerate(source.read_text().splitlines(), 1):
    digits = line.partition("#")[0].strip()
    if digits:
        (folder / f"{number:03}").write_bytes(bytes.fromhex(digits))
