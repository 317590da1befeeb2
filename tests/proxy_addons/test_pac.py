import msgspec
import pytest

from proxy_addons import pac as pac_module
from proxy_addons.pac import write_pac
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.policy import Policy, Upstream
from school_policy.vocabulary import REMINDER_HOST, HostKind
from tests.proxy_addons.pac_in_chromium import evaluate
from tests.proxy_addons.sample import POLICY

pytestmark = pytest.mark.browser

OURS, FILTER = "PROXY 127.0.0.1:8481", "PROXY 127.0.0.1:3128"
LISTED = f"{OURS}; {FILTER}"
SECURE = [
    ("facebook.com", LISTED),
    ("www.facebook.com", LISTED),
    ("a.b.c.facebook.com", LISTED),
    ("WWW.Facebook.COM", LISTED),
    ("www.facebook.com.", LISTED),
    ("static.fbcdn.net", LISTED),
    ("fb.com", LISTED),
    ("www.fb.com", LISTED),
    ("about.fb.com", FILTER),  # only the very host is listed
    ("about.facebook.com", FILTER),  # cut out, it alone
    ("x.about.facebook.com", LISTED),
    ("accounts.youtube.com", FILTER),  # cut out with all below it
    ("x.accounts.youtube.com", FILTER),
    ("ACCOUNTS.youtube.com.", FILTER),
    ("m.youtube.com", LISTED),
    ("notfacebook.com", FILTER),
    ("facebook.com.other.example", FILTER),
    ("facebook", FILTER),
    ("com", FILTER),
    ("www.gov.uk", FILTER),
    ("192.0.2.7", FILTER),
    ("[2001:db8::1]", FILTER),
    ("constructor", FILTER),
    ("__proto__", FILTER),
    ("x.__proto__", FILTER),
    ("hasownproperty.tostring", FILTER),
    ("hasOwnProperty", FILTER),
    ("..", FILTER),
    ("", FILTER),
    (REMINDER_HOST, OURS),
    (REMINDER_HOST + ".", OURS),
    ("x." + REMINDER_HOST, FILTER),
]
SCHEMES = [
    ("https://www.facebook.com/", LISTED),
    ("wss://www.facebook.com/", LISTED),
    ("http://www.facebook.com/", FILTER),
    ("ws://www.facebook.com/", FILTER),
    ("ftp://www.facebook.com/", FILTER),
    ("https+x://www.facebook.com/", FILTER),
]
# Schools' own PACs, with names that ours uses too, in every way to define the function.
SCHOOL = {
    "helpers": """
var listed = {"www.facebook.com": 1}; var proxy = "PROXY school:1";
function isListed(host) { return dnsDomainIs(host, ".school"); }
function FindProxyForURL(url, host) {
  if (isPlainHostName(host) || isListed(host)) return "DIRECT";
  return "PROXY filter:3128; PROXY spare:3128";
} // the end""",
    "assigned": 'FindProxyForURL = function (url, host) { return "PROXY filter:3128; PROXY spare:3128"; }',
    "var": 'var FindProxyForURL = function (url, host) { return "PROXY filter:3128; PROXY spare:3128"; };',
    "const": 'const FindProxyForURL = (url, host) => "PROXY filter:3128; PROXY spare:3128";',
    "strict": '"use strict"; function FindProxyForURL(u, h) { return "PROXY filter:3128; PROXY spare:3128"; }',
    "percent": 'function FindProxyForURL(u, h) { return "%s%d" ? "PROXY filter:3128; PROXY spare:3128" : ""; }',
}
WRAPPED = "PROXY filter:3128; PROXY spare:3128"
SCHOOL_CASES = [
    ("https://www.facebook.com/", "www.facebook.com", f"{OURS}; {WRAPPED}"),
    ("https://www.bbc.co.uk/", "www.bbc.co.uk", WRAPPED),
    ("http://www.facebook.com/", "www.facebook.com", WRAPPED),
    (f"https://{REMINDER_HOST}/", REMINDER_HOST, OURS),
]
SILENT = "function FindProxyForURL(url, host) { return null; }"


