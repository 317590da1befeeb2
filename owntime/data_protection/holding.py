"""How long things are kept, who else gets them, where they go, and what keeps them safe."""

from collections.abc import Iterator, Sequence

from advisory_server.accounts.password_rules import SHORTEST
from advisory_server.accounts.passwords import MEMORY_KIB, PASSES
from advisory_server.accounts.rate_limit import MOST, WINDOW
from advisory_server.settings import LOOPBACK, SESSION_IDLE, SESSION_LONGEST
from owntime.data_protection.kept import Kept, Place, statements_of
from owntime.data_protection.kept_on_device import ON_DEVICE
from owntime.data_protection.kept_on_server import ON_SERVER
from owntime.data_protection.length_words import length_words
from owntime.data_protection.statement import Part, Statement, by_the_makers, measured
from proxy_addons.authority import LIFE
from school_policy.policy import Policy

_PAGE = "docs/data-protection.md"
_TRUST = "docs/trust.md"


def rows_for(policy: Policy) -> tuple[Kept, ...]:
    """Return what is kept for a school; without a server nothing is counted, not even on the device."""
    if policy.counting.server:
        return (*ON_DEVICE, *ON_SERVER)
    return tuple(row for row in ON_DEVICE if not row.tables and row.place is not Place.LOG)


def retention(policy: Policy) -> Part:
    """Say how long each thing is kept."""
    return Part(
        heading="What is kept, where, and for how long",
        statements=(
            *statements_of(rows_for(policy)),
            by_the_makers("What is deleted from a database is overwritten on the disk.", "docs/privacy.md"),
        ),
        to_write=(
            "How long the logs of the server's system, and backups of it, are kept, and who can read them.",
            "When accounts and devices that are no longer in use are ended, and by whom.",
        ),
    )


def recipients(policy: Policy) -> Part:
    """Say who else gets anything, and that nothing leaves the school's own machines."""
    return Part(
        heading="Recipients, and transfers abroad",
        statements=tuple(_recipients(policy)),
        to_write=(
            "Whoever else gets the figures (governors, the council), and in which form.",
            "Where the server stands and who runs it; if another firm does, the contract with it (Article 28).",
        ),
    )


def _recipients(policy: Policy) -> Iterator[Statement]:
    if policy.counting.server:
        own = f"The one address that a device sends reports to is {policy.counting.server}."
        yield measured(own, "school.toml [counting] server")
    else:
        yield measured("A device sends no report to anybody.", "school.toml [counting] server")
    yield by_the_makers(
        "Nobody beside the school: the program has no service of its makers, sends them nothing, and looks for no "
        "updates. Inside the school: see who has access.",
        _PAGE,
    )
    yield by_the_makers(
        "Transfers to other countries: none, as long as the server stands in the United Kingdom.", _PAGE
    )


def security(policy: Policy) -> Part:
    """Say what keeps it safe, and where the tests of it stand."""
    return Part(
        heading="Security measures",
        statements=(
            *(_of_the_server() if policy.counting.server else ()),
            measured(
                f"Each device makes its own certificate authority, valid for {length_words(LIFE)}.",
                "code, proxy_addons/authority.py LIFE",
            ),
            by_the_makers(
                "That authority can vouch for listed sites and the reminder alone. No host, address or page "
                "stands in a log or file. Any fault passes the connection on. Each promise has a test, and a "
                "proof that the test can fail.",
                _TRUST,
            ),
        ),
        to_write=("How the server is patched and backed up; that devices' disks are encrypted.",),
    )


def _of_the_server() -> Iterator[Statement]:
    yield measured(
        f"Passwords have at least {SHORTEST} characters and are kept as argon2id ({MEMORY_KIB // 1024} MiB, "
        f"{PASSES} passes); {MOST} tries in {length_words(WINDOW)}.",
        "code, advisory_server/accounts/passwords.py, password_rules.py, rate_limit.py",
    )
    yield measured(
        f"A session ends after {length_words(SESSION_IDLE)} of rest, and after {length_words(SESSION_LONGEST)} "
        "at most.",
        "code, advisory_server/settings.py",
    )
    yield measured(
        f"Without a certificate of its own the server listens on {LOOPBACK} alone.",
        "code, advisory_server/settings.py LOOPBACK",
    )


def people_and_data(policy: Policy) -> Part:
    """Say whose data it is, who sees it, and of which kinds: the makers' judgement of each row."""
    rows = rows_for(policy)
    return Part(
        heading="Whose data, of which kinds, and who sees it",
        statements=(
            *_grouped("About {}", [(row.about, row.what) for row in rows]),
            *_grouped("Seen by {}", [(row.seen_by, row.what) for row in rows]),
        ),
        to_write=("Whether devices are one person's each, and what their names tell.",),
    )


def _grouped(words: str, pairs: Sequence[tuple[str, str]]) -> Iterator[Statement]:
    for key in sorted({key for key, _ in pairs}):
        what = "; ".join(sorted({what for other, what in pairs if other == key}))
        yield by_the_makers(
            f"{words.format(key)}: {what}.", "owntime/data_protection/kept_on_device.py, kept_on_server.py"
        )
