"""The templates of the reminder's host in one language, translated when they are compiled.

A page is then made as fast as if it had been written in that language: no message is looked up while it is made.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import jinja2
from jinja2 import nodes
from jinja2.ext import InternationalizationExtension
from jinja2.parser import Parser
from markupsafe import escape

from proxy_addons.language import Language

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def templates_in(language: Language) -> jinja2.Environment:
    """Return the templates as they are in one language; each is read when it is first asked for."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("proxy_addons"),
        autoescape=True,
        auto_reload=False,  # else every page looks at the disk
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=[_TranslatedOnce],
    )
    made.policies["ext.i18n.trimmed"] = True

    @lru_cache(maxsize=64)
    def ngettext(singular: str, plural: str, number: int) -> str:
        return escape(language.words.ngettext(singular, plural, number))

    made.globals.clear()  # each costs every page half a microsecond, and the pages use none of Jinja's own
    made.globals |= {"language": language, "direction": language.direction, "ngettext": ngettext}
    return made


class _TranslatedOnce(InternationalizationExtension):
    """Jinja's own `trans`, with a message's translation in the place of the call that would look it up.

    A translation is text: what stands in a school's own catalogue cannot become markup. Messages with a number in
    them are left to be looked up, as their form hangs on it.
    """

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """Parse one `trans` block."""
        parsed = super().parse(parser)
        for each in parsed if isinstance(parsed, list) else [parsed]:
            if isinstance(each, nodes.Output):
                each.nodes = [piece for node in each.nodes for piece in self._pieces(node)]
        return parsed

    def _pieces(self, node: nodes.Expr) -> Iterator[nodes.Expr]:
        match node:
            case nodes.MarkSafeIfAutoescape(expr=nodes.Call(node=nodes.Name(name="gettext"), args=[message])):
                yield nodes.TemplateData(str(escape(self._translate(message))))
            case nodes.Mod(
                left=nodes.MarkSafeIfAutoescape(expr=nodes.Call(node=nodes.Name(name="gettext"), args=[message])),
                right=nodes.Dict(items=pairs),
            ):
                values = {pair.key.as_const(): pair.value for pair in pairs}
                yield from _filled(self._translate(message), values)
            case _:
                yield node

    def _translate(self, message: nodes.Expr) -> str:
        language = self.environment.globals["language"]
        if not isinstance(language, Language):
            raise TypeError("templates are compiled for one language")
        return language.words.gettext(message.as_const())


def _filled(text: str, values: dict[str, nodes.Expr]) -> Iterator[nodes.Expr]:
    """Yield a translation's text, with the values in the places of their names."""
    for position, part in enumerate(_PLACEHOLDER.split(text)):
        yield values[part] if position % 2 else nodes.TemplateData(str(escape(part.replace("%%", "%"))))
