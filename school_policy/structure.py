"""Plain data into typed values with every error at once: msgspec checks each value, this finds them all."""

from difflib import get_close_matches
from functools import cache
from types import NoneType, UnionType
from typing import Any, Protocol, get_args, get_origin

import msgspec

Path = tuple[str | int, ...]
"""The way to a value: keys of tables and indexes of arrays, from the top."""


class Source(Protocol):
    """Where the data came from; it knows the place of each value."""

    def complain(self, path: Path, message: str) -> None:
        """Note a problem at a value."""


_WRONG = object()

_PLAIN_WORDS = {
    "str | array": "text or a list",
    "str": "text",
    "int": "a whole number",
    "bool": "true or false",
    "float": "a number",
    "array": "a list",
    "object": "a table",
    "date": "a date such as 2026-09-01",
    "datetime": "a date with a time of day",
    "time": "a time of day",
    "null": "nothing",
}


def read_table[T: msgspec.Struct](source: Source, data: Any, shape: type[T], path: Path) -> T | None:
    """Turn one table into `shape`; note every problem in the source and return None if it cannot be one.

    Unknown and missing keys and values of the wrong type are problems; tables inside are read in turn. An
    unknown key is a problem that does not hide what else is wrong.
    """
    if not isinstance(data, dict):
        source.complain(path, f"{_name(path)} must be a table")
        return None
    fields = _fields(shape)
    sound = True
    for key in data.keys() - fields.keys():
        source.complain((*path, key), f'unknown key "{key}"{did_you_mean(key, sorted(fields))}')
    values: dict[str, Any] = {}
    for key, field in fields.items():
        if key in data:
            values[field.name] = _read_value(source, data[key], field.type, (*path, key))
            sound = sound and values[field.name] is not _WRONG
        elif field.required:
            sound = False
            source.complain(path, f'{_name(path)} needs the key "{key}"')
    return shape(**values) if sound else None


@cache
def _fields(shape: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the fields of a shape by their keys: an imported list may have thousands of tables of one shape."""
    return {field.encode_name: field for field in msgspec.structs.fields(shape)}


def did_you_mean(word: str, known: list[str]) -> str:
    """Return " (did you mean …?)" for a word that is close to a known one, else nothing."""
    close = get_close_matches(word, known, n=1)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _read_value(source: Source, data: Any, wanted: Any, path: Path) -> Any:
    """Return the value as wanted, or _WRONG after complaining."""
    wanted = wanted if data is None else _without_none(wanted)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        table = read_table(source, data, wanted, path)
        return _WRONG if table is None else table
    if get_origin(wanted) is tuple and isinstance(data, list):
        items = [_read_value(source, item, get_args(wanted)[0], (*path, index)) for index, item in enumerate(data)]
        return _WRONG if _WRONG in items else tuple(items)
    try:
        return msgspec.convert(data, wanted)
    except msgspec.ValidationError as error:
        source.complain(path, f"{_name(path)}: {_in_plain_words(str(error))}")
        return _WRONG


def _without_none(wanted: Any) -> Any:
    """Return X where X or None is wanted, so that a table or list that may be left out is walked like any."""
    if get_origin(wanted) is not UnionType:
        return wanted
    others = [kind for kind in get_args(wanted) if kind is not NoneType]
    return others[0] if len(others) == 1 else wanted


def _in_plain_words(message: str) -> str:
    message = message.partition(" - at ")[0].replace(" | null`", "`")
    for technical, plain in _PLAIN_WORDS.items():
        message = message.replace(f"`{technical}`", plain)
    message = message.replace("Invalid RFC3339 encoded date", f"expected {_PLAIN_WORDS['date']}, got other text")
    return message.replace("Expected", "expected", 1)


def _name(path: Path) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return f"[{'.'.join(names)}]" if names else "the file"
