"""The policy as JSON, as devices receive it. Reading checks all of it and says where it is wrong."""

import msgspec

from school_policy.hostname import HostnameError, normalise
from school_policy.policy import Policy
from school_policy.structure import Path, read_table

MOST_BYTES = 4 * 1024 * 1024
"""A policy with 10,000 hosts is under 1 MB; anything above this is no policy."""

_decoder = msgspec.json.Decoder(Policy)
_NO_JSON = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What bytes that are no JSON raise; the last where arrays are nested beyond all reason."""


class PolicyDocumentError(ValueError):
    """The bytes are no policy; `problems` maps a JSON pointer (RFC 6901) to what is wrong there."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__(
            "\n".join(f"policy document, at {at or 'the top'}: {why}" for at, why in problems.items())
        )

    def complain(self, path: Path, message: str) -> None:
        """Note a problem; this is what structure.read_table calls."""
        at = _pointer(path)
        self.problems[at] = f"{self.problems[at]}; {message}" if at in self.problems else message


def encode(policy: Policy) -> bytes:
    """Return the policy's JSON form (UTF-8); equal policies give equal bytes."""
    return msgspec.json.encode(policy)


def decode(document: bytes) -> Policy:
    """Read a policy document. Raises PolicyDocumentError with every problem; never returns a part."""
    if len(document) > MOST_BYTES:
        raise PolicyDocumentError({"": f"larger than {MOST_BYTES} bytes"})
    try:
        policy = _decoder.decode(document)
    except msgspec.ValidationError as error:
        raise _every_problem(document, str(error)) from error
    except _NO_JSON as error:
        raise PolicyDocumentError({"": f"no JSON: {error}"}) from error
    if problems := _hosts_out_of_form(policy):
        raise PolicyDocumentError(problems)
    return policy


def _every_problem(document: bytes, first: str) -> PolicyDocumentError:
    """Walk the document once more, as the fast decoder stops at the first problem and knows no indexes."""
    try:
        data = msgspec.json.decode(document)
    except _NO_JSON as error:  # further on than the first problem
        return PolicyDocumentError({"": f"no JSON: {error}"})
    found = PolicyDocumentError({})
    read_table(found, data, Policy, ())
    return PolicyDocumentError(found.problems or {"": first})


def _hosts_out_of_form(policy: Policy) -> dict[str, str]:
    """Find hosts that are not in normal form: the index would never meet them."""
    hosts: dict[Path, str] = {
        ("platforms", p, "hosts", h, "host"): rule.host
        for p, platform in enumerate(policy.platforms)
        for h, rule in enumerate(platform.hosts)
    }
    hosts |= {
        ("platforms", p, "embed_hosts", h): host
        for p, platform in enumerate(policy.platforms)
        for h, host in enumerate(platform.embed_hosts)
    }
    hosts |= {("never_listed", n, "host"): entry.host for n, entry in enumerate(policy.never_listed)}
    return {_pointer(path): why for path, host in hosts.items() if (why := _out_of_form(host))}


def _out_of_form(host: str) -> str:
    try:
        normal = normalise(host)
    except HostnameError as error:
        return str(error)
    return "" if normal == host else f'"{host}" is not in normal form ("{normal}")'


def _pointer(path: Path) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
