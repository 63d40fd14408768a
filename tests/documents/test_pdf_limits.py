"""A PDF file is read up to its limits, and refused beyond them with what there is too much of."""

import pytest

from esrgraph.documents.formats import pdf
from esrgraph.errors import UnreadablePage

ROWS = 6
"""So many rows of text, one of them of seven letters, has each sheet."""


def printed(sheets: int) -> bytes:
    """A PDF file with the same text on every sheet; the reader finds its objects without a table of them."""
    rows = "".join(f"BT /F 9 Tf 72 {700 - 20 * row} Td (Row {row} of it) Tj ET\n" for row in range(1, ROWS + 1))
    kids = " ".join(f"{number} 0 R" for number in range(10, 10 + sheets))
    objects = [
        "1 0 obj <</Type/Catalog/Pages 2 0 R>>",
        f"2 0 obj <</Type/Pages/Kids[{kids}]/Count {sheets}>>",
        "3 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"4 0 obj <</Length {len(rows)}>> stream\n{rows}endstream",
    ]
    page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 3 0 R>>>>>>"
    objects += [f"{number} 0 obj {page}" for number in range(10, 10 + sheets)]
    body = "".join(f"{each}\nendobj\n" for each in objects)
    return f"%PDF-1.4\n{body}trailer <</Root 1 0 R>>\n%%EOF\n".encode()


CHARACTERS = ROWS * len("Row 1 of it")
ENDS = (ROWS - 1) * len("\r\n")
"""What the library puts between the rows of a sheet counts on the sheet, and not in the file."""


@pytest.mark.parametrize(
    ("limit", "value", "told"),
    [
        ("_MOST_SHEETS", 2, "3 sheets"),
        ("_MOST_RUNS", ROWS, "more than 5 pieces of text on one sheet"),
        ("_MOST_PIECES", 3 * ROWS, "more than 17 pieces of text,"),
        ("_MOST_CHARACTERS", CHARACTERS + ENDS, f"{CHARACTERS + ENDS} characters on one sheet"),
        ("_MOST_OF_FILE", 3 * CHARACTERS, f"more than {3 * CHARACTERS - 1} characters,"),
    ],
)
def test_a_file_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch, limit: str, value: int, told: str) -> None:
    sheets = 3 if limit != "_MOST_SHEETS" else 2
    assert value <= getattr(pdf, limit)
    monkeypatch.setattr(pdf, limit, value)
    lines = pdf.pdf_lines(printed(sheets))[0]
    assert sum(line.text.count("Row") for line in lines) == sheets * ROWS
    monkeypatch.setattr(pdf, limit, value - (limit != "_MOST_SHEETS"))
    with pytest.raises(UnreadablePage, match="too many for one project page") as refused:
        pdf.pdf_lines(printed(3))
    assert told in str(refused.value)
    assert refused.value.remedy == "Print one page to a file"
