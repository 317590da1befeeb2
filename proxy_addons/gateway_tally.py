"""What is to be noted of a gateway's clients, until it is among the sets of them. Memory only, no lock, no IO."""

import ipaddress

from proxy_addons.tally import Batch, Noted, Tally
from school_policy.count_report import WronglyListed
from school_policy.vocabulary import ClientId

_ONE_HOME = 64
"""Bits of an IPv6 address that stay: the others a device changes daily (RFC 8981), and one would become many."""


class GatewayTally(Tally):
    """Gathers what happened, and whose it was; what was taken from it is forgotten here."""

    most = 20_000
    """Things of half a second, or of a disk that fails: thirty clients that do everything there is, and some."""

    def named(self, client: ClientId | None) -> ClientId | None:
        """Return what a client is counted by."""
        return None if client is None else counted_as(client)

    def take(self) -> Batch | None:
        """Return what is new since the last time, if anything is, and forget it."""
        batch = super().take()
        self._remembered.clear()
        return batch

    def put_back(self, batch: Batch) -> None:
        """Have a batch taken again later, as far as there is room."""
        things: set[Noted | WronglyListed] = {*batch.noted, *batch.wrongly_listed}
        for thing in things:
            self._remember(thing)


def counted_as(client: ClientId) -> ClientId:
    """Return the address that a client is counted by: never two for one device, and so at times one for several.

    An IPv4 address stands for itself, in whatever form; of IPv6, a whole network (/64) counts as one client.
    """
    address = ipaddress.ip_address(client.partition("%")[0])
    if isinstance(address, ipaddress.IPv4Address):
        return ClientId(str(address))
    if address.ipv4_mapped is not None:
        return ClientId(str(address.ipv4_mapped))
    return ClientId(str(ipaddress.ip_network((address, _ONE_HOME), strict=False)))
