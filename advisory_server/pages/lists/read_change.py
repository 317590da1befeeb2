"""From what was typed to an entry of the school's own list, or to every problem, each by its field."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from advisory_server.pages.lists.kept import LONGEST_NOTE
from advisory_server.pages.lists.typed import BELOW, ONLY, Typed
from domain_lists.catalogue import Catalogue
from domain_lists.layer import Addition, Exemption, LayerHost, Move, NewPlatform, Removal
from domain_lists.layer_writer import Proposal
from school_policy.count_report import LONGEST_VALUE
from school_policy.hostname import Hostname, HostnameError, normalise
from school_policy.platform import HostRule
from school_policy.vocabulary import Category, HostKind, PlatformId

_ADDRESS = re.compile(r"(?:https?:)?//|/")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadChange:
    """An entry, or what is wrong by the fields' names."""

    entry: Proposal | None
    problems: Mapping[str, tuple[str, ...]]


def read_addition(typed: Typed, asked: "Asked") -> ReadChange:
    """Read hosts for a platform that is there, or for a new one."""
    form = ChangeReader(typed, asked)
    hosts, common = form.hosts(), form.common()
    kind = form.one_of("kind", HostKind, "what these hosts are")
    platform, new = form.platform_or_new(hosts)
    below = form.reach()
    if form.problems or platform is None or kind is None:
        return form.wrong()
    rules = tuple(HostRule(host=host, kind=kind, below=below) for host in hosts)
    return form.right(Addition(**common, platform=platform, hosts=rules, new=new))


def read_exemption(typed: Typed, asked: "Asked") -> ReadChange:
    """Read hosts that nobody is ever to be reminded about."""
    form = ChangeReader(typed, asked)
    hosts, common, below = form.hosts(), form.common(), form.reach()
    if form.problems:
        return form.wrong()
    return form.right(Exemption(**common, hosts=_named(hosts, below=below)))


def read_removal(typed: Typed, asked: "Asked") -> ReadChange:
    """Read hosts, or a whole platform, that the lists are to be without."""
    form = ChangeReader(typed, asked)
    platform, common, below = form.platform(), form.common(), form.reach()
    hosts = form.hosts(needed=platform is None and "platform" not in form.problems)
    if hosts and platform is not None:
        form.complain("platform", "Name hosts, or choose a platform: one of the two.")
    if form.problems:
        return form.wrong()
    return form.right(Removal(**common, hosts=_named(hosts, below=below), platform=platform))


def read_move(typed: Typed, asked: "Asked") -> ReadChange:
    """Read hosts that go to another platform, or a platform that goes to another category."""
    form = ChangeReader(typed, asked)
    common = form.common()
    platform = form.platform(needed="Choose the platform.")
    category = form.one_of("category", Category, "a category") if typed.category else None
    hosts = form.hosts(needed=not typed.category)
    if hosts and typed.category:
        form.complain("category", "Name hosts, or choose a category: one of the two.")
    if form.problems or platform is None:
        return form.wrong()
    return form.right(Move(**common, platform=platform, hosts=hosts, category=category))


