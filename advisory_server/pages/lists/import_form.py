"""/admin/lists/import: a public list pasted or uploaded, looked through, and taken whole or left."""

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from aiohttp import web

from advisory_server.accounts.sign_in import see_other
from advisory_server.accounts.who_asks import who_asks
from advisory_server.list_keeping import Change, ChangedMeanwhileError, ListKeepingError, NeedsYesError, Weighed
from advisory_server.pages.lists.change_form import platforms_by_category
from advisory_server.pages.lists.change_words import ChangeRows, change_rows
from advisory_server.pages.lists.import_entries import Sorted, sort_names
from advisory_server.pages.lists.import_goal import read_goal, with_licence
from advisory_server.pages.lists.import_look import Looked, look_at
from advisory_server.pages.lists.import_typed import (
    Given,
    ImportTyped,
    WrongFormatError,
    given_list,
    left_of,
    source_of,
)
from advisory_server.pages.lists.import_words import ImportRows, import_rows
from advisory_server.pages.lists.kept import keeper_of, not_just_now, note_change, today_of
from advisory_server.pages.lists.read_change import Asked
from advisory_server.pages.lists.typed import Typed
from advisory_server.pages.render import render
from advisory_server.store.audit import What
from advisory_server.upload import UPLOAD, Upload
from domain_lists.catalogue import Catalogue
from domain_lists.importers import TRAITS, NoListError
from domain_lists.layer import Addition
from domain_lists.layer_writer import entry_text
from school_policy.vocabulary import Category

LOOKING: web.AppKey[asyncio.Lock] = web.AppKey("looking", asyncio.Lock)
"""Held while a list is read: one at a time, as each takes a thread and memory."""

_SAVE = "save"
_MOST_NEW = 500
"""Platforms that one list may make: staff are shown every platform by its name, and each is an entry."""
_MOST_ERRORS = 50
_CHANGED = "Something changed since you pressed Check: here is what would come of it now. Nothing is saved yet."
_NO_TICK = "Tick the box if this is really meant."
_TOO_LARGE = (
    "That is larger than 8 MiB, too much for this page. Use “owntime lists import” on the command line for it. "
    "What you typed before the list is still here."
)
_AGAIN = " Choose a file again: browsers forget it."
_EMPTY = ImportTyped(about=Typed(category=Category.SOCIAL))
Problems = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the page shows."""

    typed: ImportTyped = _EMPTY
    problems: Problems = field(default_factory=dict)
    """By the names of the fields; "" for none of them."""
    told: str = ""
    rows: ImportRows | None = None
    """None: no list was read."""
    result: ChangeRows | None = None
    """None: it was not weighed, or cannot be taken."""
    remarks: tuple[str, ...] = ()
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What came out of reading the list."""

    typed: ImportTyped
    looked: Looked | None = None
    source: str = ""
    problems: Problems = field(default_factory=dict)


async def import_page(request: web.Request) -> web.Response:
    """Show the form."""
    return _render(request, await _catalogue(request), Shown())


async def import_names(request: web.Request) -> web.Response:
    """Show what a list would do (step=check), or lead on once it is taken (step=save)."""
    upload = request[UPLOAD]
    typed = ImportTyped.of(upload)
    catalogue = await _catalogue(request)
    if upload.too_large:
        response = _render(request, catalogue, Shown(typed=typed, problems={"list": (_TOO_LARGE,)}, status=413))
        response.force_close()
        return response
    async with request.app[LOOKING]:
        read = await _read(typed, upload, catalogue)
    asked = Asked(by=who_asks(request).name, today=today_of(request), catalogue=catalogue)
    shown, entries = _sorted(read, asked)
    if entries and not shown.problems:
        try:
            taken = await _weigh(request, entries, shown, saves=upload.fields.get("step") == _SAVE)
        except ListKeepingError as error:
            status = 409 if isinstance(error, ChangedMeanwhileError) else 503
            taken = replace(shown, problems={"": (str(error),)}, status=status)
        if taken is None:
            await _note(request, entries)
            return see_other("/admin/lists?done=saved")
        shown = taken
    return _render(request, catalogue, shown)


