"""The lists and a school's layer, read together: what is shipped, what was changed, and what comes of it."""

import datetime as dt
import pathlib
from collections.abc import Callable

import msgspec

from domain_lists.catalogue import Catalogue, load_catalogue, load_lists
from domain_lists.layer import NO_LAYER, Layer
from domain_lists.layer_file import read_layer
from domain_lists.layering import apply_layer
from school_policy.toml_source import Problem, TomlError

ReadLayer = Callable[[], Layer]
"""Returns a layer. Raises TomlError with every problem."""


class LayeredLists(msgspec.Struct, frozen=True, kw_only=True):
    """Lists with a layer on a day."""

    shipped: Catalogue
    """Without the layer."""
    layer: Layer
    today: dt.date
    catalogue: Catalogue
    """With it."""


def load_layered(folder: pathlib.Path | None, layer: pathlib.Path | None, today: dt.date) -> LayeredLists:
    """Return the lists of a folder, or those that come with the program, with the layer of a file upon them.

    Raises TomlError with every problem of every file.
    """
    return layered(folder, layer_of(layer, today), today)


def layer_of(file: pathlib.Path | None, today: dt.date) -> ReadLayer:
    """Return what reads the layer of a file; without a file there is none."""
    return lambda: NO_LAYER if file is None else load_layer(file, today)


def layered(folder: pathlib.Path | None, layer: ReadLayer, today: dt.date) -> LayeredLists:
    """Return the same with a layer from wherever it is read. Raises TomlError with every problem."""
    problems: list[Problem] = []
    shipped, read = None, NO_LAYER
    try:
        shipped = load_catalogue() if folder is None else load_lists(folder)
    except TomlError as error:
        problems += error.problems
    try:
        read = layer()
    except TomlError as error:
        problems += error.problems
    if problems or shipped is None:
        raise TomlError(problems)
    return LayeredLists(shipped=shipped, layer=read, today=today, catalogue=apply_layer(shipped, read, today))


def load_layer(file: pathlib.Path, today: dt.date) -> Layer:
    """Return the layer of a file. Raises TomlError with every problem."""
    try:
        text = file.read_text("utf-8-sig")  # some editors write a mark before the text
    except (OSError, UnicodeDecodeError) as error:
        raise TomlError([Problem(str(file), 1, f"cannot be read as UTF-8 text: {error}")]) from error
    return read_layer(text, str(file), today)
