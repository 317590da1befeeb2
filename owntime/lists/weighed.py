"""The lists of a school, or of an earlier version, weighed against the version in force; errors end it here."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from advisory_server.store.database import Store
from advisory_server.store.publications import Published, latest
from domain_lists.catalogue import Catalogue
from domain_lists.list_check import ListCheck, check_lists, check_published
from domain_lists.weighing import Weighing, weigh
from owntime.lists.new_version import lists_of
from owntime.policy_source import PolicySource
from school_policy.policy import Policy
from school_policy.toml_source import TomlError


class UnfitListsError(ValueError):
    """Nothing may be published: a line for each reason."""

    def __init__(self, errors: tuple[str, ...]) -> None:
        self.errors = errors
        super().__init__("\n".join(("nothing was published:", *errors)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A policy that may be published, as far as its lists can be read."""

    policy: Policy
    before: Published | None
    """The version in force, against which it was weighed."""
    weighing: Weighing


def weighed_school(store: Store, settings: Path, lists: Path | None, today: dt.date) -> Weighed:
    """Return a school's policy as its files say it, weighed. Raises UnfitListsError."""
    return weigh_source(PolicySource(settings, lists, today=lambda: today), store.run_here(latest), today)


def weigh_source(source: PolicySource, before: Published | None, today: dt.date) -> Weighed:
    """Return the policy of a source, weighed against a version. Raises UnfitListsError."""
    check = check_lists(source.folder, source.layer_that_is_there, today, None)
    try:
        policy = source.compile_to_count()
    except TomlError as error:
        problems = tuple(str(problem) for problem in error.problems)
        others = tuple(line for line in check.errors if not line.startswith(problems))
        raise UnfitListsError((*problems, *others)) from error
    return _weighed(policy, check, before)


def weighed_version(store: Store, number: int, policy: Policy) -> Weighed:
    """Return the policy of an earlier version, weighed. Raises UnfitListsError."""
    return weigh_version(number, policy, store.run_here(latest))


def weigh_version(number: int, policy: Policy, before: Published | None) -> Weighed:
    """Return the same, weighed against a version. Raises UnfitListsError."""
    return _weighed(policy, check_published(lists_in(policy), f"version {number}"), before)


def _weighed(policy: Policy, check: ListCheck, before: Published | None) -> Weighed:
    weighing = weigh(check, lists_in(policy), lists_of(before))
    if weighing.errors:
        raise UnfitListsError(weighing.errors)
    return Weighed(policy=policy, before=before, weighing=weighing)


def lists_in(policy: Policy) -> Catalogue:
    """Return the lists of a policy."""
    return Catalogue(platforms=policy.platforms, never_listed=policy.never_listed)
