"""Names in lists of beneficiaries find what the real pages name."""

from pathlib import Path

import pytest

from benchmarks.reconciliation import ask, listed
from esrgraph.build.pipeline import Options, build_release
from esrgraph.rdf.iris import HERE
from esrgraph.release.folder import DataFolder
from esrgraph.search.reconciliation import NameIndex, Reconciler, named_things


def test_names_in_lists_find_what_the_pages_name(corpus: Path, tmp_path: Path) -> None:
    folders = [each for each in (corpus, corpus.with_name("corpus-2007")) if each.is_dir()]
    lists = corpus.with_name("lists")
    if not lists.is_dir():
        pytest.skip("the lists are not at hand")
    release = build_release(folders, DataFolder(tmp_path), Options()).release
    graph = release.graph()
    asked = list(listed(list(named_things(graph, HERE)), graph, lists))
    score = ask(Reconciler(NameIndex.open(release.names), graph, HERE), asked)
    assert score.asked >= 8
    assert score.right == score.matched
    assert score.five >= 0.95 * score.asked
