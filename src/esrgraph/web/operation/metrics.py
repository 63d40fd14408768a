"""A server's figures for Prometheus: requests, queries, the release in use and what was found in it."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from esrgraph.errors import EsrgraphError, InputError
from esrgraph.web.operation.answered import Answered
from esrgraph.web.pages.parts.validated import head_of
from esrgraph.web.site import Site

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


def require_free(host: str, port: int, processes: int) -> None:
    """Raise InputError where one of the ports is taken at which the figures of several processes are to be."""
    for each in range(port, port + processes):
        try:
            socket.create_server((host, each), family=_family(host)).close()
        except (OSError, OverflowError) as error:
            raise _taken(host, each, error) from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _taken(host: str, port: int, error: Exception) -> InputError:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else error
    return InputError(f"Nothing can listen at port {port} of {host}: {reason}; give another --metrics")


class Metrics:
    """The figures of one server; to call it with a request that was answered counts that."""

    def __init__(self, site: Site) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter("esrgraph_requests", "Requests answered.", ("kind", "status"), registry=self.registry)
        self._seconds = Histogram(
            "esrgraph_request_seconds",
            "From a request to the end of its response.",
            ("kind",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_State(site))
        ProcessCollector(registry=self.registry)

    def __call__(self, answered: Answered) -> None:
        """Count a request."""
        self._requests.labels(answered.kind, str(answered.status)).inc()
        self._seconds.labels(answered.kind).observe(answered.seconds)

    def listen(self, host: str, port: int, processes: int = 1) -> WSGIServer:
        """Answer `/metrics` at an address of its own, from a thread: of several processes, each at the first of as many
        ports that is free. Raises InputError where that cannot be."""
        for each in range(port, port + processes):
            try:
                return start_http_server(each, host, self.registry)[0]
            except OSError as error:
                refused = error
        raise _taken(host, port, refused) from refused


class _State(Collector):
    """What a server is like now, looked at when somebody asks."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """The figures."""
        state = self._site.workers.state
        yield _gauge("esrgraph_workers", "Processes that can run a query.", state.alive)
        yield _gauge("esrgraph_queries_running", "Queries that run.", state.running)
        yield _gauge("esrgraph_queries_waiting", "Queries that wait for their turn.", state.waiting)
        cache = CounterMetricFamily("esrgraph_cache_lookups", "Answers looked for in memory.", labels=["found"])
        cache.add_metric(["yes"], state.hits)
        cache.add_metric(["no"], state.misses)
        yield cache
        ended = CounterMetricFamily("esrgraph_workers_ended", "Processes ended before their time.", labels=["reason"])
        for reason in ("time", "memory", "client", "other"):
            ended.add_metric([reason], self._site.workers.ended[reason])
        yield ended
        yield from self._release()

    def _release(self) -> Iterator[Metric]:
        """The release in use; nothing where there is none."""
        try:
            opened = self._site.opened()
            created = opened.past().created
            report = head_of(opened.release.validation)
        except EsrgraphError:
            return
        used = GaugeMetricFamily("esrgraph_release", "The release in use.", labels=["release"])
        used.add_metric([opened.release.id], 1)
        yield used
        yield _gauge("esrgraph_release_created_seconds", "When it was built, as Unix time.", created.timestamp())
        found = GaugeMetricFamily("esrgraph_findings", "What validation found in it.", labels=["severity"])
        for severity, number in (report.summary["bySeverity"] if report else {}).items():
            found.add_metric([severity], number)
        yield found


def _gauge(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)
