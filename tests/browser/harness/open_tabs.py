"""Tabs that somebody left open: what each of them notices of the day, and what it must never notice."""

from dataclasses import astuple, dataclass, field, replace
from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Frame, Page, Response, expect

from tests.browser.harness.reminder import expect_reminder
from tests.browser.harness.world import World

PATIENCE = 20_000  # milliseconds for what takes a few hundred on a quiet machine
_COUNTED = """(numbers) => {
    const named = ([pollsOk, pollsFailed, socketOpened, socketEchoed, socketClosed]) =>
        ({ pollsOk, pollsFailed, socketOpened, socketEchoed, socketClosed });
    const before = named(numbers);
    const now = Array.from(document.querySelectorAll("output"), (each) => Number(each.value));
    const { pollsOk, pollsFailed, socketOpened, socketEchoed, socketClosed } = named(now);
    return CONDITION;
}"""


class Tab:
    """A tab at the page that was opened in it: it never loads anew nor goes anywhere by itself."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._left_at = page.url
        self._moves: list[str] = []
        page.evaluate("globalThis.leftOpen = true")
        page.on("framenavigated", self._note_move)

    def expect_untouched(self) -> None:
        """Nobody has reloaded it or led it anywhere."""
        assert self.page.evaluate("globalThis.leftOpen") is True
        assert (self.page.url, self._moves) == (self._left_at, [])

    def _note_move(self, frame: Frame) -> None:
        if frame == self.page.main_frame:
            self._moves.append(frame.url)


@dataclass(frozen=True, slots=True)
class _Counted:
    """What the `/feed` page counted up to a moment, in the page's order."""

    polls_ok: int = 0
    polls_failed: int = 0
    socket_opened: int = 0
    socket_echoed: int = 0
    socket_closed: int = 0


class LiveTab(Tab):
    """The `/feed` page: it polls again and again, keeps a WebSocket open, and holds a text."""

    def __init__(self, page: Page, text: str) -> None:
        super().__init__(page)
        self._text = text
        page.fill("#draft", text)
        self._polls: list[Response] = []
        page.on("response", lambda it: self._polls.append(it) if _is_poll(it) else None)
        self._wait_for("socketEchoed > 0 && pollsOk > 0", _Counted())
        self._before = self._counted()

    def expect_undisturbed(self) -> None:
        """Since the last look its polls were answered, and its WebSocket stayed open."""
        before, now = self._before, self._counted()
        self._wait_for("pollsOk + pollsFailed >= before.pollsOk + before.pollsFailed + 2", now)
        after = self._before = self._counted()
        assert after == replace(before, polls_ok=after.polls_ok)
        assert all(poll.status == HTTPStatus.OK for poll in self._polls)
        self._expect_text()

    def expect_served_again(self) -> None:
        """It was set aside, and goes on by itself: its polls are answered, and it opened its WebSocket again."""
        before = self._before
        self._wait_for("socketEchoed > before.socketEchoed", before)
        self._wait_for("pollsOk >= before.pollsOk + 2", self._counted())
        self._forget_polls()
        assert self._before.socket_opened == before.socket_opened + 1
        self._expect_text()

    def expect_set_aside(self) -> None:
        """Its WebSocket is closed and not opened again, and each of its polls is told when to ask again."""
        before = self._before
        self._wait_for("pollsFailed > before.pollsFailed && socketClosed > before.socketClosed", before)
        for _ in range(2):
            with self.page.expect_response(_is_poll, timeout=PATIENCE) as poll:
                pass
            assert (poll.value.status, poll.value.headers.get("retry-after")) == (HTTPStatus.FORBIDDEN, "60")
        self._forget_polls()
        assert self._before.socket_opened == before.socket_opened
        self._expect_text()

    def _forget_polls(self) -> None:
        self._polls.clear()
        self._before = self._counted()

    def _expect_text(self) -> None:
        assert self.page.input_value("#draft") == self._text

    def _counted(self) -> _Counted:
        return _Counted(*map(int, self.page.locator("output").all_inner_texts()))

    def _wait_for(self, condition: str, before: _Counted) -> None:
        """Wait for a condition on what it counts now and on what it had counted before."""
        self.page.bring_to_front()  # in the background a tab may poll once a second at most
        self.page.wait_for_function(
            _COUNTED.replace("CONDITION", condition),
            arg=list(astuple(before)),
            polling=50,  # a tab in the background draws no frames
            timeout=PATIENCE,
        )


def _is_poll(answer: Response) -> bool:
    return urlsplit(answer.url).path == "/poll"


