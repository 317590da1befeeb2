"""Public suffixes (publicsuffix.org): which names are a registry's or a hosting provider's, not one owner's.

They come from the snapshot that tldextract carries; the network is never asked. The proxy process must not import
this module.

RULE = name | "*." name | "!" name      a suffix; every name one label below; not so, although the latter says it
"""

from functools import cache

import msgspec
import tldextract

from school_policy.hostname import Hostname, lineage, normalise


class PublicSuffixes(msgspec.Struct, frozen=True, kw_only=True):
    """The rules, in normal form, ready to be asked."""

    registries: frozenset[str]
    """com, co.uk: where names are registered."""
    providers: frozenset[str]
    """github.io, blogspot.com: where a hosting provider gives names to its customers."""
    all: frozenset[str]
    """Both."""
    wild: frozenset[str]
    """Names whose every child is a suffix; they are among the registries or the providers too."""
    only_wild: frozenset[str]
    """Those of them that are no suffix themselves."""
    exempt: frozenset[str]
    ends: frozenset[str]
    """The last two labels of every rule that has more than one: other names need one look-up only."""

    def stands_for_many(self, host: Hostname) -> bool:
        """Tell whether a host is a suffix, or has nothing but suffixes below it."""
        return host in self.all or self._by_wildcard(host)

    def is_provider(self, host: Hostname) -> bool:
        """Tell whether a host that stands for many is a hosting provider's, and not a registry's."""
        return host in self.providers or host.partition(".")[2] in self.providers & self.wild

    def registrable_domain(self, host: Hostname) -> Hostname:
        """Return the part of a host that one owner has: the longest suffix and one label.

        A suffix gives itself. A last label that no rule names counts as a suffix.
        """
        last = host.rfind(".")
        end = host[host.rfind(".", 0, last) + 1 :] if last > 0 else host
        if end not in self.ends and host[last + 1 :] not in self.wild:
            return Hostname(end)
        child = host
        for parent in lineage(host):
            if parent in self.exempt:
                return parent
            if self._is_suffix(parent):
                return child
            child = parent
        return child

    def _is_suffix(self, host: str) -> bool:
        known = host in self.all or "." not in host
        return (known and host not in self.only_wild) or self._by_wildcard(host)

    def _by_wildcard(self, host: str) -> bool:
        return host.partition(".")[2] in self.wild and host not in self.exempt


@cache
def public_suffixes() -> PublicSuffixes:
    """Return the suffixes of the snapshot. The first call takes about half a second."""
    registries = _rules(private=False)
    return suffixes_of(registries, _rules(private=True) - registries)


def suffixes_of(registries: set[str], providers: set[str]) -> PublicSuffixes:
    """Return the suffixes that these rules make."""
    both = registries | providers
    wild = {_normal(rule[2:]) for rule in both if rule.startswith("*.")}
    exact = {_normal(rule) for rule in both if rule[0] not in "*!"}
    exempt = {_normal(rule[1:]) for rule in both if rule[0] == "!"}
    deep = (name.rsplit(".", 2) for name in wild | exact | exempt if "." in name)
    return PublicSuffixes(
        registries=frozenset(_normal(rule.removeprefix("*.")) for rule in registries if rule[0] != "!"),
        providers=frozenset(_normal(rule.removeprefix("*.")) for rule in providers if rule[0] != "!"),
        all=frozenset(wild | exact),
        wild=frozenset(wild),
        only_wild=frozenset(wild - exact),
        exempt=frozenset(exempt),
        ends=frozenset(".".join(labels[-2:]) for labels in deep),
    )


def _rules(*, private: bool) -> set[str]:
    extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=private)
    return set(extract.tlds)


def _normal(name: str) -> str:
    return name if name.isascii() else normalise(name)
