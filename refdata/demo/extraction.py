"""The whole extraction: people drawn to the real proportions, their activities, in file order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from refdata.demo.activities import (
    Activity,
    draw_authority,
    draw_genre,
    draw_role,
    draw_skill,
    pharmacist_section,
)
from refdata.demo.addressing import far_address, foreign_address
from refdata.demo.dice import Dice, Urn
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.people import Person, Registry
from refdata.demo.profiles import Kind, build_profiles, expected_share
from refdata.demo.scale import Scale
from refdata.demo.structures import Site, SiteBook

ROWS_PER_PERSON = 125_000 / 113_772
"""Activities in the region for one professional of the table of head counts."""
OUTSIDE_SHARE = 0.10
PLACELESS_SHARE = 0.20
FOREIGN_SHARE = 0.001
DUPLICATE_SHARE = 0.005
"""Shares of all lines; about 20 to 25 % of the real extraction has no address at all."""

LEAVER_SHARE, MOVE_SHARE = 0.01, 0.01
"""Of the people of the region in a fortnight, and of their activities: 2 % of the rows are new."""

_BOTH_PSY = 0.4
"""Psychotherapists who are psychologists too, under one identifier."""
_SECOND_LINE: dict[str, float] = {"10": 3.0, "70": 1.6, "40": 1.3, "91": 1.5, "71": 2.0, "93": 1.5}
"""How much likelier than others a profession is to have a second activity."""
_NAMED_ONLY = 0.1
"""Placeless lines that name a structure all the same."""
_OF_REGION_OUTSIDE, _OF_REGION_PLACELESS = 0.15, 0.25
"""Shares of the outside and placeless lines that belong to people of the region."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the file; `copy` marks the exact repetition of an earlier one."""

    activity: Activity
    copy: bool = False


