"""Which quiet platforms were to be looked at again by now."""

import datetime as dt
from collections.abc import Iterator

from school_policy.calendar_check import Finding
from school_policy.policy import EVERY_PLATFORM, Settings


def overdue_reviews(settings: Settings, today: dt.date) -> Iterator[Finding]:
    """Yield a finding for each quiet entry whose review date has passed, in the order of the settings."""
    for group in settings.groups:
        for quiet in group.quiet:
            if quiet.review_on < today:
                what = "every platform" if quiet.platform == EVERY_PLATFORM else quiet.platform
                text = f"{what} is quiet ({quiet.reason}); that was to be reviewed on {quiet.review_on}"
                to_do = "look at it again, then set review_on to a later day or take the entry out"
                yield Finding(text=text, about=f'group "{group.id}"', to_do=to_do)
