"""Workbooks: links as far as Excel takes them."""

from io import BytesIO

from openpyxl import load_workbook

from esrgraph.runtime.workbooks import LINK, begin_workbook, write_link


def test_a_text_stays_where_excel_takes_no_link() -> None:
    content, address = BytesIO(), "https://example.fi/id/project/S39001"
    with begin_workbook(content) as book:
        sheet, look = book.add_worksheet(), book.add_format(LINK)
        write_link(sheet, 0, 0, address, "=S39001", look)
        write_link(sheet, 1, 0, address + "a" * 2_079, "too long", look)
        for row in (65_530, 65_531):
            write_link(sheet, row, 0, address, "S39001", look)
    cells = [cell for (cell,) in load_workbook(content).active.iter_rows() if cell.value]
    assert [cell.value for cell in cells] == ["=S39001", "too long", "S39001", "S39001"]
    assert [cell.hyperlink.target if cell.hyperlink else None for cell in cells] == [address, None, address, None]
    assert {cell.data_type for cell in cells} == {"s"}
