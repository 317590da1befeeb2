"""Everything that a device keeps: ONE ROW A THING, here and nowhere else. See kept_on_server.py.

On a gateway a "client" is the address of a machine behind it; on a device it is the device itself.
"""

from owntime.data_protection.kept import Kept, Place
from owntime.data_protection.length_words import length_words
from proxy_addons.accepted_policy import PUBLISHED_FILE
from proxy_addons.authority import CERTIFICATE_FILE, KEY_FILE, LIFE
from proxy_addons.device_token import TOKEN_FILE
from proxy_addons.ledger import KEPT
from proxy_addons.refusals import MEMORY as REFUSALS_MEMORY
from proxy_addons.spool.spool import SET_ASIDE_KEPT, SPOOL_FILE
from proxy_addons.visits import MEMORY as VISITS_MEMORY
from school_policy.grant import ALLOWANCE, GRACE

_USER = "whoever uses the device, where that is one person"
_NOBODY = "nobody through the program"
_NO_PERSON = "nobody"
_STATUS = "whoever may run owntime proxy --status there: numbers of reports alone"

ON_DEVICE: tuple[Kept, ...] = (
    Kept(
        place=Place.DEVICE_MEMORY,
        what="The address that a reminder stands for, and whether a form was lost",
        about=_USER,
        how_long=f"{length_words(VISITS_MEMORY)}, or until the program ends",
        lasts=(VISITS_MEMORY,),
        seen_by=_NOBODY,
        source="proxy_addons/visits.py MEMORY",
    ),
    Kept(
        place=Place.DEVICE_MEMORY,
        what="Choices on the reminder, by client and platform",
        about=_USER,
        how_long="“for work” and “official channel” until the end of the working day, “wrongly listed” until "
        f"midnight, “own time now” as the settings say; open pages {length_words(GRACE)} after own time ends; a "
        f"page that another site embeds {length_words(ALLOWANCE)}",
        lasts=(GRACE, ALLOWANCE),
        seen_by=_NOBODY,
        source="school_policy/grant.py give_grant, GRACE, ALLOWANCE",
    ),
    Kept(
        place=Place.DEVICE_MEMORY,
        what="Which program (by a fingerprint of its first bytes) refused or accepted the device's certificate",
        about=_USER,
        how_long=f"counted for {length_words(REFUSALS_MEMORY)}; gone when newer ones push it out, or the "
        "program ends",
        lasts=(REFUSALS_MEMORY,),
        seen_by=_NOBODY,
        source="proxy_addons/refusals.py MEMORY",
    ),
    Kept(
        place=Place.DEVICE_MEMORY,
        what="How many reminders a client saw today",
        about=_USER,
        how_long="until midnight, or until the program ends",
        seen_by=_NOBODY,
        source="proxy_addons/visits.py DailyViews",
    ),
    Kept(
        place=Place.DEVICE_MEMORY,
        what="On a gateway: which of its clients, by address, each thing is counted for in this week and "
        "half-term, and on which days of the week. On its disk stands only for how many",
        about="whoever uses a machine behind it, where that is one person",
        how_long="until the week or half-term is over, or until the program ends",
        seen_by=_NOBODY,
        source="proxy_addons/client_sets.py forget_finished",
    ),
    Kept(
        place=Place.DEVICE_DISK,
        what="Answers of a week (outcomes, kinds of site, parts of the day) and the days that had any; answers of "
        "a half-term (outcomes, kinds of site, platforms): each by itself, without number",
        about=_USER,
        how_long=f"{length_words(KEPT)} after its week or half-term",
        lasts=(KEPT,),
        seen_by=_NOBODY,
        source="proxy_addons/ledger.py KEPT",
        tables={"ledger": "one document digest"},
        files=(SPOOL_FILE,),
    ),
    Kept(
        place=Place.DEVICE_DISK,
        what="“Wrongly listed”: platform and day",
        about=_USER,
        how_long=f"{length_words(KEPT)} after its week",
        lasts=(KEPT,),
        seen_by=_NOBODY,
        source="proxy_addons/ledger.py KEPT",
        tables={"ledger": "one document digest"},
        files=(SPOOL_FILE,),
    ),
    Kept(
        place=Place.DEVICE_DISK,
        what="Sealed reports: content until the server has confirmed it, then number and day; the server's last "
        "answer",
        about=_USER,
        how_long=f"{length_words(KEPT)}; what the server refused {length_words(SET_ASIDE_KEPT)}; what waits "
        "until it is sent; the last answer until the next",
        lasts=(KEPT, SET_ASIDE_KEPT),
        seen_by=_STATUS,
        source="proxy_addons/ledger.py KEPT, proxy_addons/spool/spool.py SET_ASIDE_KEPT",
        tables={"reports": "number id state body digest sealed reason", "last_answer": "one at words"},
        files=(SPOOL_FILE,),
    ),
    Kept(
        place=Place.DEVICE_DISK,
        what="A copy of such a file that was found damaged, beside it",
        about=_USER,
        how_long="until the IT admin deletes it",
        seen_by="IT admin",
        source="proxy_addons/spool/mending.py",
    ),
    Kept(
        place=Place.DEVICE_DISK,
        what="The school's settings and lists as the device goes by them, and the last published version",
        about=_NO_PERSON,
        how_long="until the next version",
        seen_by="whoever may read the device's private directory",
        source="owntime/device_policy.py, proxy_addons/accepted_policy.py",
        files=("policy.json", PUBLISHED_FILE),
    ),
    Kept(
        place=Place.DEVICE_DISK,
        what="The token that the server knows the device by; the device's certificate authority and its key",
        about=_NO_PERSON,
        how_long=f"the token until the IT admin removes it; the authority is valid for {length_words(LIFE)}",
        lasts=(LIFE,),
        seen_by=_NOBODY,
        source="proxy_addons/device_token.py, proxy_addons/authority.py LIFE",
        files=(TOKEN_FILE, KEY_FILE, CERTIFICATE_FILE),
    ),
)
