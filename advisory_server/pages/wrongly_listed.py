"""POST /admin/wrongly-listed/right: one press answers all that was said of a platform."""

import datetime as dt
from functools import partial

from aiohttp import web

from advisory_server.accounts.audit import do_and_note
from advisory_server.accounts.form import read_form
from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.who_asks import who_asks
from advisory_server.keys import IN_FORCE, NOW, STORE
from advisory_server.store.audit import Deed, What
from advisory_server.store.wrongly_listed import Answer, list_is_right
from school_policy.vocabulary import PlatformId


async def right(request: web.Request) -> web.Response:
    """Say that the list is right about a platform; of one that nobody spoke of there is nothing to say."""
    who = who_asks(request)
    platform = PlatformId((await read_form(request)).get("platform", ""))
    now = request.app[NOW]()
    answer = Answer(platform=platform, on=_today(request, now), account=who.name)
    facts = {"platform": platform, "answer": "the list is right"}
    deed = Deed(at=now, who=who.name, what=What.WRONGLY_LISTED_ANSWERED, facts=facts)
    work = partial(list_is_right, answer=answer)
    await do_and_note(request.app[STORE], work, lambda answered: deed if answered else None)
    return see_other("/admin")


def _today(request: web.Request, now: dt.datetime) -> dt.date:
    return now.astimezone(request.app[IN_FORCE].school.zone).date()
