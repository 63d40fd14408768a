"""The kept results of the catalogue: what is asked once for all languages is what each of them would be answered."""

from io import BytesIO
from pathlib import Path

import orjson
import pytest
from pyoxigraph import Literal, Quad, Store

from esrgraph.language import LANGUAGES
from esrgraph.rdf.iris import HERE
from esrgraph.rdf.store import open_read_only
from esrgraph.rdf.vocabulary import Esr
from esrgraph.release.folder import DataFolder
from esrgraph.sparql import bind, run
from esrgraph.sparql.catalogue import QueryFile, catalogue
from esrgraph.sparql.precomputed import Precomputed, result_tasks
from esrgraph.sparql.results import write_result

IN_LANGUAGES = [query for query in catalogue() if any(each.type == "lang" for each in query.parameters)]


@pytest.mark.parametrize("query", IN_LANGUAGES, ids=lambda query: query.name)
def test_a_kept_result_is_what_the_query_answers_in_its_language(query: QueryFile, data: DataFolder) -> None:
    kept, store = Precomputed(data.current().queries), open_read_only(data.current().store)
    query = kept.query(query)
    for language in LANGUAGES:
        path, asked = kept.find(query, {"lang": language}), BytesIO()
        hidden = [each.name for each in query.parameters]
        write_result(run(store, query, bind(query, {"lang": language}, HERE)), asked, "json", HERE, hidden=hidden)
        assert path
        assert path.read_bytes() == asked.getvalue()


def test_a_project_that_is_gone_is_asked_about_no_more(tmp_path: Path) -> None:
    (own,) = (each.default for query in catalogue() if query.name == "project" for each in query.parameters)
    gone, project = HERE.part(HERE.graph("changes"), str(own)), HERE.project("S10001")
    store = Store(tmp_path / "store")
    store.add(Quad(gone, Esr.code, Literal(str(own)), HERE.graph("changes")))
    store.add(Quad(project, Esr.code, Literal("S10001")))
    store.add(Quad(project, Esr.sustainabilityAssessment, HERE.part(project, "sustainability-a")))
    store.flush()
    result_tasks(tmp_path / "store", tmp_path / "queries", HERE)
    assert orjson.loads((tmp_path / "queries" / "defaults.json").read_bytes())["project"] == {"code": "S10001"}
