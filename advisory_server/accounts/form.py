"""What a form sent: read once, strictly."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from advisory_server.problem import Problem, ProblemError

_FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 16
"""Four times what any form of ours has."""


async def read_form(request: web.Request) -> Mapping[str, str]:
    """Return the fields of a form. Raises ProblemError for any other body and for a field given twice."""
    if request.content_type != _FORM:
        raise ProblemError(Problem(status=415, title="Not a form", headers=(("Accept", _FORM),)))
    body = await request.read()
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:  # UnicodeDecodeError is one
        raise ProblemError(Problem(status=400, title="That form cannot be read")) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ProblemError(Problem(status=400, title="That form has a field twice"))
    return fields
