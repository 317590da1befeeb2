"""The command `timetable`: look the school's time up, check it, try a day out, bring term dates in."""

import click

from owntime.timetable.at_command import at_moment
from owntime.timetable.check_command import check
from owntime.timetable.import_command import import_dates
from owntime.timetable.simulate_command import simulate_day
from owntime.timetable.week_command import show_week
from owntime.timetable.year_command import show_year


@click.group()
def timetable() -> None:
    """Look into the school's time: own time and working time, terms and holidays."""


for _command in (at_moment, show_week, show_year, check, simulate_day, import_dates):
    timetable.add_command(_command)
