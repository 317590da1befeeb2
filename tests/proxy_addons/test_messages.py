"""The shipped catalogues: whole, right, and just what their sources say."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
LOCALE = Path("proxy_addons") / "locale"
WELSH = LOCALE / "cy" / "LC_MESSAGES" / "owntime.po"
LANGUAGES = [path.parts[-3] for path in sorted((ROOT / LOCALE).glob("*/LC_MESSAGES/owntime.po"))]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def catalog(language: str, text: str | None = None) -> Catalog:
    content = text or (ROOT / LOCALE / language / "LC_MESSAGES" / "owntime.po").read_text("utf-8")
    return read_po(iter(content.splitlines(keepends=True)), locale=language)


def forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


def faults(found: Catalog) -> list[str]:
    """Whatever keeps a catalogue from being whole."""
    return [
        f"{message.id}: {fault}"
        for message in found
        if message.id
        for fault, is_so in (
            ("fuzzy", message.fuzzy),
            ("empty", not all(forms(message.string))),
            ("as the English", message.string == message.id),
            (
                "placeholders",
                any(
                    set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(forms(message.id)[0]))
                    for form in forms(message.string)
                ),
            ),
            (
                "an end of its own",
                {form.strip()[-1:] in ".:?" for form in forms(message.string)} != {_ends(message.id)},
            ),
        )
        if is_so
    ]


def _ends(message: str | tuple[str, ...] | list[str]) -> bool:
    return forms(message)[0][-1] in ".:?"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_of_a_shipped_language_is_translated(language: str) -> None:
    found = catalog(language)
    template = read_po(iter((ROOT / LOCALE / "owntime.pot").read_text("utf-8").splitlines(keepends=True)))
    assert {str(message.id) for message in found} == {str(message.id) for message in template}
    assert len(template) > 50
    assert faults(found) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgstr "Ewch yn ôl"', 'msgstr ""', "Go back: empty"),
        ('msgid "Go back"', '#, fuzzy\nmsgid "Go back"', "Go back: fuzzy"),
        ('msgstr "Ewch yn ôl"', 'msgstr "Go back"', "Go back: as the English"),
        ('msgstr "Mae\'n %(time)s."', 'msgstr "Mae\'n %(amser)s."', "It is %(time)s.: placeholders"),
        ('msgstr "Ewch yn ôl"', 'msgstr "Ewch yn ôl."', "Go back: an end of its own"),
    ],
    ids=["empty", "fuzzy", "English", "placeholder", "end"],
)
def test_a_message_that_is_not_translated_is_found(old: str, new: str, fault: str) -> None:
    text = (ROOT / WELSH).read_text("utf-8")
    assert text.count(old) == 1
    found = faults(catalog("cy", text.replace(old, new)))
    assert fault in found
    assert {each.rpartition(": ")[0] for each in found} == {fault.rpartition(": ")[0]}


def test_welsh_in_the_formal_chi() -> None:
    """A school writes to its staff as "chi"; "ti", "dy" and "dos" are for a child or a friend."""
    familiar = re.compile(r"\b(ti|dy|dos|cer|gad|cadwa|dweda|paid|rwyt|wyt)\b")
    texts = [form for message in catalog("cy") if message.id for form in forms(message.string)]
    assert [text for text in texts if familiar.search(text.lower())] == []
    assert familiar.search("paid ag ateb dy hun")


# What `make messages` makes


@pytest.fixture
def renewed(tmp_path: Path) -> Callable[[Callable[[Path], None]], list[str]]:
    """Copy the sources, do something to them, run what `make messages` runs, and name what differs from ours."""

    def renew(change: Callable[[Path], None]) -> list[str]:
        shutil.copytree(ROOT / "proxy_addons", tmp_path / "proxy_addons")
        shutil.copy(ROOT / "pyproject.toml", tmp_path)
        change(tmp_path)
        babel = Path(sys.executable).with_name("pybabel")
        command = ["sh", str(ROOT / ".ci" / "messages")]
        subprocess.run(command, cwd=tmp_path, env={"PYBABEL": str(babel), "PATH": "/usr/bin:/bin"}, check=True)
        ours = [path for path in (ROOT / LOCALE).rglob("*") if path.is_file()]
        assert len(ours) == 1 + 2 * len(LANGUAGES)
        return sorted(
            path.name for path in ours if path.read_bytes() != (tmp_path / path.relative_to(ROOT)).read_bytes()
        )

    return renew


def edit(path: str | Path, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / path).read_text("utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new), "utf-8")

    return change


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        pytest.param(lambda _folder: None, [], id="nothing changed"),
        pytest.param(edit("proxy_addons/templates/page.html", "utf-8", "UTF-8"), [], id="no message"),
        pytest.param(
            edit("proxy_addons/templates/reminder.html", "%}Go back{%", "%}Go home{%"),
            ["owntime.mo", "owntime.po", "owntime.pot"],
            id="a message of a page",
        ),
        pytest.param(
            edit("proxy_addons/time_words.py", '_("Monday")', '_("Mon")'),
            ["owntime.mo", "owntime.po", "owntime.pot"],
            id="a message of Python",
        ),
        pytest.param(edit(WELSH, '"Ewch yn ôl"', '"Nôl"'), ["owntime.mo", "owntime.po"], id="a translation"),
    ],
)
def test_the_catalogues_are_just_what_their_sources_say(
    renewed: Callable[[Callable[[Path], None]], list[str]], change: Callable[[Path], None], differs: list[str]
) -> None:
    assert renewed(change) == differs, "run make messages"