async def _read(typed: ImportTyped, upload: Upload, catalogue: Catalogue) -> _Read:
    """Read the list, in a thread."""
    try:
        given = given_list(typed, upload)
    except WrongFormatError:
        return _Read(typed=typed, problems={"format": ("Choose a format, or have it guessed.",)})
    if given is None:
        return _Read(typed=typed, problems={"list": ("Paste a list, or choose a file.",)})
    try:
        looked = await asyncio.to_thread(look_at, given, catalogue)
    except NoListError as error:
        return _Read(typed=typed, problems={"list": (_no_list(given, error),)})
    source = source_of(given, looked.imported)
    if given.is_file:
        names = [name for matched in looked.matched for name in matched.new]
        typed = replace(typed, list=left_of(source, names), format="")
    return _Read(typed=typed, looked=looked, source=source)


def _no_list(given: Given, error: NoListError) -> str:
    said = str(error).removesuffix(".").replace(" (--format says which it is)", ": say which it is")
    return f"{given.name}: {said}.{_AGAIN if given.is_file else ''}"


def _sorted(read: _Read, asked: Asked) -> tuple[Shown, tuple[Addition, ...]]:
    """Return the page so far, and the entries; none where something is wrong, or nothing is new."""
    goal = read_goal(read.typed, asked)
    problems = {**read.problems, **goal.problems}
    found: Sorted | None = None
    if read.looked is not None and not problems:
        common = {**goal.common, "source": with_licence(read.source, read.typed)}
        found = sort_names(read.looked.matched, asked.catalogue, goal.goal, common)
        problems = _too_many_new(found)
    names = {platform.id: platform.name for platform in asked.catalogue.platforms}
    rows = import_rows(read.looked, found, names) if read.looked else None
    shown = Shown(typed=read.typed, problems=problems, rows=rows, status=422 if problems else 200)
    return shown, found.entries if found else ()


def _too_many_new(found: Sorted) -> dict[str, tuple[str, ...]]:
    new = sum(entry.new is not None for entry in found.entries)
    if new <= _MOST_NEW:
        return {}
    words = f"These names would make {new:,} new platforms, and {_MOST_NEW} at most can be made here"
    return {"goes_to": (f"{words}. Have all go to one platform, leave them out, or take some out of the list.",)}


async def _weigh(
    request: web.Request, entries: tuple[Addition, ...], shown: Shown, *, saves: bool
) -> Shown | None:
    """Check entries, and save them where that was asked for; None: they are saved. Raises ListKeepingError."""
    weighed = await keeper_of(request).weigh(entries)
    if weighed.errors or weighed.change is None:
        errors = (*weighed.errors[:_MOST_ERRORS], *_more(weighed.errors))
        return replace(shown, problems={"list": errors}, status=422)
    now = _checked(entries, weighed)
    before, typed = shown.typed.about, replace(shown.typed, about=replace(shown.typed.about, checked=now))
    result = change_rows(Change(lists=weighed.change))
    shown = replace(shown, typed=typed, result=result, remarks=weighed.remarks[:_MOST_ERRORS])
    if not saves:
        return shown
    if before.checked != now:
        return replace(shown, told=_CHANGED, status=409)
    try:
        await keeper_of(request).save(entries, weighed.digest, yes_really=bool(before.yes))
    except NeedsYesError:
        return replace(shown, problems={"yes": (_NO_TICK,)}, status=422)
    return None


def _more(errors: tuple[str, ...]) -> tuple[str, ...]:
    return (f"And {len(errors) - _MOST_ERRORS} more.",) if len(errors) > _MOST_ERRORS else ()


def _checked(entries: tuple[Addition, ...], weighed: Weighed) -> str:
    """Return what the check was of: the entries, and the school's list beside which they were looked at."""
    text = "".join(map(entry_text, entries))
    return hashlib.sha256(f"{weighed.digest} {text}".encode()).hexdigest()


async def _note(request: web.Request, entries: tuple[Addition, ...]) -> None:
    hosts = sum(len(entry.hosts) for entry in entries)
    facts = {"platforms": str(len(entries)), "hosts": str(hosts), "source": entries[0].source}
    await note_change(request, What.LIST_ENTRY_SAVED, kind="import", **facts)


async def _catalogue(request: web.Request) -> Catalogue:
    """Return the lists beside which names are looked at. Raises ProblemError."""
    try:
        return (await keeper_of(request).own_list()).catalogue
    except ListKeepingError as error:
        raise not_just_now(error) from error


def _render(request: web.Request, catalogue: Catalogue, shown: Shown) -> web.Response:
    return render(
        request,
        "list_import.html",
        status=shown.status,
        categories=tuple(Category),
        formats=TRAITS,
        platforms=platforms_by_category(catalogue),
        shown=shown,
        typed=shown.typed,
        about=shown.typed.about,
    )
