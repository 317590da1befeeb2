from hypothesis import example, given
from hypothesis import strategies as st

from domain_lists.catalogue import load_catalogue, read_catalogue
from domain_lists.list_writer import comment_lines, write_platform
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId


def test_what_is_written_of_each_shipped_platform_is_read_as_the_same() -> None:
    for platform in load_catalogue().platforms:
        read = read_catalogue({f"{platform.category}.toml": write_platform(platform)}).platforms[0]
        assert set(read.hosts) == set(platform.hosts)
        fields = ("id", "name", "front_page", "embed_paths", "embed_hosts", "login_paths")
        assert [getattr(read, field) for field in fields] == [getattr(platform, field) for field in fields]


@given(st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
@example("\x7f\u2028\"'\\#")
def test_any_name_and_any_comment_can_be_written(text: str) -> None:
    platform = Platform(
        id=PlatformId("tube"),
        name=text,
        category=Category.VIDEO,
        front_page="https://tube.test/",
        hosts=(HostRule(host=Hostname("tube.test"), kind=HostKind.SITE),),
    )
    written = comment_lines([text]) + write_platform(platform, {Hostname("tube.test"): text})
    assert read_catalogue({"video.toml": written}).platforms == (platform,)
