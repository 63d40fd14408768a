"""Rows with named columns, whose cells are Python values: what every question of a notebook is answered with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from esrgraph.errors import EsrgraphError, InputError

if TYPE_CHECKING:
    import pandas

Cell = str | int | float | bool | Decimal | date | datetime | tuple[str, ...] | None
"""Amounts are Decimal, in euros; several values of one column are a tuple; None is what is not stated."""
_SHOWN_ROWS = 10
_SHOWN_COLUMNS = 12
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Frame(Sequence[dict[str, Cell]]):
    """Rows of one table; each is had as a dictionary, each column as a list.

    >>> frame = Frame("projects", ("code", "region"), (("S39001", ("01", "04")), ("S39002", None)))
    >>> frame
    <projects: 2 rows, columns code, region>
    >>> frame[0]["region"], frame.column("code")
    (('01', '04'), ['S39001', 'S39002'])
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        if isinstance(at, slice):
            return Frame(self.name, self.columns, self.rows[at])
        return dict(zip(self.columns, self.rows[at], strict=True))

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> list[Cell]:
        """The cells of a column; raises InputError where there is none of that name."""
        if name not in self.columns:
            raise InputError(f"{self.name} has no column {name!r}; it has {', '.join(self.columns)}")
        place = self.columns.index(name)
        return [row[place] for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """The same as a data frame: codes stay text (`077`), amounts become floats, days `datetime64`.

        Raises EsrgraphError where pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise EsrgraphError("pandas is not installed; pip install pandas, or use the rows as they are") from error
        made = pandas.DataFrame(self.rows, columns=list(self.columns), dtype=object)
        for name in self.columns:
            kinds = {type(cell) for cell in made[name] if cell is not None}
            if kinds == {Decimal}:
                made[name] = made[name].astype("float64")
            elif kinds in ({date}, {datetime}):
                made[name] = pandas.to_datetime(made[name])
            elif kinds in ({int}, {float}, {bool}, {str}):
                made[name] = made[name].convert_dtypes()
        return made

    def __repr__(self) -> str:
        rows = "1 row" if len(self) == 1 else f"{len(self):,} rows"
        return f"<{self.name}: {rows}, columns {_enumerated(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows, as notebooks show them."""
        columns = self.columns[:_SHOWN_COLUMNS]
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        body = "".join(
            f"<tr>{''.join(f'<td>{escape(_short(cell))}</td>' for cell in row[: len(columns)])}</tr>"
            for row in self.rows[:_SHOWN_ROWS]
        )
        return f"<table><caption>{escape(repr(self))}</caption><tr>{head}</tr>{body}</table>"


def _enumerated(names: Sequence[str]) -> str:
    more = len(names) - _SHOWN_COLUMNS
    return ", ".join(names[:_SHOWN_COLUMNS]) + (f" and {more} more" if more > 0 else "")


def _short(cell: Cell) -> str:
    text = "" if cell is None else ", ".join(cell) if isinstance(cell, tuple) else str(cell)
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
