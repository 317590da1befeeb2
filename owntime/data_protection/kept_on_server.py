"""Everything that the school's server keeps: ONE ROW A THING, here and nowhere else.

A new table of the database needs a row here (or its columns in one), else a test fails. Lengths
are the constants by which the code deletes, never typed anew.
"""

from advisory_server.accounts.rate_limit import WINDOW
from advisory_server.release_job import COUNTS_KEPT, REPORTS_KEPT
from advisory_server.settings import SESSION_IDLE, SESSION_LONGEST, SET_UP_LINK_LASTS
from advisory_server.store.audit_tables import KEPT
from owntime.data_protection.kept import Kept, Place
from owntime.data_protection.length_words import length_words

_HOLDERS = "the people who hold an account"
_NO_PERSON = "nobody"
_IT = "IT admin"
_HEAD = "Headteacher"
_NOBODY = "nobody through the program"
_FOR_GOOD = "for good"
_ITS_WEEK = f"until {length_words(COUNTS_KEPT)} after the week's release"
_ITS_PERIOD = f"until {length_words(COUNTS_KEPT)} after the release of its week or half-term"
_DEVICE_USERS = "whoever uses the device, where that is one person"

ON_SERVER: tuple[Kept, ...] = (
    Kept(
        place=Place.SERVER_DISK,
        what="Accounts: name, role, a hash of the password, when it was made and disabled",
        about=_HOLDERS,
        how_long=f"{_FOR_GOOD}: an account is disabled, its row stays",
        seen_by="whoever runs the server (owntime account list)",
        source="advisory_server/store/accounts.py",
        tables={"accounts": "id name role password_hash made_at disabled_at"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Sessions: a hash of the cookie, whose it is, when it began and was last seen",
        about=_HOLDERS,
        how_long=f"worth nothing after {length_words(SESSION_IDLE)} of rest, at most "
        f"{length_words(SESSION_LONGEST)}; deleted on signing out, or when somebody signs in after that",
        lasts=(SESSION_IDLE, SESSION_LONGEST),
        seen_by=_NOBODY,
        source="advisory_server/settings.py SESSION_IDLE, SESSION_LONGEST",
        tables={"sessions": "digest account begun_at seen_at"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Set-up links: a hash of the link, the role that it makes an account for",
        about=_NO_PERSON,
        how_long=f"worth nothing after {length_words(SET_UP_LINK_LASTS)} or once used; deleted when a link is "
        "used next",
        lasts=(SET_UP_LINK_LASTS,),
        seen_by=_NOBODY,
        source="advisory_server/settings.py SET_UP_LINK_LASTS",
        tables={"set_up_links": "digest role ends_at"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Devices: a random number, the name that the IT admin gave it, a hash of its token, when it was "
        "added and revoked, whether it is a gateway",
        about=_DEVICE_USERS,
        how_long=_FOR_GOOD,
        seen_by=_IT,
        source="advisory_server/store/devices.py",
        tables={"device": "id name token_hash added_on revoked_on is_gateway"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Which device was in use in which week, apart from every count",
        about=_DEVICE_USERS,
        how_long=_ITS_WEEK,
        lasts=(COUNTS_KEPT,),
        seen_by=_IT,
        source="advisory_server/release_job.py COUNTS_KEPT",
        tables={"active": "week device"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="The day of each device's last contact, and what it said of itself then: the version of the settings "
        "and its staff groups. Each time in place of the last, apart from every count; no hour, no list of days",
        about=_DEVICE_USERS,
        how_long=_ITS_WEEK,
        lasts=(COUNTS_KEPT,),
        seen_by=_IT,
        source="advisory_server/release_job.py COUNTS_KEPT",
        tables={"contact": "device day version staff_groups"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Counts: one integer for each thing that is counted, beside no device",
        about="all devices together",
        how_long=_ITS_PERIOD,
        lasts=(COUNTS_KEPT,),
        seen_by=_NOBODY,
        source="advisory_server/release_job.py COUNTS_KEPT",
        tables={"count": "kind start dimension value clients", "late": "week reports"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Behind a gateway: how many of its clients each thing was counted for, beside the gateway's number "
        "and no client's",
        about="all machines behind the gateway together",
        how_long=_ITS_PERIOD,
        lasts=(COUNTS_KEPT,),
        seen_by=_NOBODY,
        source="advisory_server/release_job.py COUNTS_KEPT",
        tables={"mark": "kind start dimension value gateway clients"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Numbers of reports that came, random, beside no device and no count; with each a digest of its "
        "content",
        about=_NO_PERSON,
        how_long=f"{length_words(REPORTS_KEPT)}, the digest {length_words(COUNTS_KEPT)}",
        lasts=(REPORTS_KEPT, COUNTS_KEPT),
        seen_by=_NOBODY,
        source="advisory_server/release_job.py REPORTS_KEPT, COUNTS_KEPT",
        tables={"seen": "report digest taken received_on"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="“Wrongly listed”: platform, day, and how often it was said; not by whom",
        about=_NO_PERSON,
        how_long="until the IT admin answers it",
        by_hand=True,
        seen_by=_IT,
        source="advisory_server/store/wrongly_listed.py",
        tables={"wrongly_listed": "platform day times"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="The last answer to that for each platform: the day, and by whose account",
        about=_HOLDERS,
        how_long="until the next answer for that platform",
        seen_by=_IT,
        source="advisory_server/store/wrongly_listed.py",
        tables={"wrongly_listed_answer": "platform answered_on account"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Released figures: bands as text, how many devices were in use, enrolled and reporting, late "
        "reports; the first week that is released",
        about="all devices together",
        how_long=f"{_FOR_GOOD}; a release never changes",
        seen_by=_HEAD,
        source="advisory_server/store/counting_tables.py",
        tables={
            "began": "week",
            "release": "kind start released_at active enrolled reporting late gateways",
            "released": "kind start place dimension value shown",
        },
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="When each half-term was, and the platforms with their kinds as they were when it began",
        about=_NO_PERSON,
        how_long=_FOR_GOOD,
        seen_by=_HEAD,
        source="advisory_server/store/frozen.py",
        tables={"frozen": "kind first last platforms"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Pauses of all reminders: when each began and ended, and by whose account",
        about=_HOLDERS,
        how_long=_FOR_GOOD,
        seen_by=_IT,
        source="advisory_server/store/pause_tables.py",
        tables={"pauses": "id begun_at until account role ended_at ended_account ended_role"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="The Headteacher's short notes on weeks, which are in no figure and which staff do not see",
        about="the week; whatever the Headteacher writes",
        how_long="until the Headteacher takes it away",
        by_hand=True,
        seen_by=_HEAD,
        source="advisory_server/store/notes.py",
        tables={"notes": "week text"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="The address at which staff may read the released figures, where the Headteacher made one",
        about=_NO_PERSON,
        how_long="until the Headteacher takes it away",
        by_hand=True,
        seen_by="Headteacher, and staff who are given it",
        source="advisory_server/store/figures_link.py",
        tables={"figures_link": "one token"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="What was done on the server: when, by which account or by whom at the command line, what, and facts "
        "such as a device's name; of wrong passwords the account and how often on that day, never an address",
        about=_HOLDERS,
        how_long=f"{length_words(KEPT)} (three years), seen from the newest entry",
        lasts=(KEPT,),
        seen_by=_IT,
        source="advisory_server/store/audit_tables.py KEPT",
        tables={"audit": "number at who what facts"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="Published versions of the settings and lists: when, by whom in the IT admin's words, the note, "
        "the content",
        about="whoever is named as the author",
        how_long=f"{_FOR_GOOD}; a version never changes",
        seen_by="IT admin; the content: every device",
        source="advisory_server/store/publication_tables.py",
        tables={"publications": "version published_at author note content_of digest document statement signature"},
    ),
    Kept(
        place=Place.SERVER_DISK,
        what="How the database itself came to be: its versions, with dates",
        about=_NO_PERSON,
        how_long=_FOR_GOOD,
        seen_by=_NOBODY,
        source="advisory_server/store/database.py",
        tables={"_sqlite_migrations": "id migration_set name applied_at"},
    ),
    Kept(
        place=Place.SERVER_MEMORY,
        what="Tries of passwords: a hash of the name, the address that they came from, and when",
        about="whoever tries to sign in",
        how_long=f"counted for {length_words(WINDOW)}; gone when newer ones push it out, or the server stops",
        lasts=(WINDOW,),
        seen_by=_NOBODY,
        source="advisory_server/accounts/rate_limit.py WINDOW",
    ),
    Kept(
        place=Place.SERVER_MEMORY,
        what="How often today a wrong password, or a page or form that was refused, came for an account",
        about=_HOLDERS,
        how_long="until the day's end, or the server stops",
        seen_by=_NOBODY,
        source="advisory_server/accounts/repeats.py",
    ),
    Kept(
        place=Place.LOG,
        what="What was done on the server, as above, by account name; requests by page, "
        "without address. What devices send and ask well gets no line",
        about=_HOLDERS,
        how_long="the program writes these lines out and deletes none: see what the school has to write",
        seen_by="whoever runs the server",
        source="advisory_server/accounts/audit.py, advisory_server/middleware.py",
    ),
)
