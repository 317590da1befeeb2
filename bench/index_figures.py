"""The figures of the index of hosts: how long it takes to build, and what a look at it costs."""

import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

import msgspec
import tldextract

from bench.ratio import Aim, Figure, side_by_side
from bench.scene import Scene
from domain_lists.catalogue import load_catalogue
from domain_lists.index import HostIndex
from domain_lists.ordinary_hosts import load_ordinary_hosts
from owntime.demo.stage import SAMPLE_SCHOOL
from owntime.policy_source import PolicySource
from school_policy.hostname import Hostname, normalise
from school_policy.policy_document import decode, encode

_SEED = 20_261_124
_UNLISTED_OF_THREE = 2
_BELOW = ("", "", "static.", "cdn2.", "i.ytimg.", "api.v3.")
"""What stands before a host in a mix: nothing, or one or two labels."""
_BUILDS = 20
"""In one repeat: one takes a few thousandths of a second."""


def index(scene: Scene) -> Iterator[Figure]:
    """Measure the processor time of building the index of all that is listed, and of reading a device's policy."""
    lists = load_catalogue()
    document = encode(PolicySource(SAMPLE_SCHOOL).compile())
    hosts = [rule.host for platform in lists.platforms for rule in platform.hosts]
    hosts += [never.host for never in lists.never_listed]
    repeats = scene.size.repeats
    built = side_by_side(
        repeats,
        lambda: _milliseconds(lambda: HostIndex(lists.platforms, lists.never_listed)),
        lambda: _milliseconds(lambda: {host: number for number, host in enumerate(hosts)}),
    )
    yield Figure(name="index, built", unit="ms", pairs=tuple(built), aim=Aim(value=50, unit="ms"))
    read = side_by_side(
        repeats,
        lambda: _milliseconds(lambda: _index_of(document)),
        lambda: _milliseconds(lambda: msgspec.json.decode(document)),
    )
    yield Figure(name="index, from a document", unit="ms", pairs=tuple(read), aim=Aim(value=50, unit="ms"))


def classify(scene: Scene) -> Iterator[Figure]:
    """Measure a look at a host in normal form, and at one as it comes, with a mix as a browser asks for it."""
    lists = load_catalogue()
    known = HostIndex(lists.platforms, lists.never_listed)
    hosts = made_up_mix(known, scene.size.looks * 10)
    table = dict.fromkeys(hosts, True)
    extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
    extract("www.example.co.uk")  # its suffixes are read now
    sides: tuple[tuple[str, Callable[[Hostname], object], Callable[[Hostname], object]], ...] = (
        ("classify, and a dict", known.find, table.get),
        ("classify, and tldextract", known.find, extract.extract_str),
        ("classify, as it comes, and tldextract", lambda host: known.find(normalise(host)), extract.extract_str),
    )
    for name, ours, beside in sides:
        pairs = side_by_side(
            scene.size.repeats, partial(_microseconds, ours, hosts), partial(_microseconds, beside, hosts)
        )
        yield Figure(name=name, unit="µs", pairs=tuple(pairs))


def made_up_mix(known: HostIndex, count: int) -> list[Hostname]:
    """Return so many hosts in no order: two thirds ordinary, else sites and assets; some with labels before."""
    chance = random.Random(_SEED)  # noqa: S311 (the same in each run)
    ordinary, listed = load_ordinary_hosts(), [(its.host, its.below) for its in known.listings()]
    mix = []
    for number in range(count):
        if number % 3 < _UNLISTED_OF_THREE:
            mix.append(Hostname(chance.choice(_BELOW) + chance.choice(ordinary)))
        else:
            host, below = chance.choice(listed)
            mix.append(Hostname(chance.choice(_BELOW) + host if below else host))
    chance.shuffle(mix)
    return mix


def _index_of(document: bytes) -> HostIndex:
    policy = decode(document)
    return HostIndex(policy.platforms, policy.never_listed)


def _milliseconds(build: Callable[[], object]) -> float:
    began = time.process_time()
    for _ in range(_BUILDS):
        build()
    return (time.process_time() - began) / _BUILDS * 1_000


def _microseconds(look: Callable[[Hostname], object], hosts: list[Hostname]) -> float:
    began = time.perf_counter()
    deque(map(look, hosts), maxlen=0)  # the quickest loop there is
    return (time.perf_counter() - began) / len(hosts) * 1_000_000
