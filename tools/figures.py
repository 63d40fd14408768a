"""Marks in `benchmarks/README.md` which figures are older than the code that they measured.

    python tools/figures.py            rewrites the column "changes since" of the first table
    python tools/figures.py --check    says which have changed; exit code 1 if the column is not current

A row names the commit that was measured and the files that count; what has been committed to them since is counted.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "benchmarks" / "README.md"
_ROW = re.compile(r"^(\| .* \| )([0-9a-f]{7}), (.*) \| (`.*`) \|[^|]*\|$", re.MULTILINE)


def marked(row: re.Match[str]) -> str:
    """The row with the number of commits since."""
    start, commit, day, files = row.groups()
    paths = re.findall(r"`(.*?)`", files)
    command = ["git", "rev-list", "--count", f"{commit}..HEAD", "--", *paths]
    count = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    return f"{start}{commit}, {day} | {files} | {'none' if count == '0' else count} |"


def main() -> int:
    """Rewrite the column, or say that it is not current."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="rewrite nothing")
    check = parser.parse_args().check
    old = README.read_text(encoding="utf-8")
    new = _ROW.sub(marked, old)
    if check and new != old:
        print(f"{README.relative_to(ROOT)} is not current: run tools/figures.py", file=sys.stderr)
        return 1
    if not check:
        README.write_text(new, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
