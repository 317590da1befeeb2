from proxy_addons.connections import Connections, Way
from tests.proxy_addons.sample import live


def test_a_connection_is_known_from_its_begin_to_its_end() -> None:
    connections = Connections()
    one, two = live(Way.WHILE_FREE, name="1"), live(Way.INTERCEPTED, name="2")
    connections.add(one)
    connections.add(two)
    assert list(connections) == [one, two]
    connections.remove("1")
    assert (connections.get("1"), connections.get("2")) == (None, two)


def test_one_that_was_never_known_may_end() -> None:
    connections = Connections()
    connections.remove("unlisted")
    assert list(connections) == []


def test_connections_may_end_while_they_are_looked_at() -> None:
    connections = Connections()
    for name in "123":
        connections.add(live(Way.WHILE_FREE, name=name))
    for one in connections:
        connections.remove(one.id)
    assert list(connections) == []
