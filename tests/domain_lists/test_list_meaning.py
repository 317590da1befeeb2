import pytest

from domain_lists.catalogue import read_catalogue
from school_policy.toml_source import TomlError

NEVER = """[[group]]
reason = "banks"
hosts = ["bank.test"]
hosts_exact = ["shop.test"]
"""


def tube(body: str, *, front_page: str = "https://tube.test/", platform: str = "tube") -> str:
    """Give one platform; the body begins at line 5."""
    return f'[[platform]]\nid = "{platform}"\nname = "{platform}"\nfront_page = "{front_page}"\n{body}\n'


def problems(texts: dict[str, str]) -> list[tuple[str, int, str]]:
    with pytest.raises(TomlError) as wrong:
        read_catalogue(texts)
    return [(problem.file, problem.line, problem.message) for problem in wrong.value.problems]


SITE = 'sites = ["tube.test"]\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        pytest.param(
            tube(SITE + 'assets = ["10.0.0.1"]'),
            6,
            "\"10.0.0.1\" is not a host: '10.0.0.1' is an IP address, not a host name",
            id="an IP address",
        ),
        pytest.param(
            tube(SITE + 'assets = ["https://cdn.test/"]'),
            6,
            '"https://cdn.test/" is not a host: ',
            id="a URL for a host",
        ),
        pytest.param(tube(SITE + 'assets = ["*.cdn.test"]'), 6, '"*.cdn.test" is not a host: ', id="an asterisk"),
        pytest.param(tube(SITE + 'assets = ["a..test"]'), 6, '"a..test" is not a host: ', id="two dots"),
        pytest.param(
            tube(SITE + 'assets = ["com"]'),
            6,
            '"com" is a single word, which would stand for every name that ends in it',
            id="a single word",
        ),
        pytest.param(
            tube('sites = [\n    "tube.test",\n    "TUBE.test.",\n]'),
            7,
            "tube.test is listed twice; it stands first at video.toml:6",
            id="a host twice, in another spelling",
        ),
        pytest.param(
            tube(SITE + 'sites_exact = ["tube.test"]'),
            6,
            "tube.test is listed twice; it stands first at video.toml:5",
            id="a host twice, once exact",
        ),
        pytest.param(
            tube(SITE + 'assets = ["tube.test"]'),
            6,
            "tube.test is a site or an asset, not both; it is a site at video.toml:5",
            id="a site and an asset at once",
        ),
        pytest.param(
            tube(SITE, front_page="http://tube.test/"),
            4,
            'the front page "http://tube.test/" must be an https URL',
            id="a front page without TLS",
        ),
        pytest.param(
            tube(SITE, front_page="tube.test"),
            4,
            'the front page "tube.test" is no URL with a host',
            id="a front page that is no URL",
        ),
        pytest.param(
            tube(SITE, front_page="https://other.test/"),
            4,
            "the front page is on other.test, which is no site of this platform",
            id="a front page elsewhere",
        ),
        pytest.param(
            tube('sites_exact = ["tube.test"]', front_page="https://www.tube.test/"),
            4,
            "the front page is on www.tube.test, which is no site of this platform",
            id="a front page below an exact host",
        ),
        pytest.param(
            tube(SITE + 'assets = ["img.tube.test"]', front_page="https://img.tube.test/"),
            4,
            "the front page is on img.tube.test, which is no site of this platform",
            id="a front page on an asset host",
        ),
        pytest.param(
            tube(SITE + 'embed_hosts = ["player.test"]'),
            6,
            "the embed host player.test is not listed under this platform",
            id="an embed host that is not listed",
        ),
        pytest.param(
            tube(SITE + 'embed_hosts = ["10.0.0.1"]'), 6, '"10.0.0.1" is not a host: ', id="a wrong embed host"
        ),
        pytest.param(
            tube(SITE + 'embed_paths = ["embed/"]'),
            6,
            '"embed/" must be a path that begins with / and has no ?, # or space',
            id="a path without a slash",
        ),
        pytest.param(
            tube(SITE + 'login_paths = ["/oauth?x=1"]'),
            6,
            '"/oauth?x=1" must be a path that begins with / and has no ?, # or space',
            id="a path with a query",
        ),
        pytest.param(
            tube(SITE + 'embed_paths = ["/*/"]'), 6, '"/*/" would stand for every page', id="a path for every page"
        ),
        pytest.param(
            tube(SITE, platform="Tube Co"),
            2,
            'the id "Tube Co" must be of small letters, digits and hyphens, as in ask-fm',
            id="a platform id with a space",
        ),
        pytest.param(
            tube(SITE).replace('name = "tube"', 'name = " "'), 3, "the name is empty", id="an empty name"
        ),
        pytest.param(
            tube(SITE + 'assets = ["www.bank.test"]'),
            6,
            "www.bank.test may not be listed, as bank.test never is: banks (never_listed.toml:3)",
            id="below a never-listed host",
        ),
        pytest.param(
            tube(SITE + 'assets = ["bank.test"]'),
            6,
            "bank.test may not be listed, as bank.test never is: banks (never_listed.toml:3)",
            id="a never-listed host",
        ),
        pytest.param(
            tube(SITE + 'assets_exact = ["shop.test"]'),
            6,
            "shop.test may not be listed, as shop.test never is: banks (never_listed.toml:4)",
            id="a host that is never listed by itself",
        ),
    ],
)
def test_a_list_that_means_nothing_sound_is_refused_at_its_line(text: str, line: int, message: str) -> None:
    ((file, found_line, found),) = problems({"video.toml": text, "never_listed.toml": NEVER})
    assert (file, found_line) == ("video.toml", line)
    assert found.startswith(message)


