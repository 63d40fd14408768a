"""A search to the projects that it finds, as rows of the tally: what every view but the list is made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from esrgraph.linking.schemes import load_schemes
from esrgraph.release.tally import Rows
from esrgraph.web.linked_data.description import possible_persons
from esrgraph.web.memory import remembered
from esrgraph.web.pages.parts.summary import tally_of
from esrgraph.web.pages.target_group import below
from esrgraph.web.search.opening import index_of
from esrgraph.web.search.parameters import Measure, Parameters
from esrgraph.web.site import Opened


def projects_found(opened: Opened, parameters: Parameters) -> Rows:
    """The projects that a search finds, whatever page of it is asked for; raises Refusal (503) without an index."""
    return _rows(opened, parameters.of_projects())


@remembered(most=256)
def _rows(opened: Opened, parameters: Parameters) -> Rows:
    rows = _row_of_place(opened)[index_of(opened).places(parameters.query("fi"))]
    rows.sort()
    return rows


@remembered(most=1)
def _row_of_place(opened: Opened) -> Rows:
    """The row of each project by its place in the index, where they stand by IRI."""
    return np.argsort(np.array(tally_of(opened).codes, dtype=str), kind="stable")


def measured(opened: Opened, kind: str, rows: Rows, measure: Measure) -> Mapping[str, float | None]:
    """What the projects of each thing of a kind are, by its key among the facets: how many, or their funding in euros,
    which counts whole for each thing that a project has; None where no amount is known.

    Organisations that may be natural persons are left out: nobody is named so.
    """
    table = tally_of(opened)
    if kind == "target-group":
        with_narrower = {key: below(opened, key) for key in load_schemes().target_groups.by_notation}
        own = {key: np.intersect1d(rows, table.projects_of(kind, keys)) for key, keys in with_narrower.items()}
        return {key: total(opened, found, measure) for key, found in own.items() if len(found)}
    links, start = table.links[kind], f"{opened.iris.base}id/{kind}/"
    counts, hidden = links.counts(rows), possible_persons(opened) if kind == "organisation" else ()
    found = counts if measure == "projects" else links.sums(rows, amounts(opened, measure))
    return {
        (opened.iris.parse(f"{start}{key}") or ("", key))[1]: found.get(key)
        for key in counts
        if f"{start}{key}" not in hidden
    }


def total(opened: Opened, rows: Rows, measure: Measure) -> float | None:
    """What projects are together; None where no amount is known."""
    if measure == "projects":
        return len(rows)
    known = amounts(opened, measure)[rows]
    return None if np.isnan(known).all() else float(np.nansum(known))


def amounts(opened: Opened, measure: Measure) -> NDArray[np.float64]:
    """EU and state funding by project in euros; NaN where not known."""
    table = tally_of(opened)
    return table.realised if measure == "realised" else table.granted


def without(opened: Opened, rows: Rows, kind: str) -> int:
    """Of how many projects nothing of a kind (`start`: no first day) is known."""
    table = tally_of(opened)
    if kind == "start":
        return sum(not table.starts[row] for row in rows.tolist())
    return int((~np.isin(rows, table.links[kind].projects)).sum())


def unpriced(opened: Opened, rows: Rows, measure: Measure) -> int:
    """Of how many projects an amount is not known."""
    return 0 if measure == "projects" else int(np.isnan(amounts(opened, measure)[rows]).sum())
