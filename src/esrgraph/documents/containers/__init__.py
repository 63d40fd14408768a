"""The containers that hold documents: what stands in this table is opened, from folders too."""

from esrgraph.documents.containers.container import Container
from esrgraph.documents.containers.csv_table import CSV
from esrgraph.documents.containers.json_lines import JSON_LINES
from esrgraph.documents.containers.parquet import PARQUET
from esrgraph.documents.containers.tar_archive import TAR
from esrgraph.documents.containers.warc import WARC
from esrgraph.documents.containers.zip_archive import ZIP

CONTAINERS: tuple[Container, ...] = (ZIP, TAR, WARC, PARQUET, JSON_LINES, CSV)
"""In the order in which a file is tried against them."""


def find_container(head: bytes) -> Container | None:
    """What a file holds that begins so, once it is decompressed; None where it is a document itself, or neither."""
    return next((each for each in CONTAINERS if each.is_container_of(head)), None)
