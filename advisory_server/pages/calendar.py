"""GET /admin/calendar: terms, days and weeks as the settings have them, and what looks like a mistake in them."""

from aiohttp import web

from advisory_server.keys import IN_FORCE, NOW
from advisory_server.pages.calendar_words import (
    bank_holiday_lines,
    quiet_rows,
    region_words,
    single_days,
    term_lines,
)
from advisory_server.pages.render import render
from advisory_server.pages.staff import group_cards
from school_policy.calendar_check import suspicious
from school_policy.quiet_reviews import overdue_reviews


async def calendar(request: web.Request) -> web.Response:
    """Show the calendar and its check, for the IT admin. It is kept in school.toml."""
    school = request.app[IN_FORCE].school
    policy, today = school.policy, request.app[NOW]().astimezone(school.zone).date()
    return render(
        request,
        "calendar.html",
        findings=(*suspicious(policy, today), *overdue_reviews(policy, today)),
        terms=term_lines(policy.calendar),
        days=single_days(policy),
        region=region_words(policy.calendar),
        bank_holidays=bank_holiday_lines(policy.calendar),
        groups=group_cards(policy),
        quiet=quiet_rows(policy),
    )
