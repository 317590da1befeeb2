import datetime as dt
import logging
from zoneinfo import ZoneInfo

import pytest

from advisory_server.accounts.audit import audit


def test_a_line_says_when_in_utc_and_what(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    audit(dt.datetime(2026, 6, 17, 12, 0, 5, tzinfo=ZoneInfo("Europe/London")), "signed in", account="head")

    assert caplog.messages == ['2026-06-17T11:00:05+00:00 signed in account="head"']


@pytest.mark.parametrize(
    "forged", ["a\nb", "a\r\nb", "a\x1b[31mb", "a\x85b", "a\u2028b", 'a" role="head', "a\x00b"]
)
def test_what_could_forge_a_line_is_written_out(caplog: pytest.LogCaptureFixture, forged: str) -> None:
    caplog.set_level(logging.INFO, "owntime.audit")
    audit(dt.datetime(2026, 6, 17, tzinfo=dt.UTC), "refused", account=forged)

    (line,) = caplog.messages
    assert line.isascii()
    assert line.isprintable()
    assert line.count('"') - line.count('\\"') == 2
