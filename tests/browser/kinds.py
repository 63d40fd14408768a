"""An address of every kind of page."""

from urllib.parse import quote

_QUERY = quote("SELECT ?s ?class { ?s a ?class } LIMIT 3")

THINGS = {
    "project": "/page/project/S39001",
    "project with findings": "/page/project/S39012",
    "incomplete project": "/page/project/S39010",
    "project of 2007-2013": "/page/project/S12991",
    "organisation": "/page/organisation/9900103-7",
    "municipality": "/page/municipality/167",
    "municipality without projects": "/page/municipality/035",
    "region": "/page/region/12",
    "sub-region": "/page/sub-region/122",
    "authority": "/page/authority/etela-savo-ely-centre",
    "target group": "/page/target-group/young-people",
    "objective": "/page/specific-objective/10.1",
    "axis": "/page/priority-axis/5",
    "axis of 2007-2013": "/page/priority-axis/2007-2013-ESR-2",
    "organisation type": "/page/organisation-type/municipality",
    "thing": "/page/status/ended",
    "not found": "/page/project/S39099",
}
"""Pages about one thing each."""
LISTS = {
    "search": "/search?q=nuoret",
    "search as a table": "/search?q=nuoret&view=table",
    "search as a map": "/search?view=map&measure=granted",
    "search as a chart": "/search?view=chart&by=fund",
    "search as a network": "/search?view=network",
    "search without results": "/search?q=zzqqzz&kind=project",
    "places": "/places",
    "organisations": "/organisations",
    "target groups": "/target-groups",
    "objectives": "/objectives",
    "authorities": "/authorities",
    "organisation types": "/organisation-types",
    "schemes": "/schemes",
    "quality": "/quality",
    "findings": "/quality/severity/warning",
    "network": "/network",
    "statistics": "/statistics?measure=granted&by=region&across=year",
    "statistics with a wrong value": "/statistics?measure=granted&by=active-year",
}
"""Pages that list things, or count them."""
SITE = {
    "front": "/",
    "queries": "/queries/",
    "query": "/queries/organisations-near-organisation",
    "query with a map": "/queries/projects-by-municipality",
    "query with a network": "/queries/municipality-network",
    "query with years": "/queries/funding-by-region-and-year",
    "query with a wrong value": "/queries/organisations-near-organisation?minimum=many",
    "editor": "/sparql",
    "result": f"/sparql?query={_QUERY}",
    "refused query": "/sparql?query=SELECT",
    "dataset": "/dataset",
    "files": "/dumps/",
    "releases": "/releases",
    "ontology": "/ontology",
    "shapes": "/shapes",
    "open data": "/open-data",
    "about": "/about",
    "personal data": "/about/personal-data",
}
"""The front page, questions with their answers, and what is said about the data and the site."""
KINDS = THINGS | LISTS | SITE
STATUS = {
    "not found": 404,
    "query with a wrong value": 400,
    "refused query": 400,
    "statistics with a wrong value": 400,
}
"""Of the pages that tell what is the matter; the others answer 200."""
LANGUAGES = ("fi", "sv", "en")
