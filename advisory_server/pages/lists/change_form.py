"""/admin/lists/add, exempt, move and remove: one change, checked before it is saved; what was typed stays."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace

from aiohttp import web

from advisory_server.accounts.form import read_form
from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.who_asks import who_asks
from advisory_server.list_keeping import Change, ChangedMeanwhileError, ListKeepingError, NeedsYesError, Weighed
from advisory_server.pages.lists.change_kinds import KINDS, ChangeKind
from advisory_server.pages.lists.change_words import ChangeRows, change_rows
from advisory_server.pages.lists.kept import keeper_of, not_just_now, note_change, today_of
from advisory_server.pages.lists.read_change import Asked
from advisory_server.pages.lists.typed import Typed
from advisory_server.pages.render import render
from advisory_server.store.audit import What
from domain_lists.catalogue import Catalogue
from domain_lists.layer_writer import Proposal, entry_text
from school_policy.platform import Platform
from school_policy.vocabulary import Category

Handler = Callable[[web.Request], Awaitable[web.Response]]
_SAVE = "save"
_CHANGED = "Something changed since you pressed Check: here is what would come of it now. Nothing is saved yet."
_NO_TICK = "Tick the box if this is really meant."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows beside the fields."""

    typed: Typed
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the names of the fields; "" for none of them."""
    told: str = ""
    result: ChangeRows | None = None
    """None: it was not checked, or cannot be saved."""
    remarks: tuple[str, ...] = ()
    status: int = 200


def change_page(kind: ChangeKind) -> Handler:
    """Return what answers GET: the form, filled in as a link to it asks (?host=, ?platform=)."""

    async def page(request: web.Request) -> web.Response:
        asked = request.query
        typed = Typed(hosts=asked.get("host", ""), platform=asked.get("platform", ""))
        return _render(request, kind, await _catalogue(request), Shown(typed=typed))

    return page


def change(kind: ChangeKind) -> Handler:
    """Return what answers POST: the check's result (step=check), or the way on once it is saved (step=save)."""

    async def answer(request: web.Request) -> web.Response:
        sent = await read_form(request)
        typed = Typed.of(sent)
        catalogue = await _catalogue(request)
        asked = Asked(by=who_asks(request).name, today=today_of(request), catalogue=catalogue)
        read = kind.read(typed, asked)
        if read.entry is None:
            return _render(request, kind, catalogue, Shown(typed=typed, problems=read.problems, status=422))
        try:
            shown = await _weigh(request, read.entry, typed, saves=sent.get("step") == _SAVE)
        except ListKeepingError as error:
            status = 409 if isinstance(error, ChangedMeanwhileError) else 503
            shown = Shown(typed=typed, problems={"": (str(error),)}, status=status)
        if shown is None:
            await note_change(request, What.LIST_ENTRY_SAVED, kind=kind.name)
            return see_other("/admin/lists?done=saved")
        return _render(request, kind, catalogue, shown)

    return answer


async def _weigh(request: web.Request, entry: Proposal, typed: Typed, *, saves: bool) -> Shown | None:
    """Check an entry, and save it where that was asked for; None: it is saved. Raises ListKeepingError."""
    weighed = await keeper_of(request).weigh([entry])
    if weighed.errors or weighed.change is None:
        return Shown(typed=typed, problems=_by_field(weighed.errors), status=422)
    now = _checked(entry, weighed)
    shown = Shown(
        typed=replace(typed, checked=now),
        result=change_rows(Change(lists=weighed.change)),
        remarks=weighed.remarks,
    )
    if not saves:
        return shown
    if typed.checked != now:
        return replace(shown, told=_CHANGED, status=409)
    try:
        await keeper_of(request).save([entry], weighed.digest, yes_really=bool(typed.yes))
    except NeedsYesError:
        return replace(shown, problems={"yes": (_NO_TICK,)}, status=422)
    return None


def _checked(entry: Proposal, weighed: Weighed) -> str:
    """Return what the check was of: the entry, and the list beside which it was looked at."""
    return hashlib.sha256(f"{weighed.digest} {entry_text(entry)}".encode()).hexdigest()


def _by_field(errors: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Return what is wrong by the field that it is about: most is about hosts."""
    found: dict[str, tuple[str, ...]] = {}
    for error in errors:
        name = "hosts"
        if error.startswith("the front page"):
            name = "front_page"
        elif error.startswith("the name of"):
            name = "name"
        elif error.startswith("the category of"):
            name = "category"
        found[name] = (*found.get(name, ()), f"{error.removesuffix('.')}.")
    return found


async def _catalogue(request: web.Request) -> Catalogue:
    """Return the lists from which a platform is chosen. Raises ProblemError."""
    try:
        return (await keeper_of(request).own_list()).catalogue
    except ListKeepingError as error:
        raise not_just_now(error) from error


def _render(request: web.Request, kind: ChangeKind, catalogue: Catalogue, shown: Shown) -> web.Response:
    return render(
        request,
        "list_change.html",
        status=shown.status,
        kind=kind,
        kinds=KINDS,
        categories=tuple(Category),
        platforms=platforms_by_category(catalogue),
        shown=shown,
        typed=shown.typed,
    )


def platforms_by_category(catalogue: Catalogue) -> dict[Category, list[Platform]]:
    """Return the platforms to choose from."""
    ordered = sorted(catalogue.platforms, key=lambda platform: platform.name.casefold())
    return {category: [platform for platform in ordered if platform.category is category] for category in Category}
