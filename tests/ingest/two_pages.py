"""Two pages in one file, and in files of their own."""

from pathlib import Path

from conftest import EXAMPLES


def write_two_pages(folder: Path) -> None:
    """Two pages and a code without a page in one file, and the same two in files of their own in another folder."""
    first, second = ((EXAMPLES / name).read_text(encoding="utf-8") for name in ("S39001.txt", "S39002.txt"))
    for name in ("together", "apart"):
        (folder / name).mkdir()
    (folder / "together" / "both.txt").write_text(f"{first}\n\n{second}\n\n![]() |\nHankekoodi: S39003\n")
    (folder / "apart" / "1.txt").write_text(first)
    (folder / "apart" / "2.txt").write_text(second)
