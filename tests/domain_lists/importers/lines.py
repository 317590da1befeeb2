"""Short ways to say what a line should become, for tables."""

from domain_lists.importers import Fate, NameRule, Reach, Remark, Taken, Unsupported, Why, Wrong
from school_policy.hostname import Hostname

type Meaning = str | Why
"""Rules as words: "= x.example" (that very name), "< x.example" (and below), "* x.example" (only below), with
"not" before an exception and @attributes after it; or "wrong", or "remark"; or why it is unsupported."""

_SIGNS = {Reach.EXACT: "=", Reach.WITH_BELOW: "<", Reach.ONLY_BELOW: "*"}


def said(fate: Fate) -> Meaning:
    match fate:
        case Taken(rules=rules):
            return ", ".join(rule_said(rule) for rule in rules)
        case Unsupported(why=why):
            return why
        case Wrong(reason=reason):
            assert reason
            return "wrong"
        case Remark():
            return "remark"


def rule_said(rule: NameRule) -> str:
    words = [*(["not"] if rule.exception else []), _SIGNS[rule.reach], rule.host]
    return " ".join([*words, *(f"@{attribute}" for attribute in rule.attributes)])


def rule(
    host: str, reach: Reach = Reach.WITH_BELOW, *, exception: bool = False, attributes: tuple[str, ...] = ()
) -> NameRule:
    return NameRule(host=Hostname(host), reach=reach, exception=exception, attributes=attributes)
