"""What leaves a device, where it goes, and what never does."""

from collections.abc import Iterator

from owntime.data_protection.length_words import length_words
from owntime.data_protection.statement import Part, Statement, by_the_makers, measured
from proxy_addons.policy_transport import POLICY_PATH
from proxy_addons.sealing import RHYTHM
from proxy_addons.transport import REPORTS_PATH
from school_policy.beside_report import BESIDE_ROWS
from school_policy.count_report import PRIVACY_ROWS, REPORT_BYTES
from school_policy.policy import Policy
from school_policy.standing import POLL

_ROWS = "code, school_policy/count_report.py PRIVACY_ROWS"
_BESIDE = "code, school_policy/beside_report.py BESIDE_ROWS"


def what_leaves(policy: Policy) -> Part:
    """Say every field that leaves a device, and every other question that it asks."""
    return Part(
        heading="What leaves a device",
        statements=(
            *(_counted(policy) if policy.counting.server else _not_counted()),
            *_upstream(policy),
            *_gateway(policy),
        ),
    )


def _counted(policy: Policy) -> Iterator[Statement]:
    counting = policy.counting
    yield measured(f"Counts go to the school's own server, {counting.server}.", "school.toml [counting] server")
    vouched = f"the certificate in {counting.authority}" if counting.authority else "what the system trusts"
    yield measured(f"That it is that server is vouched for by {vouched}.", "school.toml [counting] authority")
    yield measured(
        f"A report goes out every {length_words(RHYTHM)} (POST {REPORTS_PATH}), {REPORT_BYTES:,} bytes long "
        "whatever is in it.",
        "code, proxy_addons/sealing.py RHYTHM, proxy_addons/transport.py, school_policy/count_report.py "
        "REPORT_BYTES",
    )
    for row in PRIVACY_ROWS:
        yield measured(f"Field {row.field}: {row.meaning} {row.reason}", _ROWS)
    for row in BESIDE_ROWS:
        yield measured(f"Beside the report, {row.field}: {row.meaning} {row.reason}", _BESIDE)
    yield measured(
        f"Every {length_words(POLL)} a device asks whether it is at school, whether reminders are paused, and "
        f"which version of the settings is in force (GET {POLICY_PATH}): no token, cookie, name or version goes "
        "with the question. The address that asks is looked at and not kept.",
        "code, school_policy/standing.py POLL, proxy_addons/policy_transport.py",
    )
    where = ", ".join(sorted(policy.school.networks)) or "every private address"
    yield measured(f"At school is: {where}.", "school.toml [school] networks")
    yield measured(_published(policy), "school.toml [counting] policy_key")


def _not_counted() -> tuple[Statement, ...]:
    nothing = "Nothing is counted, and no report leaves a device: the school has no server for it."
    return (measured(nothing, "school.toml [counting] server"),)


def _published(policy: Policy) -> str:
    key = policy.counting.policy_key
    if not key:
        return "A device goes by its own files, and takes no settings from the server."
    return f"A device takes settings that the server publishes, where the key {key} has signed them."


def _upstream(policy: Policy) -> Iterator[Statement]:
    forward, pac = policy.upstream.forward, policy.upstream.pac
    way = "straight to the site" if forward == "direct" else f"on to the school's filter, {forward}"
    text = f"A connection to a listed site that a device passes on goes {way}, unread."
    yield measured(text, "school.toml [upstream] forward")
    if pac:
        yield measured(f"The school's own proxy configuration is read from {pac}.", "school.toml [upstream] pac")
    yield by_the_makers(
        "A site learns nothing from the reminder: a connection that is answered with it never reaches the site. "
        "Other sites, and all in own time, are not touched.",
        "docs/trust.md, TLS: what is taken up, and what is left alone",
    )


def _gateway(policy: Policy) -> Iterator[Statement]:
    gateway = policy.gateway
    if gateway is not None:
        clients = ", ".join(sorted(gateway.clients))
        yield measured(
            f"A gateway at {gateway.address} serves the machines of {clients}; it tells them apart by address, in "
            "memory alone. What it reports are numbers of machines, and never which.",
            "school.toml [gateway]",
        )