def with_upstream(forward: str) -> Policy:
    return msgspec.structs.replace(POLICY, upstream=Upstream(forward=forward))


def pac(policy: Policy = POLICY, school_pac: str = "") -> str:
    return write_pac(policy, proxy="127.0.0.1:8481", school_pac=school_pac)


PLAN: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "hosts": (pac(), [(f"https://{host}/", host) for host, _ in SECURE]),
    "schemes": (pac(), [(url, "www.facebook.com") for url, _ in SCHEMES]),
    "direct": (pac(with_upstream("direct")), [(f"https://{host}/", host) for host, _ in SECURE]),
    "silent": (pac(school_pac=SILENT), [("https://www.facebook.com/", "www.facebook.com")]),
    "helpers in the school": (pac(school_pac=SCHOOL["helpers"]), [("https://wiki.school/", "wiki.school")]),
    **{name: (pac(school_pac=text), [case[:2] for case in SCHOOL_CASES]) for name, text in SCHOOL.items()},
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    weakened = pac().replace(' + "; " + before', ' + "; DIRECT"')
    plan = PLAN | {"weakened": (weakened, PLAN["hosts"][1])}
    folder = tmp_path_factory.mktemp("chromium")
    return dict(zip(plan, evaluate(folder, plan.values()), strict=True))


@pytest.mark.parametrize("at", range(len(SECURE)), ids=[host or "empty" for host, _ in SECURE])
def test_listed_hosts_come_to_the_reminder_and_all_else_goes_where_it_went(
    answers: dict[str, list[str]], at: int
) -> None:
    assert answers["hosts"][at] == SECURE[at][1]


@pytest.mark.parametrize("at", range(len(SCHEMES)), ids=[url for url, _ in SCHEMES])
def test_only_what_is_encrypted_comes_to_the_reminder(answers: dict[str, list[str]], at: int) -> None:
    assert answers["schemes"][at] == SCHEMES[at][1]


def leaks(given: list[str]) -> list[str]:
    """Return the answers that lead past the filter. The reminder's own host needs no filter."""
    return [one for one in given if "DIRECT" in one or not (one.endswith(FILTER) or one == OURS)]


def test_with_a_filter_no_answer_leads_past_it(answers: dict[str, list[str]]) -> None:
    assert not leaks([*answers["hosts"], *answers["schemes"]])


def test_the_same_look_finds_a_way_past_it(answers: dict[str, list[str]]) -> None:
    assert leaks(answers["weakened"])


def test_without_a_filter_all_else_goes_direct(answers: dict[str, list[str]]) -> None:
    assert answers["direct"] == [given.replace(FILTER, "DIRECT") for _, given in SECURE]


@pytest.mark.parametrize("name", SCHOOL)
def test_a_schools_own_pac_decides_what_comes_after_ours(answers: dict[str, list[str]], name: str) -> None:
    assert answers[name] == [given for _, _, given in SCHOOL_CASES]


def test_a_schools_own_names_stay_its_own(answers: dict[str, list[str]]) -> None:
    assert answers["helpers in the school"] == ["DIRECT"]


def test_a_school_pac_that_says_nothing_means_direct_as_in_a_browser(answers: dict[str, list[str]]) -> None:
    assert answers["silent"] == [f"{OURS}; DIRECT"]


def test_the_same_policy_gives_the_same_bytes() -> None:
    assert pac() == pac(POLICY)
    assert pac_module.write_pac(POLICY, proxy="127.0.0.1:1") != pac()


def test_of_two_rules_for_one_host_the_wider_one_leads_to_the_reminder() -> None:
    one, other = POLICY.platforms[:2]
    exact, wide = (HostRule(host=Hostname("two.test"), kind=HostKind.SITE, below=below) for below in (False, True))
    platforms = (
        msgspec.structs.replace(one, hosts=(wide,)),
        msgspec.structs.replace(other, hosts=(exact,)),
    )
    for order in (platforms, platforms[::-1]):
        assert '{"two.test":1}' in pac(msgspec.structs.replace(POLICY, platforms=order, never_listed=()))
