"""From a list to an archive and a release, with the harvester that the documentation names, against a local server."""

import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from conftest import EXAMPLES
from esrgraph.cli import main
from kept import Kept

SERVICE = "https://www.eura2014.fi"

pytestmark = [
    pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed"),
    pytest.mark.skipif(find_spec("esrgraph.documents.containers") is None, reason="web archives are not read"),
]


class Service(BaseHTTPRequestHandler):
    """The service of 2014-2020 with the examples for pages."""

    def do_GET(self) -> None:
        (code,) = parse_qs(urlsplit(self.path).query).get("projektikoodi", ["?"])
        page = EXAMPLES / f"{code}.txt"
        self.send_response(200 if page.is_file() else 404)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.end_headers()
        self.wfile.write(page.read_bytes() if page.is_file() else b"")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, list(map(str, arguments)))
    assert result.exit_code == 0, result.stderr
    return result


def listed(folder: Path) -> None:
    """Make a release of the rows of a list in `data`."""
    header, *rows = (EXAMPLES / "list.csv").read_text("latin-1").splitlines()
    some = [row for row in rows if row.startswith(("S39001", "S39003", "S39010"))]
    (folder / "list.csv").write_text("\n".join((header, *some)), encoding="latin-1")
    run("build", folder / "list.csv", "--data", folder / "data")


def test_what_was_harvested_is_missing_no_more(service: str, kept: Kept, tmp_path: Path) -> None:
    path = kept(listed) / "list.csv"
    data = shutil.copytree(kept(listed) / "data", tmp_path / "data", symlinks=True)
    addresses = run("codes", path, "--missing", data, "--urls").stdout
    assert addresses.count(SERVICE) == 3
    subprocess.run(
        ["wget", "--quiet", "--input-file=-", f"--warc-file={tmp_path / 'pages'}", "--output-document=/dev/null"],
        input=addresses.replace(SERVICE, service),
        text=True,
        check=True,
    )
    run("build", tmp_path / "pages.warc.gz", path, "--data", data)
    assert run("codes", path, "--missing", data).stdout == ""
