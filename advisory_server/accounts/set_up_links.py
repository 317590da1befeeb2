"""One-time links that make an account of a role; nobody has an account that came with the software."""

import datetime as dt
from dataclasses import dataclass, field
from functools import partial

from advisory_server.accounts.audit import do_and_note, do_and_note_here
from advisory_server.accounts.role import Role
from advisory_server.accounts.tokens import digest_of, new_token
from advisory_server.store.audit import Deed, What
from advisory_server.store.database import Store
from advisory_server.store.set_up_links import make_first_links, make_link

THIS_SERVER = "this server"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstLink:
    """A link for a role that nobody has yet."""

    role: Role
    token: str = field(repr=False)


def path_of(token: str) -> str:
    """Return the address that a link's token opens, without the server's own."""
    return f"/set-up/{token}"


def new_link(store: Store, role: Role, now: dt.datetime, who: str = THIS_SERVER) -> str:
    """Make one link and return its token: for command lines, in this thread. Raises sqlite3.Error."""
    token = new_token()
    work = partial(make_link, digest=digest_of(token), role=role, now=now)
    do_and_note_here(store, work, lambda _: _made(now, who, [role]))
    return token


async def ensure_first_links(store: Store, now: dt.datetime) -> list[FirstLink]:
    """Return a fresh link for each role that nobody has; older ones of the role are void. Raises sqlite3.Error."""
    tokens = {role: new_token() for role in Role}
    digests = {role: digest_of(token) for role, token in tokens.items()}
    work = partial(make_first_links, digests=digests, now=now)
    roles = await do_and_note(store, work, lambda roles: _made(now, THIS_SERVER, roles) if roles else None)
    return [FirstLink(role=role, token=tokens[role]) for role in roles]


def _made(now: dt.datetime, who: str, roles: list[Role]) -> Deed:
    return Deed(at=now, who=who, what=What.LINK_MADE, facts={"role": ", ".join(roles)})
