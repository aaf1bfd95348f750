"""Draws cases class by class, and in the mix of a register."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random

from bench.noise import lexicon
from bench.noise.ambiguity import is_ambiguous
from bench.noise.cases import Case, Truth
from bench.noise.context import Context, Noise
from bench.noise.lexicon import Lexicon
from bench.noise.negatives import elsewhere, invented_name, is_near
from bench.noise.numbers import AROUND_NOISES, NUMBER_NOISES, WAY_ONLY_NOISES
from bench.noise.places import PLACE_NOISES
from bench.noise.reference import Door, Place, Reference, Way
from bench.noise.streets import STREET_NOISES, case_accents, missing_article, short_type, typo1
from bench.noise.written import Written

NOISES: dict[str, Noise] = {
    **STREET_NOISES,
    **NUMBER_NOISES,
    **WAY_ONLY_NOISES,
    **AROUND_NOISES,
    **PLACE_NOISES,
}
NEGATIVES = ("held_out", "invented", "neighbour")
"""Classes of streets that do not exist where they are asked for."""

UNTYPED = frozenset({"wrong_type", "missing_type", "word_order", "missing_word"})
"""Noises after which the type does not tell ways apart enough."""

ATTEMPTS = 400
"""Addresses tried for each case wanted: a class that applies to one in 400 is left short."""

MIX_STREET = {
    "case_accents": 30,
    "short_type": 12,
    "missing_article": 4,
    "typo1": 8,
    "typo2": 2,
    "plural": 3,
    "phonetic": 2,
    "title": 6,
    "short_word": 2,
    "missing_type": 2,
    "wrong_type": 2,
    "missing_word": 2,
    "initials": 2,
    "afnor32": 1,
    "truncated": 1,
    "word_order": 1,
    "glued": 1,
    "split_word": 1,
    "number_words": 1,
    "th_e": 1,
    "": 40,
}
MIX_NUMBER = {
    "range": 2,
    "suffix": 4,
    "glued_suffix": 3,
    "number_writing": 3,
    "no_number": 6,
    "unknown_suffix": 1,
    "zero_number": 1,
    "": 80,
}
MIX_PLACE = {
    "cedex": 5,
    "no_insee": 20,
    "wrong_postcode": 2,
    "no_postcode": 1,
    "misspelt_commune": 2,
    "commune_writing": 15,
    "former_commune": 1,
    "obsolete_insee": 1,
    "": 50,
}
MIX_AROUND = {
    "complement_aside": 15,
    "complement_before": 3,
    "complement_after": 4,
    "postbox": 4,
    "two_streets": 1,
    "": 70,
}
"""Noise -> weight in the mix; shares are those met in the national directory, rounded."""


@dataclass(slots=True)
class Generator:
    """Draws from `reference`; `removed` holds what was taken out of it before the index was built."""

    reference: Reference
    seed: str
    split: str = "test"
    removed: Reference | None = None
    refused: Counter[str] = field(default_factory=Counter)
    """Cases left out, by class, because another way was as near."""

    @property
    def lexicon(self) -> Lexicon:
        """Ways to write words of this split."""
        return lexicon.of(self.split)

    def classes(self, count: int) -> Iterator[Case]:
        """Yield up to `count` cases of each class."""
        for name in ("clean", *NOISES):
            yield from self._drawn(name, count)
        for name in ("lieu_dit", "commune_only", *NEGATIVES, "near_held_out", "held_out_number"):
            yield from self._special(name, count)

    def mix(self, count: int, negatives: float = 0.08) -> Iterator[Case]:
        """Yield `count` cases with the noises of a register, several at once."""
        rng = Random(f"{self.seed}/mix")
        made = 0
        for _ in range(count * 20):
            if made == count:
                return
            if rng.random() < negatives:
                case = self._negative(rng.choice(NEGATIVES), rng)
            else:
                case = self._positive(_mixed_classes(rng), rng, strict=False)
            if case:
                made += 1
                yield case

    def _drawn(self, name: str, count: int) -> Iterator[Case]:
        rng, made = Random(f"{self.seed}/{name}"), 0
        for _ in range(count * ATTEMPTS):
            if made == count:
                return
            if case := self._positive((name,), rng, strict=True):
                made += 1
                yield case

    def _special(self, name: str, count: int) -> Iterator[Case]:
        rng, made = Random(f"{self.seed}/{name}"), 0
        makers = {
            "lieu_dit": self._lieu_dit,
            "commune_only": self._commune_only,
            "held_out_number": self._held_out_number,
        }
        for _ in range(count * 20):
            if made == count:
                return
            case = makers[name](rng) if name in makers else self._negative(name, rng)
            if case:
                made += 1
                yield case

    def _positive(self, names: tuple[str, ...], rng: Random, *, strict: bool) -> Case | None:
        """One address with these noises; with `strict` each of them must apply."""
        way = self.reference.draw_way(rng)
        if not self._is_drawable(way, names):
            return None
        if not self._applies(way, names, rng):
            return None
        door = self._door(way, names, rng)
        if door is None:
            return None
        context = Context(door, self.reference, self.lexicon, rng)
        written, kept = base(door, rng), []
        for name in filter(lambda n: n not in {"", "clean"}, names):
            changed = NOISES[name](written, context)
            if changed is None and strict:
                return None
            if changed is not None:
                written, kept = changed, [*kept, name]
        others = self.reference.by_commune[way.insee]
        if is_ambiguous(_bare(written, kept, door), way, others, typed=not UNTYPED & set(kept)):
            self.refused["+".join(names)] += 1
            return None
        whole = WAY_ONLY_NOISES.keys() & set(kept)
        answer = replace(door, id="") if whole else door
        if {"no_number", "zero_number"} & set(kept):
            answer = self.reference.whole(way)
        return Case(tuple(kept) or ("clean",), written, Truth.of_door(answer, written.also))

    def _is_drawable(self, way: Way, names: tuple[str, ...]) -> bool:
        """Leave out ways that no query can name alone."""
        if way.insee not in self.reference.communes or not way.postcode:
            return False
        if len(way.parts[1]) < 3:
            return False
        place = {"no_postcode", "wrong_postcode", "cedex"} & set(names)
        if place and self.reference.bearers(way.commune) > 1:
            return False
        return self.reference.is_alone(way)

    def _applies(self, way: Way, names: tuple[str, ...], rng: Random) -> bool:
        """Tell cheaply, before its addresses are read, whether the one noise wanted may apply."""
        if len(names) > 1 or names[0] not in STREET_NOISES or names[0] == "afnor32":
            return True
        bare = Door(way, "", None, "", 0, 0)
        written = base(bare, rng)
        context = Context(bare, self.reference, self.lexicon, rng)
        return NOISES[names[0]](written, context) is not None

    def _door(self, way: Way, names: tuple[str, ...], rng: Random) -> Door | None:
        """An address of the way; one with a suffix for the classes about suffixes."""
        doors = self.reference.doors(way)
        if {"suffix", "glued_suffix"} & set(names):
            doors = [d for d in doors if d.rep]
        elif {"range", "unknown_suffix"} & set(names):
            doors = [d for d in doors if not d.rep]
        return rng.choice(doors) if doors else None

    def _negative(self, name: str, rng: Random) -> Case | None:
        """A street that is not where it is asked for, sometimes with a noise besides."""
        drawn = self._missing(name, rng)
        if drawn is None:
            return None
        near = is_near(drawn.way.name, drawn.way.insee, self.reference)
        if near != (name == "near_held_out"):
            return None
        number = "" if rng.random() < 0.15 else str(rng.randint(1, 60))
        written = replace(base(drawn, rng), number=number)
        context = Context(drawn, self.reference, self.lexicon, rng)
        noise = rng.choice((None, None, case_accents, short_type, typo1, missing_article))
        written = (noise(written, context) if noise else None) or written
        commune = self.reference.communes[drawn.way.insee]
        truth = Truth("municipality", "", (), commune.code, commune.lon, commune.lat)
        return Case((name,), written, truth)

    def _missing(self, name: str, rng: Random) -> Door | None:
        if name == "neighbour":
            way = self.reference.draw_way(rng)
            if way.insee not in self.reference.communes or not way.parts[0]:
                return None
            near = self.reference.neighbours(way.insee, 8)
            return elsewhere(way.name, rng.choice(near), self.reference) if near else None
        if name == "invented":
            insee = self.reference.draw_way(rng).insee
            if insee not in self.reference.communes:
                return None
            return elsewhere(invented_name(rng), insee, self.reference)
        if self.removed is None:
            return None
        gone = self.removed.draw_way(rng)
        stayed = {w.id for w in self.reference.by_commune.get(gone.insee, ())}
        if gone.id in stayed or gone.insee not in self.reference.communes:
            return None  # only some of its numbers were removed
        return self.removed.whole(gone)

    def _held_out_number(self, rng: Random) -> Case | None:
        """A number removed from a way that stays."""
        if self.removed is None:
            return None
        gone = self.removed.draw_way(rng)
        ways = {w.id: w for w in self.reference.by_commune.get(gone.insee, ())}
        doors = [d for d in self.removed.doors(gone) if not d.rep]
        if gone.id not in ways or not doors or not self._is_drawable(ways[gone.id], ()):
            return None
        door = rng.choice(doors)
        truth = replace(Truth.of_door(door), id="")
        return Case(("held_out_number",), base(door, rng), truth)

    def _lieu_dit(self, rng: Random) -> Case | None:
        """A lieu-dit that no other place or way of its commune is named like."""
        if not self.reference.places:
            return None
        place = rng.choice(self.reference.places)
        alike = sum(p.insee == place.insee and p.name == place.name for p in self.reference.places)
        known = self.reference.by_commune.get(place.insee)
        if alike > 1 or not known or self.reference.has_name(place.insee, place.name):
            return None
        written = _lieu_dit_written(place, rng)
        if rng.random() < 0.4:
            context = Context(self.reference.whole(known[0]), self.reference, self.lexicon, rng)
            noise = rng.choice((typo1, case_accents, missing_article))
            written = noise(written, context) or written
        head = rng.choice(("", "", "", "LIEU DIT ", "LD ", "Lieu-dit ", "LIEUDIT ", "L.D. "))
        written = replace(written, name=head + written.name)
        return Case(("lieu_dit",), written, Truth.of_place(place))

    def _commune_only(self, rng: Random) -> Case | None:
        """No street at all."""
        way = self.reference.draw_way(rng)
        commune = self.reference.communes.get(way.insee)
        if commune is None or not way.postcode or self.reference.bearers(way.commune) > 1:
            return None
        written = Written(postcode=way.postcode, city=way.commune)
        truth = Truth("municipality", "", (), commune.code, commune.lon, commune.lat)
        return Case(("commune_only",), written, truth)


def base(door: Door, rng: Random) -> Written:
    """The address as the reference writes it; one in two with its INSEE code."""
    way_type, name = door.way.parts
    return Written(
        number=str(door.number) if door.number is not None else "",
        suffix=door.rep,
        way_type=way_type,
        name=name,
        postcode=door.way.postcode,
        city=door.way.commune,
        citycode=door.way.insee if rng.random() < 0.5 else "",
    )


def _bare(written: Written, kept: list[str], door: Door) -> Written:
    """What is written of the way itself: the other street of two is not part of its name."""
    return replace(written, name=door.way.parts[1]) if "two_streets" in kept else written


def _lieu_dit_written(place: Place, rng: Random) -> Written:
    return Written(
        number=str(rng.randint(1, 12)) if rng.random() < 0.2 else "",
        name=place.name,
        postcode=place.postcode,
        city=place.commune,
        citycode=place.insee if rng.random() < 0.5 else "",
    )


def _mixed_classes(rng: Random) -> tuple[str, ...]:
    """Draw a noise of each kind, most often none."""
    drawn = [
        rng.choices(list(weights), list(weights.values()))[0]
        for weights in (MIX_STREET, MIX_NUMBER, MIX_PLACE, MIX_AROUND)
    ]
    return tuple(name for name in drawn if name) or ("clean",)
