"""What stands in list files, each text with its place, before anyone has asked what it means.

A table in which something is wrong still gives its sound texts, so that every problem is found at once.
"""

import msgspec

from school_policy.structure import Path
from school_policy.toml_source import TomlSource
from school_policy.vocabulary import HostKind


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A text as it stands in a file, with its place."""

    source: TomlSource
    path: Path
    text: str

    def complain(self, message: str) -> None:
        """Note what is wrong with this text."""
        self.source.complain(self.path, message)

    @property
    def place(self) -> str:
        """Where it stands, as file:line."""
        return f"{self.source.file}:{self.source.line(self.path)}"


class WrittenHost(Written, frozen=True, kw_only=True):
    """A host of a list: which platform or reason it stands under, and how far it reaches."""

    owner: str
    kind: HostKind | None
    """None in never_listed.toml."""
    below: bool


class WrittenPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """One [[platform]]: its sound texts, whatever else is wrong in it."""

    file: str
    id: Written | None
    name: Written | None
    front_page: Written | None
    hosts: tuple[WrittenHost, ...]
    embed_hosts: tuple[Written, ...]
    embed_paths: tuple[Written, ...]
    login_paths: tuple[Written, ...]
