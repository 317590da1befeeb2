"""What the processes of a storm are told: one line of JSON each, at the start of a life."""

from enum import StrEnum
from pathlib import Path

import msgspec


class Mutation(StrEnum):
    """A part made wrong on purpose, so that it is seen that the oracle sees it."""

    NONE = "none"
    COUNTS_REPEATS = "the server counts a repeat of a report"
    ANSWERS_FIRST = "the server answers before the commit"
    MARKS_FIRST = "the device marks a report as sent before the answer"


def swap(owner: object, name: str, part: object) -> None:
    """Put another part in the place of one, which has to be there."""
    assert hasattr(owner, name)
    setattr(owner, name, part)


class Death(StrEnum):
    """How a life ends."""

    NONE = "not by itself"
    AT_STATEMENT = "at a statement"
    BEFORE_COMMIT = "before the commit"  # of a note, of a seal, of the server's counts
    AFTER_COMMIT = "between commit and answer"
    BEFORE_SENDING = "between sealing and sending"
    BEFORE_MARKING = "between sending and marking"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One life."""

    folder_path: str
    """Of the storm: the clock, the server's data, a spool a device."""
    devices: dict[str, str] = {}
    """The devices' names and tokens."""
    seed: int = 0
    server_port: int = 0
    death: Death = Death.NONE
    after: int = 0
    """Which of the occasions to die at."""
    mutation: Mutation = Mutation.NONE

    @property
    def folder(self) -> Path:
        return Path(self.folder_path)

    @property
    def clock(self) -> Path:
        return self.folder / "clock"

    @property
    def server_data(self) -> Path:
        return self.folder / "server"

    @property
    def authority(self) -> Path:
        return self.folder / "authority.pem"

    def spool(self, device: str) -> Path:
        return self.folder / "devices" / f"{device}.db"
