"""Which channels are to be looked at again, in words: from the policy and the day alone, never from figures."""

import datetime as dt

from advisory_server.pages.date_words import date_words
from school_policy.channels import is_review_due
from school_policy.policy import Policy


def review_lines(policy: Policy, today: dt.date) -> tuple[str, ...]:
    """Return a sentence for each channel whose review is due, in the order of the policy."""
    names = {platform.id: platform.name for platform in policy.platforms}
    return tuple(
        f"The review of the {names.get(channel.platform, channel.platform)} channel “{channel.name}” "
        f"has been due since {date_words(channel.review_on)}."
        for channel in policy.channels
        if channel.review_on is not None and is_review_due(channel, today)
    )
