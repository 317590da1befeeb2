"""`python -m tests.flow.tuesday.report`: what made-up Tuesdays look like, a line a seed (docs/performance.md)."""

import sys

from tests.flow.tuesday.day import live, pages_of, youtube_pages
from tests.flow.tuesday.variants import MinuteGrants, sample_policy, without_quiet

SEEDS = range(1, 21)


def main() -> None:
    """Write the lines."""
    policy = sample_policy()
    for seed in SEEDS:
        clips = len(youtube_pages(live(without_quiet(policy), seed)))
        sys.stdout.write(
            f"{seed:2}  {pages_of(live(policy, seed))}"
            f"  |  grants of a minute: {pages_of(live(policy, seed, MinuteGrants))}"
            f"  |  YouTube not quiet: {clips} YouTube pages for teaching staff\n"
        )


if __name__ == "__main__":
    main()
