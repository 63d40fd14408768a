"""An address of every kind of page."""

from urllib.parse import quote

_QUERY = quote("SELECT ?s ?class { ?s a ?class } LIMIT 3")

PROJECTS = {
    "project": "/page/project/S39001",
    "project with findings": "/page/project/S39012",
    "incomplete project": "/page/project/S39010",
    "project of 2007-2013": "/page/project/S12991",
    "organisation": "/page/organisation/9900103-7",
    "organisation type": "/page/organisation-type/municipality",
    "authority": "/page/authority/etela-savo-ely-centre",
    "not found": "/page/project/S39099",
}
"""Pages about a project, or about who has to do with it."""
PLACES = {
    "municipality": "/page/municipality/167",
    "municipality without projects": "/page/municipality/035",
    "region": "/page/region/12",
    "sub-region": "/page/sub-region/122",
    "target group": "/page/target-group/young-people",
    "objective": "/page/specific-objective/10.1",
    "axis": "/page/priority-axis/5",
    "axis of 2007-2013": "/page/priority-axis/2007-2013-ESR-2",
    "thing": "/page/status/ended",
}
"""Pages about a place, or about what projects are for."""
SEARCHES = {
    "search": "/search?q=nuoret",
    "search as a table": "/search?q=nuoret&view=table",
    "search as a map": "/search?view=map&measure=granted",
    "search as a chart": "/search?view=chart&by=fund",
    "search as a network": "/search?view=network",
    "search without results": "/search?q=zzqqzz&kind=project",
    "network": "/network",
    "statistics": "/statistics?measure=granted&by=region&across=year",
    "statistics with a wrong value": "/statistics?measure=granted&by=active-year",
}
"""The search in all its views, the network, and what is counted."""
LISTS = {
    "places": "/places",
    "organisations": "/organisations",
    "target groups": "/target-groups",
    "objectives": "/objectives",
    "authorities": "/authorities",
    "organisation types": "/organisation-types",
    "schemes": "/schemes",
    "quality": "/quality",
    "findings": "/quality/severity/warning",
}
"""Pages that list things."""
QUERIES = {
    "queries": "/queries/",
    "query": "/queries/organisations-near-organisation",
    "query with a map": "/queries/projects-by-municipality",
    "query with a network": "/queries/municipality-network",
    "query with years": "/queries/funding-by-region-and-year",
    "query with a wrong value": "/queries/organisations-near-organisation?minimum=many",
    "editor": "/sparql",
    "result": f"/sparql?query={_QUERY}",
    "refused query": "/sparql?query=SELECT",
}
"""Questions with their answers, and the editor of questions."""
SITE = {
    "front": "/",
    "dataset": "/dataset",
    "files": "/dumps/",
    "releases": "/releases",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "open data": "/open-data",
    "about": "/about",
    "personal data": "/about/personal-data",
}
"""The front page, and what is said about the data and the site."""
KINDS = PROJECTS | PLACES | SEARCHES | LISTS | QUERIES | SITE
STATUS = {
    "not found": 404,
    "query with a wrong value": 400,
    "refused query": 400,
    "statistics with a wrong value": 400,
}
"""Of the pages that tell what is the matter; the others answer 200."""
LANGUAGES = ("fi", "sv", "en")
