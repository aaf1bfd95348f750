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
"""Classes of streets that do not exist where they are asked for, nor any of nearly their name."""
AT_RANDOM = "removed"
"""Class of the streets removed at random: those of which one of nearly the same name stays are as many
among them as chance has it."""

UNTYPED = frozenset({"wrong_type", "missing_type", "word_order", "missing_word"})
"""Noises after which the type does not tell ways apart enough."""

REMOVED_TIMES = 3
"""Streets removed at random for each case of another class: one in six is what they are drawn for."""

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
        yield from self.removed_at_random(REMOVED_TIMES * count)

    def removed_at_random(self, count: int) -> Iterator[Case]:
        """Yield up to `count` ways removed from the reference, written as registers write them."""
        yield from self._special(AT_RANDOM, count)

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
            AT_RANDOM: self._removed_at_random,
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
        door = self._door(self.reference, way, names, rng)
        if door is None:
            return None
        context = Context(door, self.reference, self.lexicon, rng)
        noisy = self._noisy(context, names, strict=strict)
        if noisy is None:
            return None
        written, kept = noisy
        whole = WAY_ONLY_NOISES.keys() & set(kept)
        answer = replace(door, id="") if whole else door
        if {"no_number", "zero_number"} & set(kept):
            answer = self.reference.whole(way)
        return Case(tuple(kept) or ("clean",), written, Truth.of_door(answer, written.also))

    def _noisy(
        self, context: Context, names: tuple[str, ...], *, strict: bool
    ) -> tuple[Written, list[str]] | None:
        """What is written, and the noises it bears; None where another way is as near.

        With `strict`, each noise must apply.
        """
        door = context.door
        written, kept = base(door, context.rng), []
        for name in filter(lambda n: n not in {"", "clean"}, names):
            changed = NOISES[name](written, context)
            if changed is None and strict:
                return None
            if changed is not None:
                written, kept = changed, [*kept, name]
        others = self.reference.by_commune.get(door.way.insee, [])
        typed = not UNTYPED & set(kept)
        if is_ambiguous(_bare(written, kept, door), door.way, others, typed=typed):
            self.refused[AT_RANDOM if context.reference is self.removed else "+".join(names)] += 1
            return None
        return written, kept

    def _is_drawable(self, way: Way, names: tuple[str, ...]) -> bool:
        """Leave out ways that no query can name alone."""
        return self._is_nameable(way, names) and self.reference.is_alone(way)

    def _is_nameable(self, way: Way, names: tuple[str, ...]) -> bool:
        """Whether it has a name, and its commune a code, and a name of its own where that is needed."""
        if way.insee not in self.reference.communes or not way.postcode:
            return False
        if len(way.parts[1]) < 3:
            return False
        place = {"no_postcode", "wrong_postcode", "cedex"} & set(names)
        return not (place and self.reference.bearers(way.commune) > 1)

    def _applies(self, way: Way, names: tuple[str, ...], rng: Random) -> bool:
        """Tell cheaply, before its addresses are read, whether the one noise wanted may apply."""
        if len(names) > 1 or names[0] not in STREET_NOISES or names[0] == "afnor32":
            return True
        bare = Door(way, "", None, "", 0, 0)
        written = base(bare, rng)
        context = Context(bare, self.reference, self.lexicon, rng)
        return NOISES[names[0]](written, context) is not None

    def _door(
        self, reference: Reference, way: Way, names: tuple[str, ...], rng: Random
    ) -> Door | None:
        """An address of the way; one with a suffix for the classes about suffixes."""
        doors = reference.doors(way)
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
        return Case((name,), written, self._of_commune(drawn.way))

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
        gone = self._removed_way(rng)
        return self.removed.whole(gone) if self.removed and gone else None

    def _removed_way(self, rng: Random) -> Way | None:
        """A way removed with all its numbers."""
        if self.removed is None:
            return None
        gone = self.removed.draw_way(rng)
        stayed = {w.id for w in self.reference.by_commune.get(gone.insee, ())}
        return None if gone.id in stayed or gone.insee not in self.reference.communes else gone

    def _removed_at_random(self, rng: Random) -> Case | None:
        """A way removed, asked for by one of its addresses with the noises of a register.

        Left out where what is written is as near to a way that stays, as for the ways that exist: a
        name that two ways bore names the one that is left.
        """
        gone, names = self._removed_way(rng), _mixed_classes(rng)
        if self.removed is None or gone is None or not self._is_nameable(gone, names):
            return None
        names = tuple(n for n in names if n != "two_streets")  # the other street exists
        door = self._door(self.removed, gone, names, rng)
        if door is None:
            return None
        noisy = self._noisy(Context(door, self.removed, self.lexicon, rng), names, strict=False)
        if noisy is None:
            return None
        return Case((AT_RANDOM,), noisy[0], self._of_commune(gone))

    def _of_commune(self, way: Way) -> Truth:
        """The commune is the answer."""
        commune = self.reference.communes[way.insee]
        return Truth("municipality", "", (), commune.code, commune.lon, commune.lat)

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
