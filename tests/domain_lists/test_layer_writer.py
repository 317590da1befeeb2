"""Entries written into a layer's text and taken out of it: nothing else changes, byte for byte."""

import datetime as dt
import string
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.layer import Addition, Exemption, LayerHost, Move, NewPlatform, Removal
from domain_lists.layer_file import read_layer
from domain_lists.layer_writer import NoSuchEntryError, Proposal, entry_text, with_entries, without_entry
from school_policy.hostname import Hostname
from school_policy.platform import HostRule
from school_policy.vocabulary import Category, HostKind, PlatformId

TODAY = dt.date(2026, 11, 23)
SAID: dict[str, Any] = {"reason": "why", "by": "it.admin", "on": TODAY}
CLIPS = Exemption(**SAID, hosts=(LayerHost(host=Hostname("clips.test")),))
CLIPS_TEXT = '[[exempt]]\nhosts = ["clips.test"]\nreason = "why"\nby = "it.admin"\non = 2026-11-23\n'


def entries_of(text: str) -> tuple[Any, ...]:
    return read_layer(text, "lists.toml", TODAY).entries


def bare(entry: Any) -> dict[str, Any]:
    """Return what an entry says, without where it stands; hosts in any order."""
    facts = {name: getattr(entry, name) for name in entry.__struct_fields__ if name not in {"line", "lines"}}
    return facts | {"hosts": frozenset(facts["hosts"])}


def test_an_entry_is_written_as_one_writes_it_by_hand() -> None:
    chirp = Addition(
        **SAID,
        until=dt.date(2027, 7, 31),
        platform=PlatformId("chirp"),
        hosts=(
            HostRule(host=Hostname("chirp.test"), kind=HostKind.SITE),
            HostRule(host=Hostname("a.cdn.test"), kind=HostKind.ASSET, below=False),
            HostRule(host=Hostname("b.cdn.test"), kind=HostKind.ASSET, below=False),
        ),
        new=NewPlatform(name='The "Chirp"', category=Category.SOCIAL, front_page="https://chirp.test/"),
    )
    assert entry_text(chirp) == (
        '[[add]]\nplatform = "chirp"\nname = "The \\"Chirp\\""\ncategory = "social"\n'
        'front_page = "https://chirp.test/"\nsites = ["chirp.test"]\n'
        'assets_exact = [\n    "a.cdn.test",\n    "b.cdn.test",\n]\n'
        'reason = "why"\nby = "it.admin"\non = 2026-11-23\nuntil = 2027-07-31\n'
    )


SURROUNDED = """# What Ashover changes.

# Asked for by Year 4.
[[exempt]] # for lessons
hosts = ["a.test"]   # odd   spacing
# in the middle
reason = "lessons"
by = "Head"
on = 2026-11-01
# Below it.

[[remove]]
platform = "tube"
reason = "why"
by = "Head"
on = 2026-11-01"""
LEFT = """# What Ashover changes.

# Asked for by Year 4.
# Below it.

[[remove]]
platform = "tube"
reason = "why"
by = "Head"
on = 2026-11-01"""


def test_one_entry_is_taken_out_and_every_comment_around_it_stays() -> None:
    assert without_entry(SURROUNDED, 4) == LEFT


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\n",
        "# mine",
        "# mine\n",
        "# mine\n\n\n",
        "# one\r\n# two\r\n",
        "# one\r\n# two",
        SURROUNDED,
        CLIPS_TEXT,
    ],
    ids=["empty", "blank", "no end", "end", "blanks", "CRLF", "CRLF, no end", "a long one", "an entry"],
)
def test_what_was_written_and_taken_out_leaves_the_very_text(before: str) -> None:
    other = Exemption(**SAID, hosts=(LayerHost(host=Hostname("other.test")),))
    written = with_entries(before, [other])
    new = next(entry for entry in entries_of(written) if bare(entry) == bare(other))
    assert written.startswith(before)
    assert without_entry(written, new.line) == before


def test_the_first_entry_goes_with_the_blank_line_below_it() -> None:
    other = Exemption(**SAID, hosts=(LayerHost(host=Hostname("other.test")),))
    assert without_entry(with_entries("", [CLIPS, other]), 1) == entry_text(other)


@pytest.mark.parametrize("line", [0, 1, 2, 5, 99])
def test_a_line_in_which_no_entry_begins_is_refused(line: int) -> None:
    with pytest.raises(NoSuchEntryError, match=f"line {line}"):
        without_entry(f"# mine\n\n{CLIPS_TEXT}", line)


def test_an_entry_written_in_another_way_is_left_to_its_writer() -> None:
    text = 'exempt = [{ hosts = ["a.test"], reason = "why", by = "Head", on = 2026-11-01 }]\n'
    with pytest.raises(NoSuchEntryError):
        without_entry(text, entries_of(text)[0].line)


def test_an_array_in_many_lines_goes_as_a_whole() -> None:
    text = CLIPS_TEXT.replace('["clips.test"]', '[\n  "clips.test", # in\n\n]').replace("on =", "by2 =")
    assert without_entry(f"# top\n\n{text}\n# after\n", 3) == "# top\n\n# after\n"


texts = st.text(min_size=1, max_size=20).filter(str.strip).map(str.strip)
words = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
hosts = st.lists(words.map(lambda word: Hostname(f"{word}.new.test")), min_size=1, max_size=4, unique=True)
dates = st.dates(dt.date(2000, 1, 1), dt.date(2026, 1, 1))
common: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"reason": texts, "by": texts, "on": dates},
    optional={"until": st.dates(dt.date(2026, 1, 2), dt.date(2099, 1, 1))},
)


@st.composite
def proposals(draw: st.DrawFn) -> Proposal:
    said, names, below = draw(common), draw(hosts), draw(st.booleans())
    named = tuple(LayerHost(host=name, below=below) for name in names)
    platform = PlatformId(draw(words))
    kind = draw(st.sampled_from(["add", "new", "remove", "remove platform", "exempt", "move", "category"]))
    match kind:
        case "remove":
            return Removal(**said, hosts=named)
        case "remove platform":
            return Removal(**said, platform=platform)
        case "exempt":
            return Exemption(**said, hosts=named)
        case "move":
            return Move(**said, platform=platform, hosts=tuple(names))
        case "category":
            return Move(**said, platform=platform, category=draw(st.sampled_from(Category)))
    rules = [
        HostRule(host=name, kind=draw(st.sampled_from(HostKind)), below=draw(st.booleans())) for name in names
    ]
    new = None
    if kind == "new":
        rules[0] = HostRule(host=names[0], kind=HostKind.SITE)
        new = NewPlatform(
            name=draw(texts), category=draw(st.sampled_from(Category)), front_page=f"https://{names[0]}/"
        )
    source = draw(st.just("") | texts)
    return Addition(**said, platform=platform, hosts=tuple(rules), new=new, source=source)


@given(before=st.sampled_from(["", "# mine", "# mine\n", "# a\r\n", SURROUNDED]), entry=proposals())
def test_writing_then_reading_gives_the_entry_and_taking_it_out_the_old_text(before: str, entry: Proposal) -> None:
    written = with_entries(before, [entry])
    known = len(entries_of(before))
    read = [each for each in entries_of(written) if each.line > before.count("\n")]
    assert [bare(each) for each in read] == [bare(entry)]
    assert len(entries_of(written)) == known + 1
    assert without_entry(written, read[0].line) == before
