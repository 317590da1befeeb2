import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisory_server.multipart import MultipartError, Part, boundary_of, parts_of

B = b"----x"


def body(*parts: bytes, end: bytes = b"------x--\r\n") -> bytes:
    return b"".join(b"------x\r\n" + part + b"\r\n" for part in parts) + end


def typed(name: str = "a", more: str = "") -> bytes:
    return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode()


@pytest.mark.parametrize(
    ("content_type", "boundary"),
    [
        ("multipart/form-data; boundary=----WebKitFormBoundaryAb1", b"----WebKitFormBoundaryAb1"),
        ('Multipart/Form-Data;boundary="a b"', None),
        ('multipart/form-data; boundary="a:b"', b"a:b"),
        ("multipart/form-data; boundary=" + "a" * 71, None),
        ("multipart/form-data; boundary=", None),
        ("multipart/form-data", None),
        ("multipart/form-data; boundary=é", None),
        ("multipart/mixed; boundary=a", None),
        ("application/x-www-form-urlencoded", None),
        ("", None),
    ],
)
def test_the_boundary_is_what_the_heading_says(content_type: str, boundary: bytes | None) -> None:
    assert boundary_of(content_type) == boundary


_NAMES = st.text("abcxyz-_ é'", max_size=12)
_PARTS = st.lists(st.builds(Part, name=_NAMES, file_name=st.none() | _NAMES, content=st.binary()), max_size=20)


def written(part: Part) -> bytes:
    more = "" if part.file_name is None else f'; filename="{part.file_name}"'
    return typed(part.name, more) + part.content


@given(_PARTS.filter(lambda parts: all(b"\r\n------x" not in b"\r\n" + part.content for part in parts)))
def test_every_form_comes_apart_as_it_was_put_together(parts: list[Part]) -> None:
    whole = body(*map(written, parts))
    assert parts_of(whole, B) == tuple(parts)
    for cut in range(0, len(whole), 7):
        if whole[:cut].startswith(b"------x"):
            before = parts_of(whole[:cut], B, whole=False)
            assert before == tuple(parts)[: len(before)]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        pytest.param(b"", "boundary", id="empty"),
        pytest.param(b"preamble\r\n" + body(typed()), "boundary", id="a preamble"),
        pytest.param(body(typed() + b"1", end=b""), "cut off", id="cut off"),
        pytest.param(body(typed() + b"1", end=b"------x--\r\nmore"), "cut off", id="an epilogue"),
        pytest.param(body(b"no heading"), "heading", id="no heading"),
        pytest.param(body(b"Content-Type: text/plain\r\n\r\n1"), "heading", id="no name"),
        pytest.param(body(b"Content-Encoding: gzip\r\n" + typed()), "heading", id="Content-Encoding"),
        pytest.param(
            body(b"Content-Transfer-Encoding: base64\r\n" + typed()), "heading", id="Content-Transfer-Encoding"
        ),
        pytest.param(body(b"content-encoding:gzip\r\n" + typed()), "heading", id="in small letters"),
        pytest.param(body(typed()[:-2] + typed()), "heading", id="a heading twice"),
        pytest.param(body(typed(more="; filename*=utf-8''x")), "heading", id="another parameter"),
        pytest.param(body(typed("a" * 3_000)), "heading", id="a long heading"),
        pytest.param(body(b'Content-Disposition: form-data; name="\xff"\r\n\r\n'), "text", id="no text"),
        pytest.param(body(*[typed()] * 25), "more than", id="many fields"),
    ],
)
def test_what_is_no_form_is_refused(sent: bytes, said: str) -> None:
    with pytest.raises(MultipartError, match=said):
        parts_of(sent, B)


def test_what_is_read_when_more_is_to_come_is_each_whole_field() -> None:
    assert [part.name for part in parts_of(body(typed("a") + b"1", typed("b"), end=b""), B, whole=False)] == ["a"]
