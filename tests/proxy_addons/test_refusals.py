import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy_addons.refusals import Refusals, Refuser, fingerprint
from school_policy.vocabulary import ClientId
from tests.proxy_addons.client_hello import hello
from tests.proxy_addons.sample import ANNE, BEN, FACEBOOK, YOUTUBE, at

CURL = Refuser(client=ANNE, fingerprint="curl", platform=FACEBOOK)
GREASE = [0x0A0A + 0x1010 * step for step in range(16)]


@pytest.mark.parametrize(
    ("noted", "asked", "passes"),
    [
        ([], "10:42", False),
        (["10:42"], "10:42", False),
        (["10:42", "10:42"], "10:42", True),
        (["10:42", "11:42"], "2026-11-24T10:41:59", True),  # a day from the first of the two
        (["10:42", "11:42"], "2026-11-24T10:42", False),
        (["10:42", "11:42", "11:43"], "2026-11-24T11:41", True),  # the latest two count
        (["10:42", "2026-11-24T10:42"], "2026-11-24T10:43", False),  # one a day is none
        (["10:42", "10:43"], "10:00", False),  # the clock was set back
    ],
)
def test_two_refusals_within_a_day_let_a_program_through(*, noted: list[str], asked: str, passes: bool) -> None:
    refusals = Refusals()
    for moment in noted:
        refusals.note(CURL, at(moment), outright=False)
    assert refusals.passes(CURL, at(asked)) is passes


@pytest.mark.parametrize(
    ("accepted", "asked", "passes"),
    [
        (None, "10:43", True),
        (None, "2026-11-24T10:42", False),
        ("10:41", "10:43", False),  # it knows us: one refusal may be a tab closed at the wrong moment
        ("2026-11-22T10:42", "10:43", True),  # a day ago is too long
    ],
)
def test_one_outright_refusal_lets_a_program_through_that_never_accepted(
    *, accepted: str | None, asked: str, passes: bool
) -> None:
    refusals = Refusals()
    if accepted is not None:
        refusals.note_acceptance(ANNE, "curl", at(accepted))
    refusals.note(CURL, at("10:42"), outright=True)
    assert refusals.passes(CURL, at(asked)) is passes


@pytest.mark.parametrize(
    "stranger", [(BEN, "curl"), (ANNE, "chromium")], ids=["another client", "another program"]
)
def test_what_others_accept_tells_nothing_of_this_program(stranger: tuple[ClientId, str]) -> None:
    refusals = Refusals()
    refusals.note_acceptance(*stranger, at("10:41"))
    refusals.note(CURL, at("10:42"), outright=True)
    assert refusals.passes(CURL, at("10:42"))


@pytest.mark.parametrize(
    "other",
    [
        Refuser(client=BEN, fingerprint="curl", platform=FACEBOOK),
        Refuser(client=ANNE, fingerprint="chromium", platform=FACEBOOK),
        Refuser(client=ANNE, fingerprint="curl", platform=YOUTUBE),
    ],
    ids=["another client", "another program", "another platform"],
)
def test_nobody_else_is_let_through(other: Refuser) -> None:
    refusals = Refusals()
    for _ in range(2):
        refusals.note(CURL, at("10:42"), outright=True)
    assert not refusals.passes(other, at("10:42"))


def test_the_memory_is_bounded_and_the_oldest_goes() -> None:
    refusals = Refusals()
    refusers = [
        Refuser(client=ANNE, fingerprint=f"program {number}", platform=FACEBOOK) for number in range(4_097)
    ]
    for refuser in refusers:
        for _ in range(2):
            refusals.note(refuser, at("10:42"), outright=True)
    assert [refusals.passes(refuser, at("10:42")) for refuser in refusers[:2]] == [False, True]


numbers = st.lists(st.integers(0, 0xFFFF).filter(lambda number: number not in GREASE), unique=True, max_size=20)


@given(ciphers=numbers, kinds=numbers, data=st.data())
def test_grease_order_of_extensions_and_what_varies_change_nothing(
    ciphers: list[int], kinds: list[int], data: st.DataObject
) -> None:
    shuffled = data.draw(
        st.permutations([*kinds, *data.draw(st.lists(st.sampled_from([*GREASE, 0, 21, 41, 51])))])
    )
    greased = [*data.draw(st.lists(st.sampled_from(GREASE))), *ciphers]
    alpn = [b"h2", b"http/1.1"]
    assert fingerprint(ciphers, kinds, alpn) == fingerprint(greased, shuffled, alpn)


@pytest.mark.parametrize(
    "other",
    [([1, 3], [10, 13], [b"h2"]), ([2, 1], [10, 13], [b"h2"]), ([1, 2], [10], [b"h2"]), ([1, 2], [10, 13], [])],
    ids=["another cipher", "ciphers in another order", "an extension less", "no ALPN"],
)
def test_another_program_has_another_fingerprint(other: tuple[list[int], list[int], list[bytes]]) -> None:
    assert fingerprint([1, 2], [10, 13], [b"h2"]) != fingerprint(*other)


@pytest.mark.parametrize("near", [0x0A0B, 0x0A1A, 0x1A0A, 0x0B0B])
def test_what_only_looks_like_grease_counts(near: int) -> None:
    assert fingerprint([1], [10], []) != fingerprint([1, near], [10], [])


def test_one_program_is_known_again_at_another_host() -> None:
    def seen(host: str, ciphers: str = "DEFAULT") -> str:
        context = ssl.create_default_context()
        context.set_ciphers(ciphers)
        told = hello(host, context)
        return fingerprint(told.cipher_suites, [kind for kind, _ in told.extensions], told.alpn_protocols)

    assert seen("www.facebook.com") == seen("a.much-longer-name.of.facebook.com")
    assert seen("www.facebook.com") != seen("www.facebook.com", "ECDHE+AESGCM")
