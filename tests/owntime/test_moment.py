import datetime as dt
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

from owntime.moment import MOMENT, in_zone

LONDON = ZoneInfo("Europe/London")


@click.command()
@click.option("--at", type=MOMENT)
def echo(at: dt.datetime) -> None:
    click.echo(in_zone(at, LONDON).isoformat())


@pytest.mark.parametrize(
    ("given", "moment"),
    [
        pytest.param("2026-11-23T10:42", "2026-11-23T10:42:00+00:00", id="the school's time in winter"),
        pytest.param("2026-07-06T10:42", "2026-07-06T10:42:00+01:00", id="the school's time in summer"),
        pytest.param("2026-07-06 10:42:30", "2026-07-06T10:42:30+01:00", id="a space, and seconds"),
        pytest.param("2026-07-06T10:42Z", "2026-07-06T10:42:00+00:00", id="Greenwich, said so"),
        pytest.param("2026-07-06T10:42-05:00", "2026-07-06T10:42:00-05:00", id="another offset"),
        pytest.param("2026-07-06", "2026-07-06T00:00:00+01:00", id="a day is its first instant"),
    ],
)
def test_a_moment_is_the_schools_unless_it_says_another(given: str, moment: str) -> None:
    result = CliRunner().invoke(echo, ["--at", given])

    assert (result.exit_code, result.output.strip()) == (0, moment)


@pytest.mark.parametrize("given", ["", "now", "10:42", "2026-13-01T10:42", "2026-11-23T25:00", "23/11/2026"])
def test_what_is_no_moment_is_wrong_use(given: str) -> None:
    result = CliRunner().invoke(echo, ["--at", given])

    assert result.exit_code == 2
    assert f'"{given}" is no moment; write it as 2026-11-23T10:42' in result.output


def test_a_moment_that_is_one_already_stays_as_it_is() -> None:
    moment = dt.datetime(2026, 11, 23, 10, 42, tzinfo=dt.UTC)

    assert MOMENT.convert(moment, None, None) is moment
    assert in_zone(moment, LONDON) is moment