Read = Callable[[Typed, "Asked"], ReadChange]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who asks for a change, when, and which platforms there are."""

    by: str
    today: dt.date
    catalogue: Catalogue


class ChangeReader:
    """Reads one form, and notes what is wrong in it by field."""

    def __init__(self, typed: Typed, asked: Asked) -> None:
        """Take what was typed."""
        self._typed = typed
        self._asked = asked
        self.problems: dict[str, list[str]] = {}

    def complain(self, field: str, text: str) -> None:
        """Note what is wrong in a field."""
        self.problems.setdefault(field, []).append(text)

    def wrong(self) -> ReadChange:
        """Return every problem."""
        return ReadChange(entry=None, problems={field: tuple(texts) for field, texts in self.problems.items()})

    def right(self, entry: Proposal) -> ReadChange:
        """Return an entry without problems."""
        return ReadChange(entry=entry, problems={})

    def common(self) -> dict[str, Any]:
        """Return what every entry says besides what it changes."""
        reason = " ".join(self._typed.reason.split())
        if not reason:
            self.complain("reason", "Say why, in words for whoever looks at the list next year.")
        if len(reason) > LONGEST_NOTE or not reason.isprintable():
            self.complain("reason", f"Say it in {LONGEST_NOTE} characters at most.")
        return {"reason": reason, "by": self._asked.by, "on": self._asked.today, "until": self._until()}

    def hosts(self, *, needed: bool = True) -> tuple[Hostname, ...]:
        """Return the hosts, each once."""
        lines = [line.strip() for line in self._typed.hosts.splitlines() if line.strip()]
        if needed and not lines:
            self.complain("hosts", "Name a host, such as www.example.com.")
        hosts = [host for line in lines if (host := self._host(line)) is not None]
        return tuple(dict.fromkeys(hosts))

    def reach(self) -> bool:
        """Tell whether the names below the hosts are meant too."""
        if self._typed.reach not in {BELOW, ONLY}:
            self.complain("reach", "Say how far it reaches.")
        return self._typed.reach == BELOW

    def one_of[E: (Category, HostKind)](self, field: str, words: type[E], what: str) -> E | None:
        """Return the chosen one of some words; None is a problem."""
        try:
            return words(getattr(self._typed, field))
        except ValueError:
            self.complain(field, f"Choose {what}.")
            return None

    def platform(self, needed: str = "") -> PlatformId | None:
        """Return the platform that was chosen; None where none was, which is a problem where it is needed."""
        chosen = PlatformId(self._typed.platform)
        if not chosen:
            if needed:
                self.complain("platform", needed)
            return None
        if not any(platform.id == chosen for platform in self._asked.catalogue.platforms):
            self.complain("platform", "That platform is not in the lists any more: choose another.")
        return chosen

    def platform_or_new(self, hosts: tuple[Hostname, ...]) -> tuple[PlatformId | None, NewPlatform | None]:
        """Return the platform that was chosen, or a new one with its id; None is a problem."""
        name = " ".join(self._typed.name.split())
        if self._typed.platform and name:
            self.complain("name", "Choose a platform, or name a new one: one of the two.")
            return None, None
        if not name:
            return self.platform(needed="Choose a platform, or name a new one below."), None
        category = self.one_of("category", Category, "what kind of platform it is")
        chosen = self._new_id(name)
        if category is None or chosen is None:
            return None, None
        return chosen, NewPlatform(name=name, category=category, front_page=self._front_page(hosts))

    def _front_page(self, hosts: tuple[Hostname, ...]) -> str:
        """Return the front page; where none was typed it is the first host's."""
        return self._typed.front_page.strip() or f"https://{hosts[0] if hosts else ''}/"

    def _new_id(self, name: str) -> PlatformId | None:
        if len(name) > _LONGEST_NAME or not name.isprintable():
            self.complain("name", f"A name has {_LONGEST_NAME} characters at most.")
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        chosen = PlatformId(re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_VALUE].rstrip("-"))
        if not chosen:
            self.complain("name", "Give it a name with letters of the English alphabet or digits.")
        if known := [each.name for each in self._asked.catalogue.platforms if each.id == chosen]:
            self.complain("name", f"There is {known[0]} already: choose it from the list above.")
        return chosen or None

    def _host(self, line: str) -> Hostname | None:
        if _ADDRESS.search(line):
            self.complain("hosts", f"“{line}” is an address: {_instead_of_address(line)}.")
            return None
        try:
            host = normalise(line)
        except HostnameError as error:
            self.complain("hosts", f"“{line}” is no host: {error}.")
            return None
        if "." not in host:
            self.complain("hosts", f"“{line}” is a single word, which would stand for every name that ends in it.")
            return None
        return host

    def _until(self) -> dt.date | None:
        if not self._typed.until.strip():
            return None
        try:
            until = dt.date.fromisoformat(self._typed.until.strip())
        except ValueError:
            self.complain("until", "Write the day as in 2027-07-31, or leave it empty.")
            return None
        if until <= self._asked.today:
            self.complain("until", "That day is over: choose one to come, or leave it empty.")
        return until


def _instead_of_address(line: str) -> str:
    """Say what to type in the place of an address, which says more than a list may."""
    try:
        host = urlsplit(line if "//" in line else f"//{line}").hostname
    except ValueError:
        host = None
    return f"write the host alone, {host}" if host else "write the host alone"


def _named(hosts: tuple[Hostname, ...], *, below: bool) -> tuple[LayerHost, ...]:
    return tuple(LayerHost(host=host, below=below) for host in hosts)
