"""What is typed into the forms of the lists: read into an entry, or every error by its field."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.pages.lists.change_kinds import ADD, EXEMPT, KINDS, MOVE, REMOVE, ChangeKind
from advisory_server.pages.lists.read_change import Asked, ReadChange
from advisory_server.pages.lists.typed import ONLY, Typed
from domain_lists.catalogue import Catalogue
from domain_lists.layer import Addition, Exemption, LayerHost, Move, NewPlatform, Removal
from domain_lists.layer_file import read_layer
from domain_lists.layer_writer import with_entries
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId

TODAY = dt.date(2026, 11, 23)
FACEBOOK = Platform(
    id=PlatformId("facebook"),
    name="Facebook",
    category=Category.SOCIAL,
    front_page="https://facebook.com/",
    hosts=(),
)
ASKED = Asked(by="it.admin", today=TODAY, catalogue=Catalogue(platforms=(FACEBOOK,), never_listed=()))
SAID: dict[str, Any] = {"reason": "why", "by": "it.admin", "on": TODAY}
CHIRP = {"hosts": "chirp.example", "platform": "facebook", "reason": "why"}
NEW = {**CHIRP, "platform": "", "name": "Chirp", "category": "social"}


def read(kind: ChangeKind, fields: dict[str, str]) -> ReadChange:
    return kind.read(Typed(**fields), ASKED)


@pytest.mark.parametrize(
    ("kind", "fields", "entry"),
    [
        pytest.param(
            ADD,
            {
                **CHIRP,
                "hosts": " Chirp.Example. \n\nb.example\nchirp.example:443\n",
                "reason": "  why\t",
                "until": "",
            },
            Addition(
                **SAID,
                platform=FACEBOOK.id,
                hosts=tuple(
                    HostRule(host=Hostname(name), kind=HostKind.SITE) for name in ("chirp.example", "b.example")
                ),
            ),
            id="hosts as people write them, each once",
        ),
        pytest.param(
            ADD,
            {
                **NEW,
                "name": " Chirp  Café! ",
                "kind": "asset",
                "reach": ONLY,
                "front_page": " https://chirp.example/a ",
            },
            Addition(
                **SAID,
                platform=PlatformId("chirp-cafe"),
                hosts=(HostRule(host=Hostname("chirp.example"), kind=HostKind.ASSET, below=False),),
                new=NewPlatform(
                    name="Chirp Café!", category=Category.SOCIAL, front_page="https://chirp.example/a"
                ),
            ),
            id="a new platform",
        ),
        pytest.param(
            EXEMPT,
            {"hosts": "a.example", "reason": "why", "until": "2027-07-31"},
            Exemption(**SAID, until=dt.date(2027, 7, 31), hosts=(LayerHost(host=Hostname("a.example")),)),
            id="exempt until a day",
        ),
        pytest.param(
            REMOVE,
            {"hosts": "a.example", "reason": "why", "reach": ONLY},
            Removal(**SAID, hosts=(LayerHost(host=Hostname("a.example"), below=False),)),
            id="remove that very host",
        ),
        pytest.param(
            REMOVE,
            {"platform": "facebook", "reason": "why"},
            Removal(**SAID, platform=FACEBOOK.id),
            id="remove a platform",
        ),
        pytest.param(
            MOVE,
            {"hosts": "a.example", "platform": "facebook", "reason": "why"},
            Move(**SAID, platform=FACEBOOK.id, hosts=(Hostname("a.example"),)),
            id="move a host",
        ),
        pytest.param(
            MOVE,
            {"category": "video", "platform": "facebook", "reason": "why"},
            Move(**SAID, platform=FACEBOOK.id, category=Category.VIDEO),
            id="move a platform",
        ),
    ],
)
def test_what_is_typed_becomes_an_entry(kind: ChangeKind, fields: dict[str, str], entry: object) -> None:
    assert read(kind, fields) == ReadChange(entry=entry, problems={})  # type: ignore[arg-type]


WRONG: list[tuple[ChangeKind, dict[str, str], dict[str, str]]] = [
    (ADD, {}, {"hosts": "Name a host", "platform": "Choose a platform", "reason": "Say why"}),
    (ADD, {**CHIRP, "hosts": "https://chirp.example/x"}, {"hosts": "write the host alone, chirp.example"}),
    (ADD, {**CHIRP, "hosts": "chirp.example/x"}, {"hosts": "write the host alone, chirp.example"}),
    (ADD, {**CHIRP, "hosts": "//["}, {"hosts": "write the host alone"}),
    (ADD, {**CHIRP, "hosts": "10.0.0.1"}, {"hosts": "IP address"}),
    (ADD, {**CHIRP, "hosts": "ok.example\n*.example.com"}, {"hosts": "“*.example.com” is no host"}),
    (ADD, {**CHIRP, "hosts": "com"}, {"hosts": "single word"}),
    (ADD, {**CHIRP, "name": "Chirp"}, {"name": "one of the two"}),
    (ADD, {**NEW, "name": "Facebook", "category": ""}, {"name": "Facebook already", "category": "Choose"}),
    (ADD, {**NEW, "name": "€"}, {"name": "letters of the English alphabet"}),
    (ADD, {**NEW, "name": "x" * 61}, {"name": "60 characters"}),
    (ADD, {**CHIRP, "platform": "no-such"}, {"platform": "not in the lists any more"}),
    (ADD, {**CHIRP, "kind": "x", "reach": "x"}, {"kind": "Choose", "reach": "how far"}),
    (EXEMPT, {"hosts": "a.example", "reason": "why", "until": "soon"}, {"until": "Write the day"}),
    (EXEMPT, {"hosts": "a.example", "reason": "why", "until": "2026-11-23"}, {"until": "That day is over"}),
    (EXEMPT, {"hosts": "a.example", "reason": "x" * 201}, {"reason": "200 characters"}),
    (EXEMPT, {"hosts": "a.example", "reason": "a\x00b"}, {"reason": "characters"}),
    (REMOVE, {"reason": "why"}, {"hosts": "Name a host"}),
    (REMOVE, {**CHIRP}, {"platform": "one of the two"}),
    (MOVE, {"hosts": "a.example", "reason": "why"}, {"platform": "Choose the platform"}),
    (MOVE, {**CHIRP, "category": "video"}, {"category": "one of the two"}),
    (MOVE, {"platform": "facebook", "category": "x", "reason": "why"}, {"category": "Choose"}),
]


@pytest.mark.parametrize(("kind", "fields", "said"), WRONG)
def test_every_error_is_told_by_its_field_and_nothing_else_is(
    kind: ChangeKind, fields: dict[str, str], said: dict[str, str]
) -> None:
    found = read(kind, fields)
    assert found.entry is None
    assert found.problems.keys() == said.keys()
    for field, words in said.items():
        assert words in " ".join(found.problems[field])


any_text = st.text(max_size=30)
any_typed = st.fixed_dictionaries(
    {
        "hosts": st.one_of(any_text, st.just("a.example\nb.example")),
        "reason": st.one_of(any_text, st.just("why")),
        "platform": st.sampled_from(["", "facebook"]),
        "name": st.one_of(st.just(""), any_text),
        "category": st.sampled_from(["", "social"]),
        "until": st.one_of(st.just(""), st.just("2027-07-31"), any_text),
    }
)


@given(kind=st.sampled_from(KINDS), fields=any_typed)
def test_whatever_is_typed_is_told_to_be_wrong_or_stands_in_the_file_as_it_was_read(
    kind: ChangeKind, fields: dict[str, str]
) -> None:
    found = read(kind, fields)
    assert (found.entry is None) == bool(found.problems)
    if found.entry is not None:
        (written,) = read_layer(with_entries("", [found.entry]), "lists.toml", TODAY).entries
        assert (written.reason, written.by, written.on) == (found.entry.reason, "it.admin", TODAY)
