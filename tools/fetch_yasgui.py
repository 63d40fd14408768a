"""Fetches the query editor YASGUI from npm into the package, where the server finds it; goes on where it cannot."""

import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

PACKAGE = "@zazuko/yasgui@4.6.2"
FILES = ("yasgui.min.js", "yasgui.min.css")
TARGET = Path(__file__).parents[1] / "src" / "esrgraph" / "web" / "static" / "yasgui"
_SECONDS = 60


def main() -> None:
    """Fetch the editor, unless it is there or npm is not: the query page has a plain form as well."""
    npm = shutil.which("npm")
    if npm is None or all((TARGET / name).is_file() for name in FILES):
        return
    with TemporaryDirectory() as folder:
        fetch = [npm, "pack", PACKAGE, "--silent", "--fetch-retries=0", "--pack-destination", folder]
        try:
            subprocess.run(fetch, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603 - npm, fixed arguments
            _unpack(next(Path(folder).glob("*.tgz")))
        except (subprocess.SubprocessError, StopIteration):
            print("YASGUI cannot be fetched from npm; the query page is a plain form", file=sys.stderr)


def _unpack(archive: Path) -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with tarfile.open(archive) as package:
        for name in FILES:
            member = package.extractfile(f"package/build/{name}")
            if member:
                (TARGET / name).write_bytes(member.read())


if __name__ == "__main__":
    main()
