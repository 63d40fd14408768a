"""A shard holds what its documents give, and is made by the same code only."""

from pathlib import Path

import pytest

from conftest import EXAMPLES
from esrgraph.documents.reader import locate_documents
from esrgraph.errors import InputError
from esrgraph.ingest.capture_cache import code_version
from esrgraph.ingest.cluster import make_shard, read_shard
from esrgraph.ingest.local import Task
from esrgraph.rdf.iris import HERE


@pytest.mark.parametrize("to_file", [True, False])
def test_a_shard_holds_what_its_documents_give(to_file: bool, tmp_path: Path) -> None:
    locations, task = list(locate_documents([EXAMPLES]))[:3], Task(HERE)
    file = tmp_path / "shard" if to_file else None
    content = make_shard(task, code_version(), [each.read() for each in locations], file)
    assert list(read_shard(content, file)) == [task(each) for each in locations]
    assert not list(tmp_path.iterdir())


def test_a_worker_with_other_code_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not the same"):
        make_shard(Task(HERE), "another", list(locate_documents([EXAMPLES])), None)
