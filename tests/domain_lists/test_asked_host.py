"""Which host somebody asks about: of a URL nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.asked_host import asked_host
from school_policy.hostname import HostnameError


@pytest.mark.parametrize(
    "typed",
    [
        "www.a.test",
        " WWW.a.test. ",
        "www.a.test:443",
        "www.a.test/path",
        "www.a.test?q=b.test",
        "www.a.test#b.test",
        "https://www.a.test",
        "https://www.a.test:8443/b.test?c.test#d.test",
        "https://name:secret@www.a.test/",
        "HTTP://WWW.A.TEST?b.test",
    ],
)
def test_the_host_is_found_in_whatever_is_pasted(typed: str) -> None:
    assert asked_host(typed) == "www.a.test"


@pytest.mark.parametrize(
    "typed", ["", "https://", "http://[::1", "http://[::1]/", "10.0.0.1", "two words", "a..b"]
)
def test_what_names_no_host_is_refused(typed: str) -> None:
    with pytest.raises(HostnameError):
        asked_host(typed)


@given(rest=st.text(max_size=40))
def test_nothing_behind_the_host_changes_the_answer(rest: str) -> None:
    for end in "/?#":
        assert asked_host(f"https://www.a.test{end}{rest}") == "www.a.test"
        assert asked_host(f"www.a.test{end}{rest.replace('://', '')}") == "www.a.test"
