"""What the origin saw: one line a request, which tests read or wait for."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

KEPT_HEADERS = frozenset(
    {
        "accept",
        "access-control-request-method",
        "content-type",
        "cookie",
        "origin",
        "purpose",
        "referer",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "sec-fetch-storage-access",
        "sec-fetch-user",
        "sec-purpose",
        "service-worker",
        "service-worker-navigation-preload",
        "upgrade",
        "user-agent",
    }
)
_PATIENCE = 10.0  # seconds to wait for a request that a page is to make


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenRequest:
    host: str
    method: str
    path: str  # without the query
    query: str
    headers: Mapping[str, str] = field(repr=False)  # KEPT_HEADERS only, names in lower case


class RequestLog:
    def __init__(self) -> None:
        self._seen: list[SeenRequest] = []
        self._news = threading.Condition()

    def add(self, request: SeenRequest) -> None:
        with self._news:
            self._seen.append(request)
            self._news.notify_all()

    def clear(self) -> None:
        with self._news:
            self._seen.clear()

    def all(self) -> tuple[SeenRequest, ...]:
        with self._news:
            return tuple(self._seen)

    def of(self, host: str) -> tuple[SeenRequest, ...]:
        """Return the requests to one host, in the order of their arrival."""
        return tuple(each for each in self.all() if each.host == host)

    def lines(self, host: str) -> list[str]:
        """Return `METHOD /path` of the requests to one host: what most tests compare."""
        return [f"{each.method} {each.path}" for each in self.of(host)]

    def wait_for(self, wanted: Callable[[SeenRequest], bool], *, times: int = 1) -> tuple[SeenRequest, ...]:
        """Wait until so many requests are as wanted, and return them; raises TimeoutError."""

        def found() -> tuple[SeenRequest, ...]:
            return tuple(each for each in self._seen if wanted(each))

        with self._news:
            if not self._news.wait_for(lambda: len(found()) >= times, timeout=_PATIENCE):
                raise TimeoutError(f"{len(found())} of {times} requests came; seen: {self._seen}")
            return found()
