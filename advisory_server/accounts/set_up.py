"""/set-up/{token}: a one-time link makes an account. Looking at it uses nothing up."""

from collections.abc import Mapping
from functools import partial

from aiohttp import web

from advisory_server.accounts import sessions
from advisory_server.accounts.audit import do_and_note
from advisory_server.accounts.csrf import Visit
from advisory_server.accounts.form import read_form
from advisory_server.accounts.password_rules import name_complaints, password_complaints
from advisory_server.accounts.role import Role
from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.tokens import digest_of
from advisory_server.keys import IN_FORCE, NOW, PASSWORDS, STORE
from advisory_server.pages.render import render
from advisory_server.problem import Problem, ProblemError
from advisory_server.store.accounts import NameTakenError
from advisory_server.store.audit import Deed, What
from advisory_server.store.set_up_links import LinkGoneError, Newcomer, role_of_link, use_link

LINK_GONE = Problem(
    status=404,
    title="This link no longer works",
    detail="It may have been used, or it is older than a day. Please ask for a new one.",
)
NAME_TAKEN = "Somebody has that name already. Please choose another."
NOT_THE_SAME = "The two passwords are not the same."


async def set_up_page(request: web.Request) -> web.Response:
    """Show the form."""
    return _form(request, await _role(request))


async def set_up(request: web.Request) -> web.Response:
    """Make the account, use the link up, and sign in."""
    role = await _role(request)
    fields = await read_form(request)
    name, password = fields.get("name", "").strip(), fields.get("password", "")
    problems = _complaints(request, fields, name)
    if problems:
        return _form(request, role, name=name, problems=problems)
    newcomer = Newcomer(name=name, password_hash=await request.app[PASSWORDS].hash(password))
    now = request.app[NOW]()
    work = partial(use_link, digest=_digest(request), newcomer=newcomer, now=now)
    made = Deed(at=now, who=name, what=What.ACCOUNT_MADE, facts={"account": name, "role": role.value})
    try:
        account = await do_and_note(request.app[STORE], work, lambda _: made)
    except LinkGoneError:
        raise ProblemError(LINK_GONE) from None
    except NameTakenError:
        return _form(request, role, name=name, problems=[NAME_TAKEN])
    response = see_other(role.home)
    await sessions.begin(request, response, account, name)
    return response


def _complaints(request: web.Request, fields: Mapping[str, str], name: str) -> list[str]:
    password, again = fields.get("password", ""), fields.get("again", "")
    school = request.app[IN_FORCE].school.policy.school.name
    found = [*name_complaints(name), *password_complaints(password, name=name, school=school)]
    return found if password == again else [*found, NOT_THE_SAME]


async def _role(request: web.Request) -> Role:
    work = partial(role_of_link, digest=_digest(request), now=request.app[NOW]())
    role = await request.app[STORE].run(work)
    if role is None:
        raise ProblemError(LINK_GONE)
    return role


def _digest(request: web.Request) -> bytes:
    return digest_of(request.match_info["token"])


def _form(request: web.Request, role: Role, *, name: str = "", problems: list[str] | None = None) -> web.Response:
    visit = Visit(request)
    response = render(
        request,
        "set_up.html",
        status=422 if problems else 200,
        token=visit.token,
        role=role.in_words,
        name=name,
        problems=problems or [],
        path=request.path,
    )
    visit.remember(response)
    return response
