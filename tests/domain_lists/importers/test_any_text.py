"""Whatever a file holds, each line has one fate, and what is taken is what stands there."""

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain_lists.importers import (
    Fate,
    Format,
    NameRule,
    NameSet,
    NoListError,
    Taken,
    Watch,
    open_stream,
    read_lists,
    reader_of,
)
from domain_lists.importers.line_fate import Unsupported, Wrong
from domain_lists.public_suffix import public_suffixes
from school_policy.hostname import HostnameError, normalise
from tests.domain_lists.importers.made import HOSTS

SIGNS = st.sampled_from(
    [
        *("||", "|", "@@", "^", "^$third-party", "$document", "##", "!", "#", "[", "*", "*.", ".", "/", ":", "//"),
        *("address=/", "server=/", "local=/", "ipset=/", "0.0.0.0 ", "127.0.0.1\t", "::1 ", "192.0.2.1 ", " "),
        *(" CNAME .", " CNAME rpz-passthru.", " A 0.0.0.0", "$ORIGIN ", "$TTL 60", "(", ")", ";", '"', "full:"),
        *("domain:", "keyword:", "regexp:", "include:", " @ads", " &x", "co.uk", "com", "github.io", "localhost"),
    ]
)
PIECES = st.one_of(SIGNS, SIGNS, HOSTS, st.text(st.characters(exclude_characters="\r\n"), max_size=6))
LINES = st.lists(PIECES, max_size=6).map("".join)


def stands_in(rule: NameRule, line: str) -> bool:
    """Tell whether some part of a line is the name, as other code than the readers' finds it."""
    for part in line.replace("/", " ").replace("^", " ").replace("|", " ").replace("@", " ").split():
        for start in range(len(part)):
            for end in range(start + 1, len(part) + 1):
                try:
                    if normalise(part[start:end]) == rule.host:
                        return True
                except HostnameError:
                    continue
    return False


@pytest.mark.parametrize("format_", Format)
@given(line=LINES)
def test_what_is_taken_of_a_line_stands_in_it_and_belongs_to_one_owner(format_: Format, line: str) -> None:
    fate = reader_of(format_, "domains")(line)
    for rule in fate.rules if isinstance(fate, Taken) else ():
        assert stands_in(rule, line), rule
        assert normalise(rule.host) == rule.host
        assert not public_suffixes().stands_for_many(rule.host)
        assert public_suffixes().registrable_domain(rule.host) != rule.host.rpartition(".")[2]


@pytest.mark.parametrize("format_", Format)
@given(lines=st.lists(LINES, min_size=1, max_size=8))
def test_each_line_has_one_fate_and_the_counts_add_up(format_: Format, lines: list[str]) -> None:
    told: list[tuple[int, str, Fate]] = []
    watch = Watch(on_line=lambda _, number, text, fate: told.append((number, text, fate)))
    data = "\n".join(["#", *lines, "end"]).encode("utf-8", "surrogatepass")
    with open_stream(io.BytesIO(data), "domains") as container:
        try:
            imported = read_lists(container, format_, watch)
        except NoListError:
            assert b"\0" in data
            return
    assert [number for number, _, _ in told] == list(range(1, len(lines) + 3))
    counts = imported.counts
    assert counts.lines == len(lines) + 2
    kinds = [sum(isinstance(fate, kind) for _, _, fate in told) for kind in (Taken, Unsupported, Wrong)]
    assert [counts.taken, counts.unsupported, counts.wrong] == kinds
    assert sum(number for _, number in imported.sources[0].unsupported) == counts.unsupported


@pytest.mark.parametrize("format_", [item for item in Format if item is not Format.RPZ])
@given(lines=st.lists(LINES, max_size=8), chance=st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_matter(format_: Format, lines: list[str], chance: random.Random) -> None:
    shuffled = list(lines)
    chance.shuffle(shuffled)
    assert names_of(shuffled, format_) == names_of(lines, format_)


def names_of(lines: list[str], format_: Format) -> NameSet:
    read = reader_of(format_, "domains")
    return NameSet(rule for line in lines if isinstance(fate := read(line), Taken) for rule in fate.rules)
