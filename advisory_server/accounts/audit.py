"""The log of who was let in, who was not, and what changed about accounts. Never a password, token or address."""

import datetime as dt
import json
import logging

_LOG = logging.getLogger("owntime.audit")


def audit(now: dt.datetime, event: str, **facts: str) -> None:
    """Write one line: UTC, what happened, and facts with every character that could forge a line written out."""
    written = "".join(f" {name}={json.dumps(value)}" for name, value in facts.items())
    _LOG.info("%s %s%s", now.astimezone(dt.UTC).isoformat(timespec="seconds"), event, written)
