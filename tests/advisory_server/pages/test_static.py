"""Style, tones and icon: known names alone, asked for again, sent again only when changed."""

from pathlib import Path

import msgspec
import pytest

from advisory_server.pages.static import FILES
from advisory_server.school import School
from school_policy.school_colour import palette_of
from tests.advisory_server.pages.site import POLICY, SCHOOL, a_site

NAMES = {
    "owntime.css": "text/css; charset=utf-8",
    "school.css": "text/css; charset=utf-8",
    "owntime.svg": "image/svg+xml",
}


@pytest.mark.parametrize("name", NAMES)
async def test_a_file_comes_with_its_type_and_again_only_when_changed(tmp_path: Path, name: str) -> None:
    async with a_site(tmp_path) as site:
        first = await site.get(f"/static/{name}")
        again = await site.get(f"/static/{name}", headers={"If-None-Match": first.header("ETag")})
        other = await site.get(f"/static/{name}", headers={"If-None-Match": '"another"'})
    assert (first.status, first.header("Content-Type")) == (200, NAMES[name])
    assert first.header("Cache-Control") == "no-cache"
    assert (again.status, again.body, again.header("ETag")) == (304, b"", first.header("ETag"))
    assert other == first


async def test_the_tones_are_those_of_the_policy_in_force(tmp_path: Path) -> None:
    red = msgspec.structs.replace(POLICY, school=msgspec.structs.replace(POLICY.school, colour="#7a1530"))
    answers = []
    for number, school in enumerate([SCHOOL, School(policy=red)]):
        async with a_site(tmp_path / str(number), school=school) as site:
            answers.append(await site.get("/static/school.css"))
    assert [answer.body.decode() for answer in answers] == [palette_of("#1d4e89"), palette_of("#7a1530")]
    assert answers[0].header("ETag") != answers[1].header("ETag")


@pytest.mark.parametrize(
    "name",
    [
        "other.css",
        "OWNTIME.CSS",
        "..%2Fstatic.py",
        "owntime.css%00",
        "__init__.py",
        "owntime.css/",
        "a%2Fb",
    ],
)
async def test_no_other_name_is_there(tmp_path: Path, name: str) -> None:
    async with a_site(tmp_path) as site:
        assert (await site.get(f"/static/{name}")).status == 404


def test_the_style_loads_nothing_from_anywhere() -> None:
    style = FILES["owntime.css"].body
    assert b"url(" not in style
    assert b"@import" not in style
    assert b"script" not in FILES["owntime.svg"].body
