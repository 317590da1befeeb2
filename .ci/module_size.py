"""Fails when a module has grown past the size at which it is still read in one go (400 lines)."""

import pathlib
import subprocess
import sys

LIMIT = 400

tracked = subprocess.run(["git", "ls-files", "*.py"], capture_output=True, text=True, check=True).stdout  # noqa: S607
too_long = [
    (path, lines) for path in tracked.split() if (lines := pathlib.Path(path).read_text().count("\n")) > LIMIT
]
for path, lines in too_long:
    sys.stderr.write(f"{path}: {lines} lines; split it (at most {LIMIT})\n")
sys.exit(bool(too_long))
