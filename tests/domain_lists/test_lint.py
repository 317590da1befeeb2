import pytest

from domain_lists.lint import PlacedHost, lint
from domain_lists.public_suffix import suffixes_of
from school_policy.hostname import normalise
from school_policy.platform import NeverListed
from school_policy.vocabulary import HostKind

SUFFIXES = suffixes_of({"test", "co.test"}, {"pages.test", "discordsays.com"})
NEVER = (NeverListed(host=normalise("bank.test"), reason="banks"),)


def placed(
    host: str, owner: str = "tube", kind: HostKind = HostKind.SITE, *, below: bool = True, is_added: bool = False
) -> PlacedHost:
    return PlacedHost(
        host=normalise(host),
        kind=kind,
        below=below,
        owner=owner,
        file="lists.toml" if is_added else "video.toml",
        line=7,
        is_added=is_added,
    )


TUBE = placed("tube.test")
ASSET = placed("cdn.tube.test", kind=HostKind.ASSET)


@pytest.mark.parametrize(
    ("hosts", "said"),
    [
        pytest.param([placed("co.test")], "is a public suffix", id="a public suffix"),
        pytest.param([placed("pages.test")], "is a whole hosting provider", id="a hosting provider"),
        pytest.param([TUBE, placed("m.tube.test")], "is in the shadow of tube.test (video.toml:7)", id="a shadow"),
        pytest.param(
            [TUBE, placed("tube.test", "book", is_added=True)], "is of two platforms", id="two platforms"
        ),
        pytest.param(
            [ASSET, placed("cdn.tube.test", is_added=True)], "is a site and an asset at once", id="site and asset"
        ),
        pytest.param(
            [placed("my.bank.test", is_added=True)],
            "is never listed, as bank.test is not: banks",
            id="never listed",
        ),
        pytest.param([placed("fаcebook.test")], "may be a look-alike", id="Latin and Cyrillic"),  # noqa: RUF001
        pytest.param([placed("аррӏе.test")], 'may be a look-alike: its part "аррӏе" looks', id="Cyrillic doubles"),  # noqa: RUF001
    ],
)
def test_what_looks_like_a_mistake_is_found_with_its_place(hosts: list[PlacedHost], said: str) -> None:
    (found,) = lint(hosts, NEVER, SUFFIXES, None)
    assert said in found.text
    assert (found.file, found.line) == (hosts[-1].file, 7)
    assert found.to_do


@pytest.mark.parametrize(
    "hosts",
    [
        pytest.param([placed("tube.co.test")], id="a name below a suffix"),
        pytest.param([placed("pages.test", below=False)], id="a provider's front page alone"),
        pytest.param([placed("me.pages.test")], id="a customer of a provider"),
        pytest.param([placed("discordsays.com")], id="a suffix with nothing but a platform's own below"),
        pytest.param([TUBE, ASSET], id="an asset below a site"),
        pytest.param([TUBE, ASSET, placed("studio.cdn.tube.test")], id="a site below an asset below a site"),
        pytest.param([TUBE, placed("m.tube.test", "book")], id="another platform below"),
        pytest.param([placed("tube.test", below=False), placed("m.tube.test")], id="below that very host"),
        pytest.param([placed("münchen.test")], id="a German name"),
        pytest.param([placed("яндекс.test")], id="a Russian name"),
        pytest.param([placed("東京タワー.test")], id="Japanese scripts together"),
    ],
)
def test_what_is_well_is_left_alone(hosts: list[PlacedHost]) -> None:
    assert lint(hosts, NEVER, SUFFIXES, None) == ()


def test_a_site_that_the_authority_does_not_cover_is_found_and_an_asset_needs_no_cover() -> None:
    found = lint([TUBE, ASSET, placed("new.test")], NEVER, SUFFIXES, lambda host: host == "tube.test")
    assert [each.text.split()[0] for each in found] == ["new.test"]