def test_the_same_list_without_the_mistakes_is_accepted() -> None:
    text = tube(SITE + 'assets = ["img.tube.test"]\nembed_hosts = ["img.tube.test"]\nembed_paths = ["/*/embed"]')
    catalogue = read_catalogue({"video.toml": text, "never_listed.toml": NEVER})
    assert [rule.host for rule in catalogue.platforms[0].hosts] == ["tube.test", "img.tube.test"]


def test_a_name_below_a_host_that_is_never_listed_by_itself_only_may_be_listed() -> None:
    text = tube(SITE + 'assets = ["img.shop.test"]')
    catalogue = read_catalogue({"video.toml": text, "never_listed.toml": NEVER})
    assert catalogue.platforms[0].hosts[-1].host == "img.shop.test"


def test_a_host_of_two_platforms_is_refused_and_both_places_are_named() -> None:
    texts = {"social.toml": tube(SITE), "video.toml": tube(SITE, platform="clips")}
    assert problems(texts) == [
        ("video.toml", 5, 'tube.test belongs to one platform only; it is "tube" at social.toml:5')
    ]


def test_a_platform_id_in_two_files_is_refused_and_both_places_are_named() -> None:
    texts = {
        "social.toml": tube(SITE),
        "video.toml": tube('sites = ["clips.test"]', front_page="https://clips.test/"),
    }
    assert problems(texts) == [("video.toml", 2, 'the id "tube" is taken; it stands first at social.toml:2')]


def test_a_never_listed_host_twice_is_refused() -> None:
    text = NEVER + '\n[[group]]\nreason = "unions"\nhosts = ["Bank.test"]\n'
    assert problems({"never_listed.toml": text}) == [
        ("never_listed.toml", 8, "bank.test stands here twice; it stands first at never_listed.toml:3")
    ]


@pytest.mark.parametrize("host", ["uk", "10.0.0.1", "a b.test"])
def test_a_wrong_never_listed_host_is_refused(host: str) -> None:
    ((file, line, message),) = problems({"never_listed.toml": NEVER.replace("bank.test", host)})
    assert (file, line) == ("never_listed.toml", 3)
    assert message.startswith(f'"{host}" is ')


def test_a_never_listed_host_needs_a_reason() -> None:
    text = NEVER.replace("banks", " ")
    assert [message for _, _, message in problems({"never_listed.toml": text})] == [
        '"bank.test" needs the reason why it must never be listed',
        '"shop.test" needs the reason why it must never be listed',
    ]


def test_one_wrong_platform_does_not_hide_the_next() -> None:
    text = tube(SITE + 'assets = ["10.0.0.1"]') + tube(
        'sites = ["clips.test"]\nassets = ["bank.test"]', front_page="https://clips.test/", platform="clips"
    )
    places = [(file, line) for file, line, _ in problems({"video.toml": text, "never_listed.toml": NEVER})]
    assert places == [("video.toml", 6), ("video.toml", 12)]