class Census:
    """Draws people and activities; one instance makes one extraction."""

    def __init__(self, gazetteer: Gazetteer, scale: Scale, rng: np.random.Generator) -> None:
        self._gazetteer, self._scale, self._rng = gazetteer, scale, rng
        self._dice = Dice(rng)
        self._registry = Registry(self._dice)
        self._sites = SiteBook(gazetteer, self._dice)
        self._profiles = build_profiles()
        self._psychologists: dict[str, list[Person]] = defaultdict(list)
        counts = gazetteer.facts.head_counts
        here = {key: n for key, n in counts.items() if key[0] in set(gazetteer.departments)}
        self._factor = scale.activities / ROWS_PER_PERSON / sum(here.values())
        self._counts = here
        self._professions = Urn(_by_profession(here.items()))
        towns = gazetteer.facts.far_towns
        self._towns = Urn([(town, float(town.population)) for town in towns])

    def take(self) -> list[Entry]:
        """Return every line in file order: by person, repetitions after their original."""
        staff = self._staff()
        self._prepare_sites(staff)
        total = self._scale.activities / (1 - OUTSIDE_SHARE - PLACELESS_SHARE - FOREIGN_SHARE)
        local = self._local(staff)
        activities = local + self._second_lines(local, self._scale.activities - len(local))
        activities = self._renumbered(activities + self._away(local, total))
        return self._with_copies(activities, round(total * DUPLICATE_SHARE))

    def fortnight_after(self, entries: list[Entry]) -> list[Entry]:
        """Return the extraction of a fortnight after `entries`, which this census took.

        Of the people of the region, LEAVER_SHARE are gone with all their lines and as many new
        ones came; MOVE_SHARE of the lines of the others are at another site. The rest of the file
        is as it was, its repetitions included.
        """
        here = sorted({e.activity.person.number for e in entries if _is_local(e.activity)})
        gone = {number for number in here if self._dice.chance(LEAVER_SHARE)}
        moved: dict[int, Activity] = {}
        kept = [entry for entry in entries if entry.activity.person.number not in gone]
        for entry in kept:
            activity = entry.activity
            if not entry.copy and _is_local(activity) and self._dice.chance(MOVE_SHARE):
                moved[id(activity)] = self._moved(activity)
        kept = [replace(e, activity=moved.get(id(e.activity), e.activity)) for e in kept]
        self._psychologists.clear()  # they bear the numbers of before the file was sorted
        posts = Urn([(key, float(count)) for key, count in self._counts.items()])
        newcomers = [self._first(*posts.draw(self._dice)) for _ in gone]
        return kept + [Entry(activity) for activity in newcomers]

    def _moved(self, activity: Activity) -> Activity:
        """Return the activity at another site of its department, of the kind of its profession."""
        kind, mode = self._profiles.settings[activity.person.profession].draw(self._dice)
        site = self._sites.site_for(self._department_of(activity), kind, activity.person)
        return self._activity(activity.person, activity.skill, mode, site, kind)

    def _staff(self) -> dict[tuple[str, str], int]:
        """Return people by (department, profession): the real table scaled, its sums kept."""
        staff, carried = {}, 0.0
        for key, count in self._counts.items():
            carried += count * self._factor
            staff[key] = int(carried + 0.5)
            carried -= staff[key]
        return staff

    def _prepare_sites(self, staff: dict[tuple[str, str], int]) -> None:
        for department in self._gazetteer.departments:
            for kind in Kind:
                if kind is not Kind.SOLO:
                    activities = sum(
                        count * expected_share(profession, kind) * ROWS_PER_PERSON
                        for (d, profession), count in staff.items()
                        if d == department
                    )
                    self._sites.prepare(department, kind, activities)

    def _local(self, staff: dict[tuple[str, str], int]) -> list[Activity]:
        """Return the first activity of everyone of the region, enrolled in mixed order."""
        posts = [key for key, count in staff.items() for _ in range(count)]
        order = self._rng.permutation(len(posts))
        return [self._first(*posts[i]) for i in order.tolist()]

    def _first(self, department: str, profession: str) -> Activity:
        person = self._enrol(department, profession)
        kind, mode = self._profiles.settings[profession].draw(self._dice)
        skill = draw_skill(person, mode, self._profiles, self._dice)
        site = self._sites.site_for(department, kind, person)
        return self._activity(person, skill, mode, site, kind)

    def _enrol(self, department: str, profession: str) -> Person:
        known = self._psychologists[department]
        if profession == "72" and known and self._dice.chance(_BOTH_PSY):
            return replace(known.pop(), profession="72")
        person = self._registry.enrol(profession, department)
        if profession == "93":
            known.append(person)
        return person

    def _activity(self, person: Person, skill: str, mode: str, site: Site, kind: Kind) -> Activity:
        dice = self._dice
        return Activity(
            person=person,
            skill=skill,
            mode="B" if dice.chance(0.002) else mode,
            site=site,
            role=draw_role(person, mode, kind, dice),
            genre=draw_genre(dice),
            authority=draw_authority(person.profession, dice),
            section=pharmacist_section(person, mode, kind),
        )

    def _second_lines(self, local: list[Activity], count: int) -> list[Activity]:
        """Return further activities of people of the region: a second site, or a second role."""
        weights = np.array([_SECOND_LINE.get(a.person.profession, 0.7) for a in local])
        chosen = self._rng.choice(len(local), max(0, count), p=weights / weights.sum())
        seen = {(a.person.number, _mark(a)) for a in local}
        found = []
        for row in chosen.tolist():
            activity = self._second(local[row])
            while (activity.person.number, _mark(activity)) in seen:
                activity = self._second(local[row])
            seen.add((activity.person.number, _mark(activity)))
            found.append(activity)
        return found

    def _second(self, first: Activity) -> Activity:
        """Return another activity beside `first`: elsewhere, next door, or the same place."""
        dice, person = self._dice, first.person
        if dice.chance(0.4) and first.site is not None and first.site.kind is not None:
            return self._activity(person, first.skill, first.mode, first.site, first.site.kind)
        department = self._department_of(first)
        if dice.chance(0.15):
            department = dice.pick(self._gazetteer.departments)
        kind, mode = self._profiles.settings[person.profession].draw(dice)
        site = self._sites.site_for(department, kind, person)
        return self._activity(person, first.skill, mode, site, kind)

    def _department_of(self, activity: Activity) -> str:
        site = activity.site
        insee = site.truth.insee if site is not None and site.truth is not None else ""
        return insee[:2] or self._gazetteer.departments[0]

    def _away(self, local: list[Activity], total: float) -> list[Activity]:
        """Return the lines outside the region, without a place, and abroad."""
        found = [self._outside(local) for _ in range(round(total * OUTSIDE_SHARE))]
        found += [self._placeless(local) for _ in range(round(total * PLACELESS_SHARE))]
        abroad = max(2, round(total * FOREIGN_SHARE))
        return found + [self._abroad() for _ in range(abroad)]

    def _outside(self, local: list[Activity]) -> Activity:
        dice = self._dice
        address = far_address(self._towns.draw(dice), dice)
        if dice.chance(_OF_REGION_OUTSIDE):
            base = dice.pick(local)
            site = self._sites.elsewhere(base.person, address)
            return self._activity(base.person, base.skill, "L", site, Kind.SOLO)
        person = self._registry.enrol(self._professions.draw(dice), "")
        skill = draw_skill(person, "L", self._profiles, dice)
        site = self._sites.elsewhere(person, address)
        return self._activity(person, skill, "L", site, Kind.SOLO)

    def _placeless(self, local: list[Activity]) -> Activity:
        """Return a line without an address, as replacements and the newly registered have."""
        dice = self._dice
        if dice.chance(_OF_REGION_PLACELESS):
            base = dice.pick(local)
            person, skill = base.person, base.skill
        else:
            person = self._registry.enrol(self._professions.draw(dice), "")
            skill = draw_skill(person, "L", self._profiles, dice)
        mode = dice.pick(("", "", "L", "S", "S"))
        genre = dice.pick(("", "GENR01", "GENR02"))
        authority = draw_authority(person.profession, dice)
        site = self._sites.without_address(person) if dice.chance(_NAMED_ONLY) else None
        return Activity(person, skill, mode, site, "", genre, authority, "")

    def _abroad(self) -> Activity:
        dice = self._dice
        person = self._registry.enrol(self._professions.draw(dice), "")
        site = self._sites.elsewhere(person, foreign_address(dice))
        skill = draw_skill(person, "S", self._profiles, dice)
        return self._activity(person, skill, "S", site, Kind.CLINIC)

    def _renumbered(self, activities: list[Activity]) -> list[Activity]:
        """Deal the numbers out anew and sort by them, so that the file is not in drawing order."""
        numbers = sorted({a.person.number for a in activities})
        dealt = [numbers[i] for i in self._rng.permutation(len(numbers)).tolist()]
        new = dict(zip(numbers, dealt, strict=True))
        moved = [
            replace(a, person=replace(a.person, number=new[a.person.number])) for a in activities
        ]
        return sorted(moved, key=lambda a: a.person.number)

    def _with_copies(self, activities: list[Activity], count: int) -> list[Entry]:
        """Repeat `count` lines exactly, each somewhere after its original."""
        places = self._rng.integers(0, len(activities), count)
        gaps = self._rng.integers(0, 400, count)
        later: dict[int, list[Activity]] = defaultdict(list)
        for place, gap in zip(places.tolist(), gaps.tolist(), strict=True):
            later[min(place + gap, len(activities) - 1)].append(activities[place])
        entries = []
        for row, activity in enumerate(activities):
            entries.append(Entry(activity))
            entries.extend(Entry(again, copy=True) for again in later.get(row, ()))
        return entries


def _is_local(activity: Activity) -> bool:
    """Tell whether a line is of the region: its place is known there."""
    return activity.site is not None and activity.site.truth is not None


def _mark(activity: Activity) -> tuple[object, ...]:
    """Return what tells two activities of a person apart."""
    place = activity.site.identity if activity.site is not None else ()
    profession = activity.person.profession
    return (profession, activity.mode, place, activity.role, activity.genre, activity.authority)


def _by_profession(counts: Iterable[tuple[tuple[str, str], int]]) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for (_, profession), count in counts:
        totals[profession] += count
    return dict(totals)
