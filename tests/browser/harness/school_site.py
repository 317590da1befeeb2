"""The page by itself: a web server that stands for the proxy, the site beyond it and the pages before it."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from urllib.parse import parse_qsl

import msgspec

from proxy_addons.reminder_page import (
    HEADERS,
    ChannelLine,
    ContactLine,
    ReminderView,
    not_accepted_page,
    render,
    static_files,
)

COLOURS = ["#1d4e89", "#ffd400", "#0b1a0b"]


class School:
    """A web server that stands for the proxy, the site beyond it and the pages before it."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        self.view = ReminderView(
            school="Ashover Primary School",
            time="10:42",
            platform="facebook",
            platform_name="Facebook",
            token="t0k",  # noqa: S106
            start_page=f"{self.origin}/start",
            back_in_history=False,
            form_lost=False,
            channels=(ChannelLine(name="Ashover School News", roles=("Headteacher", "Deputy Headteacher")),),
            own_time_minutes=15,
            own_time_next="Own time is next from 12:15 today (lunch).",
            contacts=(ContactLine(about="A child or online safety", who="DSL", how="dsl@school.example"),),
            what_we_count_url=f"{self.origin}/what-we-count",
        )
        self.files = {path: (file.body, file.content_type) for path, file in static_files(COLOURS[0]).items()}
        self.posts: list[tuple[dict[str, str], bool]] = []
        """The fields of each form that came, and whether the script sent it."""
        self.accepts_script = True
        self.slow = Event()
        self.slow.set()

    def show(self, **changes: object) -> None:
        self.view = msgspec.structs.replace(self.view, **changes)

    def edit(self, path: str, old: str, new: str) -> None:
        """Break what a guard looks after."""
        body, content_type = self.files.get(path, (render(self.view), HEADERS["Content-Type"]))
        assert old.encode() in body
        self.files[path] = (body.replace(old.encode(), new.encode()), content_type)

    def page(self, path: str) -> tuple[bytes, str]:
        if path in self.files:
            return self.files[path]
        if path.startswith("/facebook/"):
            return render(self.view), HEADERS["Content-Type"]
        if path == "/not-accepted":
            return not_accepted_page(self.view.start_page), HEADERS["Content-Type"]
        if path == "/slow":
            self.slow.wait(20)
        links = "".join(
            f'<a id="{name}" href="/facebook/t0k" {more}>{name}</a>'
            for name, more in {"same": "", "tab": "target=_blank", "mail": "target=_blank rel=noreferrer"}.items()
        )
        return f"<!doctype html><title>{path}</title>{links}".encode(), HEADERS["Content-Type"]

    def _handler(school) -> type[BaseHTTPRequestHandler]:  # noqa: N805
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer(200, *school.page(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                by_script = self.headers["Accept"] == "application/json"
                school.posts.append((dict(parse_qsl(body, keep_blank_values=True)), by_script))
                target = f"{school.origin}/site"
                if not by_script:
                    self._answer(303, b"", "text/plain", target)
                elif school.accepts_script:
                    self._answer(200, json.dumps({"location": target}).encode(), "application/json")
                else:
                    self._answer(500, b"", "text/plain")

            def _answer(self, status: int, body: bytes, content_type: str, location: str = "") -> None:
                self.send_response(status)
                for name, value in {**HEADERS, "Content-Type": content_type}.items():
                    self.send_header(name, value)
                if location:
                    self.send_header("Location", location)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *_args: object) -> None:  # noqa: A002
                """Say nothing."""

        return Handler
