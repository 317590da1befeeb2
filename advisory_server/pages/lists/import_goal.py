"""From what was typed beside a list to where its names go and what each entry says, or to every problem."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from advisory_server.pages.lists.import_entries import Goal
from advisory_server.pages.lists.import_typed import KNOWN, MATCH, NEW, ONE, ImportTyped
from advisory_server.pages.lists.read_change import Asked, ChangeReader
from school_policy.vocabulary import Category

_LONGEST_LICENCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadGoal:
    """Where names go, and what is wrong by the fields' names."""

    goal: Goal
    common: Mapping[str, Any]
    """What every entry says."""
    problems: Mapping[str, tuple[str, ...]]


def read_goal(typed: ImportTyped, asked: Asked) -> ReadGoal:
    """Read the fields beside the list; where there are problems, the goal is worth nothing."""
    about = typed.about if typed.goes_to == ONE else replace(typed.about, platform="")
    reader = ChangeReader(about, asked)
    common, goal = reader.common(), _goal(typed, reader)
    licence = typed.licence
    if len(licence) > _LONGEST_LICENCE or not licence.isprintable():
        reader.complain("licence", f"Name it in {_LONGEST_LICENCE} characters at most.")
    return ReadGoal(goal=goal, common=common, problems=reader.wrong().problems)


def with_licence(source: str, typed: ImportTyped) -> str:
    """Return where names came from, with the licence that was typed."""
    licence = " ".join(typed.licence.split())
    return f"{source}; licence, as typed here: {licence}" if licence else source


def _goal(typed: ImportTyped, reader: ChangeReader) -> Goal:
    match typed.goes_to:
        case x if x == MATCH:
            return Goal(category=reader.one_of("category", Category, "what kind of platform new ones are"))
        case x if x == KNOWN:
            return Goal()
        case x if x == ONE:
            return Goal(platform=reader.platform(needed="Choose the platform."))
        case x if x == NEW and typed.about.name.strip():
            platform, new = reader.platform_or_new(())
            page = typed.about.front_page.strip()
            return Goal(platform=platform, new=new and msgspec.structs.replace(new, front_page=page))
        case x if x == NEW:
            reader.complain("name", "Give the new platform a name.")
        case _:
            reader.complain("goes_to", "Say where the names go.")
    return Goal()
