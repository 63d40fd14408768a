"""Projects that a search finds as a table, a map, a chart or a network."""

from esrgraph.web.search.views.chart import chart_view
from esrgraph.web.search.views.map import map_view
from esrgraph.web.search.views.network import network_view
from esrgraph.web.search.views.table import table_view

VIEW_VALUES = {"table": table_view, "map": map_view, "chart": chart_view, "network": network_view}
"""By view: what makes the values of its template from a search and its projects."""
