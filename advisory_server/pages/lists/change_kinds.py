"""The four kinds of change: their addresses, their words, and how what was typed is read."""

from dataclasses import dataclass

from advisory_server.pages.lists.read_change import Read, read_addition, read_exemption, read_move, read_removal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeKind:
    """One kind of change."""

    name: str
    """The last part of its address."""
    title: str
    lead: str
    read: Read

    @property
    def path(self) -> str:
        """Its address."""
        return f"/admin/lists/{self.name}"


ADD = ChangeKind(
    name="add",
    title="Add hosts",
    lead="List a site or a game that is missing. Staff who open it in working time are reminded.",
    read=read_addition,
)
EXEMPT = ChangeKind(
    name="exempt",
    title="Exempt hosts",
    lead="Nobody is ever reminded about these, whatever the lists come to say. For what is used in lessons.",
    read=read_exemption,
)
MOVE = ChangeKind(
    name="move",
    title="Move hosts or a platform",
    lead="Hosts that belong to another platform, or a platform of another category.",
    read=read_move,
)
REMOVE = ChangeKind(
    name="remove",
    title="Remove hosts or a platform",
    lead="Take off the lists what your school does not want there. No update lists it again.",
    read=read_removal,
)
KINDS = (ADD, EXEMPT, REMOVE, MOVE)
