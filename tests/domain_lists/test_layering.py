import datetime as dt
import itertools
import random
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from domain_lists.catalogue import Catalogue
from domain_lists.index import HostIndex
from domain_lists.layer import Addition, Entry, Exemption, Layer, LayerHost, Move, NewPlatform, Removal
from domain_lists.layering import apply_layer
from school_policy.hostname import Hostname
from school_policy.platform import HostRule, NeverListed, Platform
from school_policy.vocabulary import Category, HostKind, PlatformId

TODAY = dt.date(2026, 11, 23)
SAID: dict[str, Any] = {"reason": "why", "by": "IT", "on": dt.date(2026, 9, 1)}
NAMES = [PlatformId(name) for name in ("p", "q", "r")]
NEW = NewPlatform(name="New", category=Category.VIDEO, front_page="https://new.test/")

LABELS = st.sampled_from(["a", "b"])
HOSTS = st.lists(LABELS, min_size=1, max_size=3).map(lambda labels: Hostname(".".join(labels)))
RULES = st.builds(HostRule, host=HOSTS, kind=st.sampled_from(HostKind), below=st.booleans())
TAKEN = st.builds(LayerHost, host=HOSTS, below=st.booleans())
UNTIL = st.sampled_from([None, TODAY, TODAY + dt.timedelta(days=1)])
EVERY_NAME = [
    Hostname(".".join(labels)) for size in range(1, 5) for labels in itertools.product("abx", repeat=size)
]

Answer = tuple[PlatformId, HostKind] | None


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    """Lists as the reader lets them be: each host once, none at or below one that is never listed."""
    rules = draw(st.lists(RULES, max_size=6, unique_by=lambda rule: rule.host))
    never = draw(st.lists(TAKEN, max_size=2, unique_by=lambda each: each.host))
    sound = [rule for rule in rules if not any(reaches(each, rule.host) for each in never)]
    owners = [draw(st.sampled_from(NAMES)) for _ in sound]
    return Catalogue(
        platforms=tuple(
            Platform(
                id=name,
                name=name,
                category=Category.SOCIAL,
                front_page="https://p.test/",
                hosts=tuple(rule for rule, owner in zip(sound, owners, strict=True) if owner == name),
            )
            for name in NAMES[:2]
        ),
        never_listed=tuple(NeverListed(host=each.host, reason="bank", below=each.below) for each in never),
    )


@st.composite
def layers(draw: st.DrawFn) -> Layer:
    """Layers as the reader lets them be: each host once among what is added and moved."""
    rules = draw(st.lists(RULES, max_size=4, unique_by=lambda rule: rule.host))
    added = {rule.host for rule in rules}
    moved = [host for host in draw(st.lists(HOSTS, max_size=2, unique=True)) if host not in added]
    name = st.sampled_from(NAMES)
    new = draw(st.sampled_from([None, NEW]))
    return Layer(
        add=tuple(
            Addition(**SAID, platform=draw(name), hosts=(rule,), until=draw(UNTIL), new=new) for rule in rules
        ),
        remove=(
            *(Removal(**SAID, hosts=(each,), until=draw(UNTIL)) for each in draw(st.lists(TAKEN, max_size=2))),
            *(Removal(**SAID, platform=each, until=draw(UNTIL)) for each in draw(st.lists(name, max_size=1))),
        ),
        exempt=tuple(
            Exemption(**SAID, hosts=(each,), until=draw(UNTIL)) for each in draw(st.lists(TAKEN, max_size=1))
        ),
        move=tuple(Move(**SAID, platform=draw(name), hosts=(host,), until=draw(UNTIL)) for host in moved),
    )


def reaches(rule: LayerHost | HostRule | NeverListed, host: Hostname) -> bool:
    return rule.host == host or (rule.below and host.endswith(f".{rule.host}"))


def model(catalogue: Catalogue, layer: Layer, host: Hostname) -> Answer:
    """Work the answer out from the order of precedence, rule by rule, for one host."""
    layer = layer.on(TODAY)
    off: list[LayerHost | NeverListed] = [*catalogue.never_listed]
    off += [each for exemption in layer.exempt for each in exemption.hosts]
    off += [each for removal in layer.remove for each in removal.hosts]
    if any(reaches(each, host) for each in off):
        return None
    removed = {taken.platform for taken in layer.remove}
    there = {platform.id for platform in catalogue.platforms} | {each.platform for each in layer.add if each.new}
    there -= removed
    moves = [(name, move.platform) for move in layer.move if move.platform in there for name in move.hosts]
    answers = [
        ((len(rule.host), True, not rule.below), addition.platform, rule.kind)
        for addition in layer.add
        for rule in addition.hosts
        if reaches(rule, host) and addition.platform in there
    ]
    shipped = [
        (rule, platform.id) for platform in catalogue.platforms for rule in platform.hosts if reaches(rule, host)
    ]
    for rule, first_owner in shipped:
        over = [(len(name), target) for name, target in moves if reaches(LayerHost(host=name), rule.host)]
        owner = max(over)[1] if over else first_owner
        if owner in there:
            answers.append(((len(rule.host), False, not rule.below), owner, rule.kind))
    wide = [(len(rule.host), rule.kind) for rule, _ in shipped if rule.below]
    for name, target in moves:
        above = [each for each in wide if each[0] <= len(name)]
        if above and reaches(LayerHost(host=name), host):
            answers.append(((len(name), False, False), target, max(above)[1]))
    if not answers:
        return None
    _, owner, kind = max(answers, key=lambda each: each[0])
    return owner, kind


