"""A channel with everything that makes one official, to take something away from."""

import datetime as dt

from school_policy.channels import Channel
from school_policy.vocabulary import PlatformId

OFFICIAL = Channel(
    platform=PlatformId("facebook"),
    name="School",
    master_role="Headteacher",
    approved_roles=(),
    opened=dt.date(2019, 9, 1),
    school_holds_access=True,
    editorial_oversight="Headteacher",
    administrators=2,
    mfa=True,
    privacy_reviewed_on=dt.date(2019, 9, 1),
    website_link="https://www.school.example/news",
    review_on=dt.date(2027, 7, 1),
)
