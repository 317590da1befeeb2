"""Plain data into typed values with every error at once: msgspec checks each value, this finds them all."""

from typing import Any, get_args, get_origin

import msgspec

from school_policy.toml_source import Path, TomlSource, did_you_mean

_PLAIN_WORDS = {
    "str": "text",
    "int": "a whole number",
    "bool": "true or false",
    "float": "a number",
    "array": "a list",
    "object": "a table",
    "date": "a date such as 2026-09-01",
    "null": "nothing",
}


def read_table[T: msgspec.Struct](source: TomlSource, data: Any, shape: type[T], path: Path) -> T | None:
    """Turn one table into `shape`; note every problem in the source and return None if there was any.

    Unknown and missing keys and values of the wrong type are problems; tables inside are read in turn.
    """
    if not isinstance(data, dict):
        source.complain(path, f"{_name(path)} must be a table")
        return None
    fields = {field.encode_name: field for field in msgspec.structs.fields(shape)}
    before = len(source.problems)
    for key in data.keys() - fields.keys():
        source.complain((*path, key), f'unknown key "{key}"{did_you_mean(key, sorted(fields))}')
    values: dict[str, Any] = {}
    for key, field in fields.items():
        if key in data:
            values[field.name] = _read_value(source, data[key], field.type, (*path, key))
        elif field.required:
            source.complain(path, f'{_name(path)} needs the key "{key}"')
    return shape(**values) if len(source.problems) == before else None


def _read_value(source: TomlSource, data: Any, wanted: Any, path: Path) -> Any:
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return read_table(source, data, wanted, path)
    if get_origin(wanted) is tuple and isinstance(data, list):
        return tuple(
            _read_value(source, item, get_args(wanted)[0], (*path, index)) for index, item in enumerate(data)
        )
    try:
        return msgspec.convert(data, wanted)
    except msgspec.ValidationError as error:
        source.complain(path, f"{_name(path)}: {_in_plain_words(str(error))}")
        return None


def _in_plain_words(message: str) -> str:
    message = message.partition(" - at ")[0]
    for technical, plain in _PLAIN_WORDS.items():
        message = message.replace(f"`{technical}`", plain)
    return message.replace("Expected", "expected", 1)


def _name(path: Path) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    return f"[{'.'.join(names)}]" if names else "the file"
