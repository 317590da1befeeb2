"""What is weighed before it is published: errors publish nothing, precious hosts need a second yes."""

import datetime as dt
import json

import pytest

from advisory_server.store.publications import Draft, latest
from owntime.lists.new_version import VersionError, publish_if_changed, signer_of
from owntime.server_data import open_store
from tests.owntime.lists.desk import CAP, NO_CAP, Desk

SCHOOLS = ("www.education.ie", "www.oasiscommunitylearning.org")
AT = dt.datetime(2026, 11, 23, 10, tzinfo=dt.UTC)
ORDINARY_ONLY = "www.johnlewis.com"
NAMED = f"! {SCHOOLS[1]}: not listed -> youtube (Schools, trusts and universities)"


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def versions(desk: Desk) -> list[int]:
    return [version["version"] for version in desk.history()]


FAULTS = [
    pytest.param(["tube.test", "github.io"], "github.io is a whole hosting provider", id="a hosting provider"),
    pytest.param(["tube.test", "co.uk"], "co.uk is a public suffix", id="a public suffix"),
    pytest.param(["tube.test", "www.bbc.co.uk"], "www.bbc.co.uk may not be listed", id="never listed"),
    pytest.param(["tube.test", "facebook.test"], "facebook.test belongs to one platform", id="two platforms"),
]


@pytest.mark.parametrize("words", [(), ("--dry-run",), ("--yes-really",), ("--json",)], ids=" ".join)
@pytest.mark.parametrize(("sites", "told"), FAULTS)
def test_an_error_publishes_nothing_and_is_told_with_its_line(
    desk: Desk, sites: list[str], told: str, words: tuple[str, ...]
) -> None:
    desk.publish()
    desk.list_tube(*sites)
    done = desk.publish(*words)

    assert done.exit_code == 2
    assert f"{desk.lists / 'video.toml'}:5: {told}" in done.stderr
    assert versions(desk) == [1]


def test_every_error_of_the_settings_and_of_all_lists_is_told_at_once(desk: Desk) -> None:
    desk.publish()
    desk.list_tube("tube.test", "co.uk", "github.io")
    desk.change("[reminder]", "[remainder]")
    told = desk.publish().stderr.splitlines()

    assert told[0] == "owntime: nothing was published:"
    assert len(told) == 4
    for word in ('unknown key "remainder"', "co.uk is a public suffix", "github.io is a whole hosting provider"):
        assert sum(word in line for line in told) == 1, word


def test_an_entry_that_does_nothing_is_no_error(desk: Desk) -> None:
    desk.list_tube("tube.test", "m.tube.test")
    done = desk.publish("--dry-run")

    assert done.exit_code == 0
    assert "m.tube.test is in the shadow of tube.test" in done.stdout
    assert desk.publish().exit_code == 0


@pytest.mark.parametrize("site", SCHOOLS)
def test_a_precious_host_that_would_be_caught_needs_a_second_yes(desk: Desk, site: str) -> None:
    desk.publish()
    desk.list_tube("tube.test", site)
    held, dry = desk.publish(), desk.publish("--dry-run")

    assert (held.exit_code, dry.exit_code) == (1, 1)
    assert f"! {site}: not listed -> youtube" in held.stdout
    assert "say --yes-really" in held.stdout
    assert "Nothing was published." in held.stdout
    assert versions(desk) == [1]

    meant = desk.publish("--yes-really")
    assert (meant.exit_code, versions(desk)) == (0, [2, 1])
    assert f"! {site}" in meant.stdout
    assert desk.publish("--note", "nothing new").exit_code == 0, "what is in force already asks for no yes"


def test_an_ordinary_host_that_would_be_caught_is_named_and_needs_none(desk: Desk) -> None:
    desk.publish()
    desk.list_tube("tube.test", ORDINARY_ONLY)
    done = desk.publish()

    assert (done.exit_code, versions(desk)) == (0, [2, 1])
    assert f"    {ORDINARY_ONLY}: not listed -> youtube (Shops)" in done.stdout


def test_the_first_version_is_compared_with_the_lists_that_come_with_the_program(desk: Desk) -> None:
    desk.list_tube("tube.test", SCHOOLS[1])
    held = desk.publish()

    assert (held.exit_code, versions(desk)) == (1, [])
    assert "Compared with the lists that come with the program" in held.stdout
    assert NAMED in held.stdout


def test_a_rollback_to_what_catches_a_precious_host_needs_a_second_yes(desk: Desk) -> None:
    desk.list_tube("tube.test", SCHOOLS[1])
    desk.publish("--yes-really")
    desk.list_tube("tube.test")
    desk.publish()
    held = desk.run("rollback", "1")

    assert (held.exit_code, versions(desk)) == (1, [2, 1])
    assert NAMED in held.stdout
    assert desk.run("rollback", "1", "--yes-really").exit_code == 0
    assert desk.run("rollback", "2").exit_code == 0, "letting go needs none"
    assert versions(desk) == [4, 3, 2, 1]


def test_programs_are_told_what_needs_the_second_yes(desk: Desk) -> None:
    desk.publish()
    desk.list_tube("tube.test", *SCHOOLS)
    desk.change(NO_CAP, CAP)
    held = desk.publish("--json")
    said = json.loads(held.stdout)

    assert (held.exit_code, said["version"]) == (1, None)
    assert said["weighing"]["needs_yes"] == sorted(SCHOOLS)
    assert said["changes"]["settings"] == ["[reminder]"]


def test_what_was_weighed_against_an_older_version_is_not_published(desk: Desk) -> None:
    with open_store(desk.data) as store:
        seen = store.run_here(latest)  # nothing yet
        desk.publish("--note", "by somebody else")
        signer = signer_of(store, desk.data)
        draft = Draft(school="Ashover", document=published_document(desk), author="me", note="")
        with pytest.raises(VersionError, match="somebody else has published just now"):
            publish_if_changed(store, signer, draft, AT, after=seen, dry=False)

    assert versions(desk) == [1]


def published_document(desk: Desk) -> bytes:
    return json.dumps(desk.document(1)).encode()
