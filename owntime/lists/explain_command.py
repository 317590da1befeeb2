"""`owntime lists explain`: why a host is listed or not."""

import json
import pathlib
import sys
from typing import Any
from urllib.parse import urlsplit

import click

from domain_lists.index import Explanation, Rule
from domain_lists.plain_english import explain_in_words
from owntime.lists.own_lists import WRONG_USE, index_of, own_lists
from owntime.school_options import as_json
from school_policy.hostname import HostnameError, normalise
from school_policy.platform import NeverListed


@click.command()
@click.argument("host")
@own_lists
@as_json
def explain(host: str, folder: pathlib.Path | None, *, as_json: bool) -> None:
    """Say in plain words why HOST (or a URL's host) is listed or not."""
    try:
        name = normalise(_host_of(host))
    except ValueError as error:
        reason = error if isinstance(error, HostnameError) else f"{host!r} is no host and no URL with a host"
        click.echo(f"owntime: {reason}", err=True)
        sys.exit(WRONG_USE)
    explanation = index_of(folder).explain(name)
    click.echo(json.dumps(_as_data(explanation), indent=2) if as_json else explain_in_words(explanation))


def _host_of(text: str) -> str:
    """Return a URL's host, or the text itself. Raises ValueError for a URL that has none."""
    text = text.strip()
    if "://" in text:
        return urlsplit(text).netloc.rpartition("@")[2]
    return text.partition("/")[0]


def _as_data(explanation: Explanation) -> dict[str, Any]:
    """Return an explanation as JSON: the answer, then every rule that has to do with it."""
    listing = explanation.listing
    return {
        "host": explanation.host,
        "platform": listing.platform.id if listing else None,
        "name": listing.platform.name if listing else None,
        "category": listing.platform.category if listing else None,
        "kind": listing.kind if listing else None,
        "matches": [_rule_as_data(rule) for rule in explanation.matches],
        "too_narrow": [_rule_as_data(rule) for rule in explanation.too_narrow],
    }


def _rule_as_data(rule: Rule) -> dict[str, Any]:
    place = {"host": rule.host, "below": rule.below}
    if isinstance(rule, NeverListed):
        return place | {"never_listed": rule.reason}
    return place | {"platform": rule.platform.id, "kind": rule.kind}
