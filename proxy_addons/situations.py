"""The situations of the staff groups that one proxy serves, and whose a connection is."""

from collections.abc import Callable, Iterator

from mitmproxy import connection

from proxy_addons.situation import Situation
from school_policy.vocabulary import GroupId

GroupOf = Callable[[connection.Client], GroupId | None]
"""Whose a connection is; None: nobody's that this proxy answers."""


class Situations:
    """One situation a group: what one group was granted is nothing to another at the same machine."""

    def __init__(self, situations: tuple[Situation, ...], group_of: GroupOf) -> None:
        self._by_group = {situation.group: situation for situation in situations}
        self.group_of = group_of

    def of(self, client: connection.Client) -> Situation | None:
        """Return the situation that a connection is in; None: it is nobody's."""
        group = self.group_of(client)
        return None if group is None else self._by_group.get(group)

    def of_group(self, group: GroupId) -> Situation:
        """Return a group's situation. Raises KeyError."""
        return self._by_group[group]

    def __iter__(self) -> Iterator[Situation]:
        return iter(self._by_group.values())
