"""What was released of made-up weeks, for programs: the rows that every page is made from, and nothing else."""

import dataclasses
from collections.abc import Iterable
from typing import Any

from advisory_server.store.releases import ReleasedHalfTerm, ReleasedWeek
from owntime.simulate.weeks import Plan


def as_released(
    plan: Plan, weeks: Iterable[ReleasedWeek], half_terms: Iterable[ReleasedHalfTerm]
) -> dict[str, Any]:
    """Return JSON's own values: what was made up, and the releases, the newest first."""
    return {
        "made_up": {
            "devices": plan.devices,
            "weeks": plan.weeks,
            "habits": plan.habits.value,
            "reminders_a_day": plan.reminders_a_day,
            "seed": plan.seed,
        },
        "weeks": [{"week": one.week.isoformat(), **_release(one)} for one in weeks],
        "half_terms": [
            {"first_day": one.first_day.isoformat(), "last_day": one.last_day.isoformat(), **_release(one)}
            for one in half_terms
        ],
    }


def _release(one: ReleasedWeek | ReleasedHalfTerm) -> dict[str, Any]:
    return {
        "released_at": one.released_at.isoformat(),
        "coverage": dataclasses.asdict(one.coverage),
        "cells": [
            {"dimension": cell.dimension.value, "value": cell.value, "shown": shown} for cell, shown in one.rows
        ],
    }
