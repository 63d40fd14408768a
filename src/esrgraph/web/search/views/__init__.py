"""Projects that a search finds as a table, a map, a chart or a network."""

from collections.abc import Iterator, Mapping

from esrgraph.web.search.parameters import Parameters
from esrgraph.web.search.views.chart import BY, chart_view
from esrgraph.web.search.views.columns import BY_NAME
from esrgraph.web.search.views.map import LEVELS, map_view
from esrgraph.web.search.views.network import network_view
from esrgraph.web.search.views.table import table_view

VIEW_VALUES = {"table": table_view, "map": map_view, "chart": chart_view, "network": network_view}
"""By view: what makes the values of its template from a search and its projects."""
_WAYS: Mapping[str, tuple[str, ...]] = {"map": LEVELS, "chart": BY}


def wrong_ways(parameters: Parameters) -> Iterator[str]:
    """The parameters that say how results are shown, and cannot be so."""
    if parameters.by and parameters.by not in _WAYS.get(parameters.view, BY):
        yield "by"
    if parameters.order and parameters.order.removeprefix("-") not in BY_NAME:
        yield "order"
