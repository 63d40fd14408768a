"""`esrgraph serve`: a release over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from esrgraph.cli.common import Seconds, data_option
from esrgraph.cli.configuration import Listed, config_option

if TYPE_CHECKING:
    from socket import socket

    from esrgraph.release.folder import Release
    from esrgraph.stores.remote import PushedFolder
    from esrgraph.web.operation.access_log import LogFormat
    from esrgraph.web.workers.limits import Limits

_LATER = 2.0
"""Seconds that a store elsewhere may take longer than a query: so it is the query's limit that ends it."""
_LEAST_JOBS = 2
"""Queries that run at once in each of several processes: beside a slow one, there is room for quick ones."""
_WORDIER = 4
"""How many times larger than a result what the store answers may be: it answers in JSON."""


def _limit(
    name: str, default: float | None, unit: str, text: str, least: int = 1, most: int = 1_000_000_000
) -> Callable[[Any], Any]:
    """An option for something of which there can be only so much."""
    kind = Seconds() if isinstance(default, float) else click.IntRange(least, most)
    return click.option(
        f"--{name}", default=default, show_default=default is not None, type=kind, metavar=unit, help=text
    )


def _checked_address(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
    """`[HOST:]PORT` as it is; raises BadParameter where it is none."""
    port = text.rpartition(":")[2] if text is not None else "0"
    if not port.isdecimal() or int(port) > 65535:
        raise click.BadParameter(f"{text!r} is no address; give a port, or host and port as 127.0.0.1:9100")
    return text


def _checked_host(_: click.Context, __: click.Parameter, text: str) -> str:
    """An address to listen on as it is; raises BadParameter for none."""
    if not text.strip():
        raise click.BadParameter(f"{text!r} is no address; give one, as 127.0.0.1, or 0.0.0.0 for all of this machine")
    return text


def _check_proxy(text: str) -> None:
    """Raise ValueError for what is neither an address nor a network, nor `*`, which is every address."""
    if text != "*":
        (ip_network if "/" in text else ip_address)(text)


@click.command()
@config_option
@data_option
@click.option(
    "--endpoint",
    metavar="URL",
    help="Ask the release at this SPARQL endpoint, where it was pushed to.",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, callback=_checked_host, help="The address to listen on."
)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port.")
@click.option(
    "--trusted-proxies",
    default="",
    envvar="FORWARDED_ALLOW_IPS",
    type=Listed(_check_proxy, "neither an address nor a network, as 127.0.0.1 or 10.0.0.0/8"),
    metavar="ADDRESS,...",
    help="Proxies whose X-Forwarded-For, -Proto and -Prefix are believed, by address or network [default: none].",
)
@click.option(
    "--prefix-stripped",
    is_flag=True,
    help="A proxy takes the path of the base IRI off before it asks, and does not say so by X-Forwarded-Prefix.",
)
@click.option(
    "--mcp", "for_assistants", is_flag=True, help="Speak the Model Context Protocol with assistants, at /mcp."
)
@click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    help="Log each request, and what happens besides, to standard error [default: only what goes wrong].",
)
@click.option("--log-queries", is_flag=True, help="Log query strings too, in which people may type names.")
@click.option(
    "--metrics",
    callback=_checked_address,
    metavar="[HOST:]PORT",
    help="Answer /metrics for Prometheus at an address of its own; of several processes, each at the next port.",
)
@_limit("processes", 1, "N", "Processes that answer at the port, each with a server's limits and memory.", most=256)
@_limit("seconds", 10.0, "SECONDS", "The longest that a query may run.")
@_limit("rows", 100_000, "N", "The most rows or triples that a result may have.")
@_limit("megabytes", 50, "MB", "The largest size of a result.", most=1_000_000)
@_limit("memory", 2000, "MB", "The most memory of a process that runs queries.", least=800, most=1_000_000)
@_limit(
    "jobs",
    None,
    "N",
    "How many queries run at once [default: one a core, shared out to processes, two each].",
    most=1024,
)
@_limit("queue", 64, "N", "How many queries wait for their turn.")
@_limit("wait", 30.0, "SECONDS", "The longest that a query waits for its turn.")
@_limit("share", 48, "N", "How many queries of one client may run or wait.")
@_limit("cache", 100, "MB", "Results kept in memory for who asks the same again.", most=1_000_000)
def serve(
    data: Path,
    endpoint: str | None,
    host: str,
    port: int,
    trusted_proxies: str,
    prefix_stripped: bool,
    for_assistants: bool,
    log: LogFormat | None,
    log_queries: bool,
    metrics: str | None,
    processes: int,
    seconds: float,
    rows: int,
    megabytes: int,
    memory: int,
    jobs: int | None,
    queue: int,
    wait: float,
    share: int,
    cache: int,
) -> None:
    """Serve the current release over HTTP; a new release is taken up without a restart.

    A query over SPARQL that goes beyond a limit gets an error that names it, never a part of its result.

    With --endpoint, the triples are asked where `esrgraph push` has loaded them, and all else comes from --data; a new
    release is taken up when it is there too. Credentials, where they are asked for, are taken from the environment as
    by `push`: give a user who may only read.

    Where the base IRI of the release has a path, as https://example.org/esr/, the site is below that path.

    Every option can be set by a variable of the environment (ESRGRAPH_SERVE_PORT for --port) and in a TOML file
    (--config), which --show-config prints as they are in force. Ended by SIGTERM, it answers what was asked first.

    Any number of servers can serve one folder, or copies of it: they keep nothing that the others need. So do several
    processes at one port (--processes), where there are more cores than one: a page is made by one core.

    \b
    Example:
      esrgraph serve --data data --port 8000
      esrgraph serve --data data --trusted-proxies 127.0.0.1
      esrgraph serve --data data --prefix-stripped
      esrgraph serve --data data --mcp
      esrgraph serve --data data --log json --metrics 9100
      esrgraph serve --config /etc/esrgraph.toml --show-config
      esrgraph serve --data data --seconds 30 --jobs 4
      esrgraph serve --data data --processes 2
      esrgraph serve --data data --endpoint http://localhost:7878/query
    """
    import os
    import sys

    from esrgraph.release.folder import DataFolder
    from esrgraph.web.operation.access_log import AccessLog, log_to_stderr
    from esrgraph.web.operation.metrics import Metrics, require_free
    from esrgraph.web.processes import inherited_listener, run_processes, tell_ready
    from esrgraph.web.server import listen, run

    if log:
        log_to_stderr(log)
    shared = inherited_listener()
    if processes > 1 and not shared:
        release = DataFolder(data).current()
        if metrics:
            require_free(*_address(metrics), processes)
        with listen(host, port) as listener:
            click.echo(_started(release, host, listener, prefix_stripped=prefix_stripped))
            run_processes(processes, [sys.executable, "-m", "esrgraph.cli", *sys.argv[1:]], listener)
        return
    from esrgraph.web.app import make_app
    from esrgraph.web.sound_folder import SoundFolder
    from esrgraph.web.workers.limits import Limits

    cores = os.cpu_count() or 1
    limits = Limits(
        seconds=seconds,
        rows=rows,
        bytes=megabytes * 1_000_000,
        memory=memory * 1_000_000,
        concurrency=jobs or max(min(cores, _LEAST_JOBS), cores // processes),
        queue=queue,
        wait=wait,
        share=share,
        cache=cache * 1_000_000,
    )
    folder = SoundFolder.over(_pushed_folder(data, endpoint, limits) if endpoint else DataFolder(data))
    release = folder.current()
    with shared or listen(host, port) as listener:
        app = make_app(folder, limits, rehearsed=True, prefix_stripped=prefix_stripped, for_assistants=for_assistants)
        if log:
            app.state.observers.append(AccessLog(with_queries=log_queries))
        if metrics:
            figures = Metrics(app.state.site)
            figures.listen(*_address(metrics), processes)
            app.state.observers.append(figures)
        started = _started(release, host, listener, prefix_stripped=prefix_stripped)
        tell = tell_ready if shared else (lambda: click.echo(started))
        run(app, listener, tell, "*" if "*" in trusted_proxies else trusted_proxies, seconds + wait + _LATER)


def _started(release: Release, host: str, listener: socket, *, prefix_stripped: bool) -> str:
    """What is said once somebody listens."""
    from esrgraph.web.http.prefix import prefix_of_release

    prefix = "" if prefix_stripped else prefix_of_release(release)
    at = f"[{host}]" if ":" in host else host
    return f"Serving {release.id} at http://{at}:{listener.getsockname()[1]}{prefix}/ (Ctrl-C stops)"


def _address(text: str) -> tuple[str, int]:
    """Host and port of `[HOST:]PORT`."""
    host, _, port = text.rpartition(":")
    return host.strip("[]") or "127.0.0.1", int(port)


def _pushed_folder(data: Path, endpoint: str, limits: Limits) -> PushedFolder:
    """The releases of a folder, asked at an endpoint."""
    import os

    from esrgraph.stores.push import Login
    from esrgraph.stores.remote import PushedFolder, connect

    login = Login.from_environment(os.environ)
    return PushedFolder(data, connect(endpoint, login, limits.seconds + _LATER, limits.bytes * _WORDIER))
