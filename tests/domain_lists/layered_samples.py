"""A small catalogue and layers over it, written as a school would write them."""

import datetime as dt

from domain_lists.catalogue import read_catalogue
from domain_lists.layer_file import read_layer
from domain_lists.layered import LayeredLists
from domain_lists.layering import apply_layer

TODAY = dt.date(2026, 11, 23)
SAID = 'reason = "why"\nby = "IT"\non = 2026-11-01\n'
SHIPPED = read_catalogue(
    {
        "video.toml": '[[platform]]\nid = "tube"\nname = "Tube"\nfront_page = "https://tube.test/"\n'
        'sites = ["tube.test"]\nassets = ["cdn.tube.test"]\n',
        "social.toml": '[[platform]]\nid = "book"\nname = "Book"\nfront_page = "https://book.test/"\n'
        'sites = ["book.test"]\n',
        "never_listed.toml": '[[group]]\nreason = "banks"\nhosts = ["bank.test"]\n',
    }
)


def entry(kind: str, keys: str) -> str:
    return f"[[{kind}]]\n{keys}\n{SAID}"


def layered(*entries: str) -> LayeredLists:
    layer = read_layer("".join(entries), "lists.toml", TODAY)
    return LayeredLists(shipped=SHIPPED, layer=layer, today=TODAY, catalogue=apply_layer(SHIPPED, layer, TODAY))
