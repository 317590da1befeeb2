"""Platforms, and what is never listed, written as list files; their form is told in list_file.py."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from school_policy.hostname import Hostname
from school_policy.platform import Platform
from school_policy.vocabulary import HostKind

_HOST_KEYS = (
    ("sites", HostKind.SITE, True),
    ("sites_exact", HostKind.SITE, False),
    ("assets", HostKind.ASSET, True),
    ("assets_exact", HostKind.ASSET, False),
)
_OTHER_KEYS = ("embed_paths", "embed_hosts", "login_paths")
_NO_COMMENTS: Mapping[Hostname, str] = {}


def write_platform(platform: Platform, comments: Mapping[Hostname, str] = _NO_COMMENTS) -> str:
    """Return the [[platform]] table of a platform; a comment stands in one line after its host."""
    lines = [
        "[[platform]]",
        f"id = {toml_text(platform.id)}",
        f"name = {toml_text(platform.name)}",
        f"front_page = {toml_text(platform.front_page)}",
    ]
    for key, kind, below in _HOST_KEYS:
        hosts = [rule.host for rule in platform.hosts if rule.kind is kind and rule.below is below]
        if hosts:
            lines += toml_array(key, hosts, comments)
    for key in _OTHER_KEYS:
        texts = getattr(platform, key)
        if texts:
            lines += toml_array(key, texts)
    return "\n".join(lines) + "\n"


def write_group(reason: str, hosts: Sequence[str], hosts_exact: Sequence[str]) -> str:
    """Return a [[group]] table of never_listed.toml."""
    lines = ["[[group]]", f"reason = {toml_text(reason)}"]
    for key, names in (("hosts", hosts), ("hosts_exact", hosts_exact)):
        if names:
            lines += toml_array(key, names)
    return "\n".join(lines) + "\n"


def comment_lines(texts: Iterable[str]) -> str:
    """Return texts as comments, a line each; what a comment may not hold is replaced."""
    return "".join(f"# {_printable(text)}".rstrip() + "\n" for text in texts)


class Named(Protocol):
    """A host that a table names: by itself, or with every name below it."""

    @property
    def host(self) -> Hostname:
        """Its name."""

    @property
    def below(self) -> bool:
        """Whether the names below it are meant too."""


def toml_hosts(hosts: Sequence[Named], key: str) -> Iterator[str]:
    """Yield the lines of a table's hosts: those with all names below under the key, others under its _exact."""
    for suffix, below in (("", True), ("_exact", False)):
        if names := [each.host for each in hosts if each.below is below]:
            yield from toml_array(f"{key}{suffix}", names)


def toml_array(key: str, texts: Sequence[str], comments: Mapping[Hostname, str] = _NO_COMMENTS) -> Iterator[str]:
    """Yield the lines of an array of texts: one line for one text, else a line each."""
    if len(texts) == 1 and not comments:
        yield f"{key} = [{toml_text(texts[0])}]"
        return
    yield f"{key} = ["
    for text in texts:
        comment = comments.get(Hostname(text))
        yield f"    {toml_text(text)}," + (f" # {_printable(comment)}" if comment else "")
    yield "]"


def toml_text(text: str) -> str:
    """Return a TOML string: JSON's are, but for a letter that TOML wants escaped."""
    return msgspec.json.encode(text).decode().replace("\x7f", "\\u007f")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
