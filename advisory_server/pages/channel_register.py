"""GET /admin/channels: the register of official channels, and what each lacks."""

from dataclasses import dataclass

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW
from advisory_server.pages.date_words import date_words
from advisory_server.pages.render import render
from school_policy.channel_register import Entry, Standing, register


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCard:
    """A channel as it stands today, in words."""

    name: str
    platform: str
    state: str
    """ "Open, and official", "Open, but not official: the reminder does not offer it", "Closed on …" """
    master_role: str
    roles: tuple[str, ...]
    review_on: str
    review_due: bool
    missing: tuple[str, ...]
    """What it needs to be official; empty once it is closed, as that is history."""


async def channels(request: web.Request) -> web.Response:
    """Show the register and its check, for the IT admin. It is kept in school.toml."""
    school = request.app[IN_FORCE].school
    today = request.app[NOW]().astimezone(school.zone).date()
    return render(
        request, "channels.html", channels=tuple(register_card(entry) for entry in register(school.policy, today))
    )


def register_card(entry: Entry) -> RegisterCard:
    """Say an entry of the register."""
    channel, closed = entry.channel, entry.standing is Standing.CLOSED
    return RegisterCard(
        name=channel.name,
        platform=entry.platform_name,
        state=_state(entry),
        master_role=channel.master_role,
        roles=channel.approved_roles,
        review_on=date_words(channel.review_on) if channel.review_on else "",
        review_due=entry.review_due,
        missing=() if closed else tuple(condition.words for condition in entry.missing),
    )


def _state(entry: Entry) -> str:
    channel = entry.channel
    if channel.closed is not None and entry.standing is Standing.CLOSED:
        return f"Closed on {date_words(channel.closed)}"
    opens = f"Opens on {date_words(channel.opened)}"
    begun = opens if entry.standing is Standing.TO_OPEN else f"Open since {date_words(channel.opened)}"
    return f"{begun}, official" if entry.official else f"{begun}; not official, so the reminder does not offer it"
