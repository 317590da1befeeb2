"""The page by itself: a web server that stands for the proxy, the site beyond it and the pages before it."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from urllib.parse import parse_qsl

import msgspec

from proxy_addons.language import ENGLISH, Language
from proxy_addons.reminder_page import (
    HEADERS,
    ChannelLine,
    ReminderView,
    not_accepted_page,
    render,
    static_files,
)
from proxy_addons.reminder_site import contact_lines
from school_policy.policy import Contact, Contacts

CONTACTS = Contacts(
    safeguarding=Contact(who="Designated Safeguarding Lead", how="safeguarding@school.example"),
    headteacher=Contact(who="Headteacher", how="head@school.example"),
    it=Contact(who="IT admin", how="it@school.example"),
)
_SLOWEST = 5.0  # seconds; Playwright may do nothing in a page that is being left until the next one comes
COLOURS = ["#1d4e89", "#ffff00", "#ffffff", "#000000", "#808080", "#ff0000"]
"""A school's blue, and those that are hard to read on or to tell from the page."""


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
            contacts=contact_lines(CONTACTS, ENGLISH),
            what_we_count_url=f"{self.origin}/what-we-count",
            why_url=f"{self.origin}/why",
        )
        self.language = ENGLISH
        self.files: dict[str, tuple[bytes, str]] = {}
        self.colour(COLOURS[0])
        self.posts: list[tuple[dict[str, str], bool]] = []
        """The fields of each form that came, and whether the script sent it."""
        self.accepts_script = True
        self.slow = Event()
        self.slow.set()

    def show(self, **changes: object) -> None:
        self.view = msgspec.structs.replace(self.view, **changes)

    def speak(self, language: Language) -> None:
        """Show the page in another language, its ready sentences among it."""
        self.language = language
        self.show(contacts=contact_lines(CONTACTS, language))

    def colour(self, colour: str) -> None:
        """Show the page in another school's colour."""
        self.files |= {path: (file.body, file.content_type) for path, file in static_files(colour).items()}

    def edit(self, path: str, old: str, new: str) -> None:
        """Break what a guard looks after."""
        body, content_type = self.files.get(path, (render(self.view, self.language), HEADERS["Content-Type"]))
        assert old.encode() in body
        self.files[path] = (body.replace(old.encode(), new.encode()), content_type)

    def page(self, path: str) -> tuple[bytes, str]:
        if path in self.files:
            return self.files[path]
        if path.startswith("/facebook/"):
            return render(self.view, self.language), HEADERS["Content-Type"]
        if path == "/not-accepted":
            return not_accepted_page(self.view.start_page, self.language), HEADERS["Content-Type"]
        if path == "/slow":
            self.slow.wait(_SLOWEST)
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
