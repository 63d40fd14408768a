"""What do the cubes save? The same aggregates from the projects themselves and from the graph of statistics.

    python -m benchmarks.cubes DATA [--times N]

Each query is asked by a process of its own that has just opened the store: milliseconds of the processor to the last
row, the median of N. Prints both, their ratio, and whether the answers are the same.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time

from esrgraph.rdf.store import open_read_only, select
from esrgraph.release.folder import DataFolder

_PREFIXES = """PREFIX dct: <http://purl.org/dc/terms/>
PREFIX esr: <https://w3id.org/esrgraph/ontology#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """A question asked of the projects (`raw`) and of a cube, with the same columns in the same order."""

    raw: str
    cube: str


PAIRS: Mapping[str, Pair] = {
    "money by region and year": Pair(
        """SELECT ?region ?year (COUNT(?project) AS ?projects) (SUM(COALESCE(?euros, 0)) AS ?granted)
        WHERE {
          ?project esr:region ?region ; esr:plannedStart ?start .
          BIND(STR(YEAR(?start)) AS ?year)
          OPTIONAL { ?project esr:grantedEuAndStateFunding ?euros }
        }
        GROUP BY ?region ?year""",
        """SELECT ?region ?year (SUM(?n) AS ?projects) (SUM(?euros) AS ?granted)
        WHERE {
          GRAPH ?graph {
            ?cube dct:identifier "region" .
            ?o qb:dataSet ?cube ; sdmx-dimension:refArea ?region ; sdmx-dimension:refPeriod ?start ;
              esr:projectCount ?n ; esr:grantedTotal ?euros .
          }
          FILTER(isLiteral(?start) && !STRENDS(STR(?region), "/not-known"))
          BIND(STR(?start) AS ?year)
        }
        GROUP BY ?region ?year""",
    ),
    "money by target group and fund": Pair(
        """SELECT ?group ?fund (COUNT(?project) AS ?projects) (SUM(COALESCE(?euros, 0)) AS ?granted)
        WHERE {
          { SELECT DISTINCT ?project ?group WHERE { ?project esr:directTargetGroup/skos:broader* ?group } }
          ?project esr:fund ?fund .
          OPTIONAL { ?project esr:grantedEuAndStateFunding ?euros }
        }
        GROUP BY ?group ?fund""",
        """SELECT ?group ?fund (SUM(?n) AS ?projects) (SUM(?euros) AS ?granted)
        WHERE {
          GRAPH ?graph {
            ?cube dct:identifier "target-group" .
            ?o qb:dataSet ?cube ; esr:byTargetGroup ?group ; esr:byFund ?fund ;
              esr:projectCount ?n ; esr:grantedTotal ?euros .
          }
          FILTER(!STRENDS(STR(?group), "/not-known") && !STRENDS(STR(?fund), "/not-known"))
        }
        GROUP BY ?group ?fund""",
    ),
    "realised money by type of applicant": Pair(
        """SELECT ?type (COUNT(?project) AS ?projects) (SUM(COALESCE(?euros, 0)) AS ?realised)
        WHERE {
          ?applicant esr:organisationTypeAsGiven ?type .
          ?project esr:participation ?applicant .
          OPTIONAL { ?project esr:realisedEuAndStateFunding ?euros }
        }
        GROUP BY ?type""",
        """SELECT ?type (SUM(?n) AS ?projects) (SUM(?euros) AS ?realised)
        WHERE {
          GRAPH ?graph {
            ?cube dct:identifier "applicant-type" .
            ?o qb:dataSet ?cube ; esr:byApplicantType ?type ; esr:projectCount ?n ; esr:realisedTotal ?euros .
          }
          FILTER(!STRENDS(STR(?type), "/not-known"))
        }
        GROUP BY ?type""",
    ),
}

Answer = list[tuple[str | None, ...]]


def ask(store: Path, query: str) -> tuple[float, Answer]:
    """The milliseconds of the processor that a query takes where the store was just opened, and its rows, sorted."""
    graph = open_read_only(store)
    start = process_time()
    rows = select(graph, _PREFIXES + query)
    taken = (process_time() - start) * 1000
    return taken, sorted((tuple(row.values()) for row in rows), key=str)


def main() -> None:
    """Ask all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--times", type=int, default=5, help="how often each query is asked")
    given = parser.parse_args()
    store = DataFolder(given.data).current().store
    start = partial(ProcessPoolExecutor, 1, mp_context=get_context("spawn"), max_tasks_per_child=1)
    print(f"{'query':36} {'raw, ms':>9} {'cube, ms':>9} {'ratio':>6}  same")
    for name, pair in PAIRS.items():
        with start() as fresh:
            raw, cube = (
                [fresh.submit(ask, store, query).result() for _ in range(given.times)]
                for query in (pair.raw, pair.cube)
            )
        times = [median(taken for taken, _ in asked) for asked in (raw, cube)]
        print(f"{name:36} {times[0]:9.1f} {times[1]:9.1f} {times[0] / times[1]:6.1f}  {raw[0][1] == cube[0][1]}")


if __name__ == "__main__":
    main()
