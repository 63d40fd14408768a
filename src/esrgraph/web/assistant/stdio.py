"""The server over standard input and output, as a program that an assistant starts for itself."""

from __future__ import annotations

import anyio

from esrgraph.release.folder import DataFolder
from esrgraph.web.assistant.server import make_server
from esrgraph.web.assistant.text_answer import opened_release
from esrgraph.web.site import Site
from esrgraph.web.workers.limits import Limits
from esrgraph.web.workers.pool import Workers


def run_over_stdio(data: DataFolder, limits: Limits) -> None:
    """Answer until the input ends; raises ReleaseError where there is no release that an assistant may be given."""
    site = Site(data, Workers(data, limits))
    opened_release(site)
    anyio.run(_run, site)


async def _run(site: Site) -> None:
    site.workers.start()
    try:
        await make_server(site).run_stdio_async()
    finally:
        site.workers.close()
