import pytest

from domain_lists.catalogue import read_catalogue
from domain_lists.index import HostIndex
from domain_lists.plain_english import explain_in_words
from school_policy.hostname import normalise

CATALOGUE = read_catalogue(
    {
        "video.toml": """
[[platform]]
id = "tube"
name = "Tube"
front_page = "https://tube.test/"
sites = ["tube.test"]
sites_exact = ["press.test"]
assets = ["img.tube.test"]
""",
        "never_listed.toml": """
[[group]]
reason = "sign-in"
hosts = ["accounts.tube.test"]
hosts_exact = ["bank.test"]
""",
    }
)
INDEX = HostIndex(CATALOGUE.platforms, CATALOGUE.never_listed)


ANSWER = "belongs to Tube (category video). It is"
SITE = f"{ANSWER} a site: its pages are the platform, so the reminder may be shown here."
ASSET = f"{ANSWER} an asset: it serves only this platform, and the reminder is never shown here."
ONE_HOST_ONLY = "does not count: it is for that very host only"
NOT_BELOW = "not for names below it."


@pytest.mark.parametrize(
    ("host", "sentences"),
    [
        pytest.param(
            "m.tube.test",
            [
                f"m.tube.test {SITE}",
                "Why: the rule for tube.test and every name below it makes it a site of Tube.",
            ],
            id="a site",
        ),
        pytest.param(
            "img.tube.test",
            [
                f"img.tube.test {ASSET}",
                "Why: the rule for img.tube.test and every name below it makes it an asset of Tube.",
                "The rule for tube.test matches too (is a site of Tube), but the longest name wins.",
            ],
            id="an asset below a site",
        ),
        pytest.param(
            "press.test",
            [
                f"press.test {SITE}",
                "Why: the rule for press.test, that very host only, makes it a site of Tube.",
            ],
            id="an exact site",
        ),
        pytest.param(
            "accounts.tube.test",
            [
                "accounts.tube.test is not listed, and no list may name it: sign-in.",
                "Why: the rule for accounts.tube.test and every name below it never lists.",
                "The rule for tube.test matches too (is a site of Tube), but the longest name wins.",
            ],
            id="never listed",
        ),
        pytest.param(
            "year4.press.test",
            [
                "year4.press.test is not listed.",
                f"The rule for press.test {ONE_HOST_ONLY} (Tube), {NOT_BELOW}",
                "No other rule matches.",
            ],
            id="below an exact site",
        ),
        pytest.param(
            "www.bank.test",
            [
                "www.bank.test is not listed.",
                f"The rule for bank.test {ONE_HOST_ONLY} (never listed), {NOT_BELOW}",
                "No other rule matches.",
            ],
            id="below an exact never-listed host",
        ),
        pytest.param(
            "other.test",
            ["other.test is not listed.", "Why: no rule matches it or any name above it."],
            id="nothing matches",
        ),
    ],
)
def test_an_explanation_is_a_few_plain_sentences(host: str, sentences: list[str]) -> None:
    assert explain_in_words(INDEX.explain(normalise(host))).split("\n") == sentences
