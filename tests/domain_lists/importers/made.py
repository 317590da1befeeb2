"""Made-up names and rules for properties: few labels, so that names often stand below one another."""

from collections.abc import Iterable

from hypothesis import strategies as st

from domain_lists.importers import NameRule, Reach
from school_policy.hostname import Hostname

ENDS = ("com", "co.uk", "example", "github.io", "kobe.jp")
LABELS = st.sampled_from(["a", "b", "c-d", "x1", "_y"])


def _name(parts: tuple[list[str], str]) -> Hostname:
    labels, end = parts
    return Hostname(".".join([*labels, end]))


HOSTS = st.tuples(st.lists(LABELS, min_size=2, max_size=4), st.sampled_from(ENDS)).map(_name)
RULES = st.builds(NameRule, host=HOSTS, reach=st.sampled_from(Reach), exception=st.booleans())


def covers(rule: NameRule, host: str) -> bool:
    """Tell what a rule means, as plainly as it can be said."""
    below = host.endswith(f".{rule.host}")
    match rule.reach:
        case Reach.EXACT:
            return host == rule.host
        case Reach.WITH_BELOW:
            return host == rule.host or below
        case Reach.ONLY_BELOW:
            return below


def lists(rules: Iterable[NameRule], host: str, *, longest_wins: bool) -> bool:
    """Ask every rule in turn: the model for everything that is quicker."""
    covering = [rule for rule in rules if covers(rule, host)]
    if longest_wins and covering:
        longest = max(len(rule.host) for rule in covering)
        covering = [rule for rule in covering if len(rule.host) == longest]
    return bool(covering) and not any(rule.exception for rule in covering)