def found(catalogue: Catalogue, host: Hostname) -> Answer:
    listing = HostIndex(catalogue.platforms, catalogue.never_listed).find(host)
    return (listing.platform.id, listing.kind) if listing else None


@settings(max_examples=400)
@given(catalogues(), layers())
def test_every_host_is_answered_by_the_order_of_precedence(catalogue: Catalogue, layer: Layer) -> None:
    merged = apply_layer(catalogue, layer, TODAY)
    index = HostIndex(merged.platforms, merged.never_listed)
    for host in EVERY_NAME:
        listing = index.find(host)
        assert (listing and (listing.platform.id, listing.kind)) == model(catalogue, layer, host), host


@given(catalogues(), layers(), st.randoms(use_true_random=False))
def test_the_order_of_entries_changes_nothing(catalogue: Catalogue, layer: Layer, shuffle: random.Random) -> None:
    def mixed[E](entries: tuple[E, ...]) -> tuple[E, ...]:
        return tuple(shuffle.sample(entries, len(entries)))

    other = Layer(
        add=mixed(layer.add), remove=mixed(layer.remove), exempt=mixed(layer.exempt), move=mixed(layer.move)
    )
    assert apply_layer(catalogue, other, TODAY) == apply_layer(catalogue, layer, TODAY)


@given(catalogues(), layers())
def test_a_layer_of_entries_that_are_over_is_none(catalogue: Catalogue, layer: Layer) -> None:
    def ended[E: Entry](entries: tuple[E, ...]) -> tuple[E, ...]:
        return tuple(msgspec.structs.replace(each, until=TODAY) for each in entries)

    over = Layer(
        add=ended(layer.add), remove=ended(layer.remove), exempt=ended(layer.exempt), move=ended(layer.move)
    )
    assert apply_layer(catalogue, over, TODAY) == catalogue


@given(catalogues(), st.data())
def test_removing_a_platform_and_then_adding_the_same_is_as_if_nothing_was_done(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    platform = data.draw(st.sampled_from(catalogue.platforms))
    new = NewPlatform(name=platform.name, category=platform.category, front_page=platform.front_page)
    removal = Layer(remove=(Removal(**SAID, platform=platform.id),))
    addition = Layer(add=(Addition(**SAID, platform=platform.id, hosts=platform.hosts, new=new),))
    without = apply_layer(catalogue, removal, TODAY)

    assert platform.id not in {each.id for each in without.platforms}
    again = apply_layer(without, addition, TODAY)
    for host in EVERY_NAME:
        assert found(again, host) == found(catalogue, host)


@given(catalogues(), st.data())
def test_removing_a_host_of_its_own_and_then_adding_the_same_is_as_if_nothing_was_done(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    alone = [
        (platform, rule)
        for platform in catalogue.platforms
        for rule in platform.hosts
        if not any(
            reaches(other, rule.host) or reaches(LayerHost(host=rule.host), other.host)
            for each in catalogue.platforms
            for other in each.hosts
            if other != rule
        )
    ]
    if not alone:
        return
    platform, rule = data.draw(st.sampled_from(alone))
    new = NewPlatform(name=platform.name, category=platform.category, front_page=platform.front_page)
    taken = LayerHost(host=rule.host, below=rule.below)
    without = apply_layer(catalogue, Layer(remove=(Removal(**SAID, hosts=(taken,)),)), TODAY)
    again = apply_layer(
        without, Layer(add=(Addition(**SAID, platform=platform.id, hosts=(rule,), new=new),)), TODAY
    )

    assert found(without, rule.host) is None
    for host in EVERY_NAME:
        assert found(again, host) == found(catalogue, host)


def test_what_is_exempt_is_never_listed_with_the_reason_of_the_school() -> None:
    site = HostRule(host=Hostname("tube.test"), kind=HostKind.SITE)
    platform = Platform(
        id=NAMES[0], name="Tube", category=Category.VIDEO, front_page="https://tube.test/", hosts=(site,)
    )
    clips = LayerHost(host=Hostname("clips.tube.test"))
    layer = Layer(exempt=(Exemption(**SAID | {"reason": "lessons"}, hosts=(clips,)),))

    merged = apply_layer(Catalogue(platforms=(platform,), never_listed=()), layer, TODAY)

    reason = "the school's own list has it exempt (lessons)"
    assert merged.never_listed == (NeverListed(host=clips.host, reason=reason),)
    assert merged.platforms == (platform,)


def test_embed_hosts_that_are_listed_no_more_go_too() -> None:
    rules = tuple(HostRule(host=Hostname(host), kind=HostKind.SITE) for host in ("tube.test", "embed.test"))
    platform = Platform(
        id=NAMES[0],
        name="Tube",
        category=Category.VIDEO,
        front_page="https://tube.test/",
        hosts=rules,
        embed_hosts=(rules[1].host,),
    )
    layer = Layer(remove=(Removal(**SAID, hosts=(LayerHost(host=rules[1].host),)),))

    (left,) = apply_layer(Catalogue(platforms=(platform,), never_listed=()), layer, TODAY).platforms

    assert (left.hosts, left.embed_hosts) == ((rules[0],), ())