class DraftTab(Tab):
    """The `/form` page with a half-written text in it, and a WebSocket of its own."""

    def __init__(self, page: Page, text: str) -> None:
        page.fill("#text", "")
        page.locator("#text").press_sequentially(text)
        page.evaluate(_CONNECT)
        super().__init__(page)
        self._text = text

    def expect_untouched(self) -> None:
        """The text is there as well, the WebSocket still open, and the site's own calls pass."""
        super().expect_untouched()
        assert self.page.input_value("#text") == self._text
        assert self.page.evaluate("echo('still there')") == "still there"
        assert self.page.evaluate("fetch('/poll').then((it) => it.status)") == 200

    def send(self) -> str:
        """Send the form, and return the whole text of the page that answers."""
        with self.page.expect_navigation():
            self.page.click("#send")
        return self.page.inner_text("body")


_CONNECT = """async () => {
    const socket = new WebSocket(`wss://${location.host}/ws`);
    await new Promise((resolve) => { socket.onopen = resolve; });
    const closed = new Promise((resolve) => { socket.onclose = () => resolve("closed"); });
    globalThis.echo = (text) => Promise.race([closed, new Promise((resolve) => {
        socket.onmessage = (message) => resolve(message.data);
        socket.send(text);
    })]);
}"""


class DownloadTab(Tab):
    """A page whose download goes on until `expect_whole` ends it, on a connection that was made once."""

    def __init__(self, page: Page, world: World) -> None:
        self._world = world
        self._host = urlsplit(page.url).netloc
        page.evaluate(_BEGIN)
        super().__init__(page)
        self._connections = world.filter.contacts[self._host]

    def expect_untouched(self) -> None:
        """Bytes still come, as well."""
        super().expect_untouched()
        so_far = self.page.evaluate("globalThis.received")
        self.page.wait_for_function(
            "(soFar) => received > soFar || failed", arg=so_far, polling=50, timeout=PATIENCE
        )
        assert self.page.evaluate("globalThis.failed") == ""

    def expect_whole(self) -> None:
        """Every byte came, in its order, on the one connection."""
        self._world.origin.end_streams()
        came = self.page.evaluate("globalThis.whole")
        stream = self._world.origin.streams(self._host)[-1]
        assert came == {"length": stream.length, "sha256": stream.digest.hexdigest(), "failed": ""}
        assert stream.is_whole
        assert self._world.origin.log.lines(self._host).count("GET /stream") == 1
        assert self._world.filter.contacts[self._host] == self._connections


_BEGIN = """async () => {
    const shown = document.body.appendChild(document.createElement("p"));
    const reader = (await fetch("/stream")).body.getReader();
    const parts = [];
    globalThis.received = 0;
    globalThis.failed = "";
    const receive = async () => {
        try {
            for (let part = await reader.read(); !part.done; part = await reader.read()) {
                parts.push(part.value);
                received += part.value.length;
                shown.textContent = `A file: ${Math.round(received / 1024)} KB so far`;
            }
        } catch (error) {
            failed = String(error);
        }
        const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
        const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
        return { length: received, sha256: hex, failed };
    };
    globalThis.whole = receive();
}"""


@dataclass(slots=True, kw_only=True)
class Visitor:
    """One who opens pages of a platform anew at every moment, and reloads one that is open."""

    context: BrowserContext
    world: World
    site: str
    """A URL, up to and with the slash after the host."""
    platform: str
    _pages: list[Page] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._pages = [self.context.new_page(), self.context.new_page()]
        self.reloaded.goto(f"{self.site}reloaded")

    @property
    def reloaded(self) -> Page:
        return self._pages[0]

    @property
    def anew(self) -> Page:
        return self._pages[1]

    def expect_pages(self, name: str) -> None:
        """Both lead to the page itself; one that still showed the reminder leads on to it."""
        self.reloaded.reload()
        expect(self.reloaded).to_have_url(f"{self.site}reloaded", timeout=PATIENCE)
        self.anew.goto(f"{self.site}{name}")
        expect(self.anew).to_have_url(f"{self.site}{name}", timeout=PATIENCE)

    def expect_reminders(self, name: str) -> None:
        """Both show the reminder, and the site is not asked for anything."""
        before = self.world.origin.log.lines(urlsplit(self.site).netloc)
        self.reloaded.reload()
        expect_reminder(self.reloaded, self.platform)
        self.anew.goto(f"{self.site}{name}")
        expect_reminder(self.anew, self.platform)
        assert self.world.origin.log.lines(urlsplit(self.site).netloc) == before
