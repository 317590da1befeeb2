"""What the server signs, a device verifies; and nothing else."""

import base64

import pytest

from advisory_server.signing import Signer, new_key
from proxy_addons.verifying import verify
from school_policy.publication import PublicationError, Sealed, text_to_sign
from tests.proxy_addons.publications import OTHER_SIGNER, SIGNER, statement_of

GOOD = SIGNER.seal(statement_of())
NOT_OURS = "its signature is not of the key"


def flipped(content: bytes, at: int) -> bytes:
    """Return the content with one bit of one byte turned over."""
    return content[:at] + bytes([content[at] ^ (1 << at % 8)]) + content[at + 1 :]


def refused(sealed: Sealed, key: str = SIGNER.public) -> bool:
    try:
        verify(sealed, key)
    except PublicationError as problem:
        return str(problem).startswith(NOT_OURS)
    return False


def test_what_was_signed_is_what_is_read() -> None:
    assert verify(GOOD, SIGNER.public) == statement_of()


def test_a_new_key_signs_what_its_public_half_verifies() -> None:
    one, other = (Signer(base64.b64decode(new_key())) for _ in range(2))

    assert verify(one.seal(statement_of()), one.public) == statement_of()
    assert refused(one.seal(statement_of()), other.public)


def test_a_bit_turned_over_anywhere_in_the_statement_is_found() -> None:
    sealed = [Sealed(statement=flipped(GOOD.statement, at), signature=GOOD.signature) for at in range(200)]

    assert len(GOOD.statement) > 200
    assert [at for at, each in enumerate(sealed) if not refused(each)] == []


def test_a_bit_turned_over_anywhere_in_the_signature_is_found() -> None:
    sealed = [Sealed(statement=GOOD.statement, signature=flipped(GOOD.signature, at)) for at in range(64)]

    assert [at for at, each in enumerate(sealed) if not refused(each)] == []


BAD = [
    pytest.param(OTHER_SIGNER.seal(statement_of()), id="signed by another key"),
    pytest.param(Sealed(statement=GOOD.statement, signature=b""), id="not signed"),
    pytest.param(Sealed(statement=GOOD.statement, signature=GOOD.signature[:-1]), id="a signature cut short"),
    pytest.param(Sealed(statement=GOOD.statement[:-1], signature=GOOD.signature), id="a statement cut short"),
    pytest.param(Sealed(statement=GOOD.statement + b" ", signature=GOOD.signature), id="a space more"),
    pytest.param(Sealed(statement=b"", signature=b""), id="nothing at all"),
]


@pytest.mark.parametrize("sealed", BAD)
def test_what_the_key_did_not_sign_is_refused(sealed: Sealed) -> None:
    assert refused(sealed)


@pytest.mark.parametrize("key", ["", "AAAA", "no base64", OTHER_SIGNER.public])
def test_a_key_that_is_another_or_none_trusts_nothing(key: str) -> None:
    assert refused(GOOD, key)


def test_other_texts_that_the_key_signed_are_no_statements() -> None:
    assert text_to_sign(GOOD.statement) != GOOD.statement
    without_prefix = Sealed(statement=GOOD.statement, signature=SIGNER._key.sign(GOOD.statement))  # noqa: SLF001

    assert refused(without_prefix)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 100_000,
        GOOD.statement[:-1] + b',"x":1}',
        GOOD.statement.replace(b"Z", b""),
    ],
    ids=["nothing", "a list", "an empty object", "no text", "nested beyond reason", "a field more", "no zone"],
)
def test_what_is_signed_and_no_statement_is_refused(text: bytes) -> None:
    signed = Sealed(statement=text, signature=SIGNER._key.sign(text_to_sign(text)))  # noqa: SLF001

    with pytest.raises(PublicationError):
        verify(signed, SIGNER.public)
