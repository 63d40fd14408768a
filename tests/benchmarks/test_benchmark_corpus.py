"""The generated pages: repeatable, and as unevenly spread as real ones."""

import csv
import doctest
import importlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.corpus import MOST_PAGES, Page, errors_of, page, pages
from benchmarks.corpus.organisations import MOST_ORGANISATIONS, organisation
from benchmarks.corpus.project import Facts, facts
from conftest import ROOT
from esrgraph.documents.reader import read_documents
from esrgraph.language import finnish
from esrgraph.linking.schemes import load_schemes

SEED = 1


@pytest.fixture(scope="module")
def some_facts() -> list[Facts]:
    return [facts(SEED, index) for index in range(4000)]


def test_the_same_seed_gives_the_same_pages() -> None:
    assert list(pages(20, SEED)) == list(pages(20, SEED))
    assert dict(pages(20, SEED)).values() != dict(pages(20, SEED + 1)).values()


def test_fewer_pages_are_the_first_of_more() -> None:
    assert list(pages(10, SEED)) == list(pages(25, SEED))[:10]


def test_a_page_does_not_depend_on_those_before() -> None:
    by_itself = [page(SEED, index) for index in (1234, 7, MOST_PAGES - 1)]
    assert by_itself == [page(SEED, index) for index in (MOST_PAGES - 1, 7, 1234)][::-1]


def test_another_process_makes_the_same_page() -> None:
    code = "from benchmarks.corpus import page; import sys; sys.stdout.buffer.write(page(1, 42).text.encode())"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert run.stdout.decode() == page(SEED, 42).text


def test_the_stated_share_of_pages_has_an_error() -> None:
    kinds = [errors_of(SEED, index, errors=0.2) for index in range(2000)]
    assert 0.16 < sum(kind is not None for kind in kinds) / len(kinds) < 0.22
    assert [page(SEED, index, errors=0.2).kind for index in range(50)] == kinds[:50]
    assert all(errors_of(SEED, index, errors=0.0) is None for index in range(50))


def test_few_organisations_have_many_projects(some_facts: list[Facts]) -> None:
    shares = Counter(each.number for given in some_facts for each in (given.applicant, *given.partners))
    counts = sorted(shares.values(), reverse=True)
    assert sum(counts[: len(counts) // 10]) > 0.4 * sum(counts)
    assert 0.1 < len(counts) / len(some_facts) < 0.25
    assert counts[0] < 0.08 * len(some_facts)


def test_partners_and_variants_are_spread_as_on_real_pages(some_facts: list[Facts]) -> None:
    partners = Counter(len(given.partners) for given in some_facts)
    assert set(partners) == set(range(12))
    assert partners[1] > partners[3] > partners[9]
    total = len(some_facts)
    assert 0.04 < sum(given.variant == "B" for given in some_facts) / total < 0.08
    assert 0.06 < sum(given.fund == "EAKR" for given in some_facts) / total < 0.1
    assert 0.03 < sum(given.swedish for given in some_facts) / total < 0.05


def test_every_code_is_used_once() -> None:
    codes = {page(SEED, index).code for index in (*range(200), *range(100_000, 100_200))}
    assert len(codes) == 400
    with pytest.raises(ValueError, match="room for 200000"):
        page(SEED, MOST_PAGES)


def test_organisations_have_names_and_ids_of_their_own() -> None:
    found = [organisation(SEED, number) for number in range(MOST_ORGANISATIONS)]
    assert len({each.name for each in found}) == len({each.business_id for each in found}) == MOST_ORGANISATIONS
    assert all(each.business_id.startswith("99") and finnish.parse_business_id(each.business_id) for each in found)
    assert all(finnish.parse_phone(each.phone) and each.name != each.variant for each in found)
    places = {concept.label for concept in load_schemes().municipalities.by_notation.values()}
    assert not places & {word for each in found for word in re.split(r"[\s-]", each.name)}


def test_contact_persons_are_nobody() -> None:
    for _, text in pages(50, SEED):
        address = re.search(r"sähköpostisoite: (\S+)", text)
        assert address is None or address[1].endswith("example.fi")


@pytest.mark.parametrize("out", ["folder", "archive.zip"])
def test_the_command_writes_pages_captures_and_the_truth(out: str, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    arguments = ["25", str(tmp_path / out), "--seed", "3", "--errors", "0.5", "--truth", str(truth)]
    command = [sys.executable, "-m", "benchmarks.corpus", *arguments]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("25 pages, ")
    made: dict[str, Page] = {each.code: each for each in (page(3, index, 0.5) for index in range(25))}
    documents = list(read_documents([tmp_path / out]))
    assert len(documents) == 25
    for document in documents:
        each = made[Path(document.name).stem]
        assert (document.content.decode(), document.url, document.retrieved) == (each.text, each.url, each.retrieved)
    with truth.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["code", "kind"], *([each.code, each.kind or ""] for each in made.values())]
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (again.returncode, "Traceback" in again.stderr) == (1, False)


@pytest.mark.parametrize("module", ["", ".data", ".faults", ".organisations"])
def test_the_examples_in_the_documentation_are_right(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"benchmarks.corpus{module}"), raise_on_error=True).attempted
