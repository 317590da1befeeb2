"""Moments as people give them on the command line: ISO 8601, in the school's own time unless they say another."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import click


class Moment(click.ParamType[dt.datetime]):
    """A date and time, 2026-11-23T10:42, with or without an offset."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Read the moment; naive means the school's local time."""
        if isinstance(value, dt.datetime):
            return value
        try:
            return dt.datetime.fromisoformat(value)
        except ValueError:
            self.fail(f'"{value}" is no moment; write it as 2026-11-23T10:42', param, ctx)


MOMENT = Moment()


def in_zone(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Return the moment with the school's zone where it has none."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
