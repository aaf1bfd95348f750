"""From a door to the address as it is registered: the order of the steps is the order below."""

from __future__ import annotations

from refdata.demo import quirks
from refdata.demo.dice import Dice
from refdata.demo.draft import Draft, Truth, finish, lay_out, start, written
from refdata.demo.facts import Commune, FarTown
from refdata.demo.gazetteer import Gazetteer, Place
from refdata.demo.lexicon_streets import EVERYWHERE, GROUPS
from refdata.demo.nomenclature import COUNTRIES
from refdata.demo.quirks_layout import SERVICES
from refdata.demo.quirks_places import cedex
from refdata.demo.text import capitals

_CEDEX_AT_HOSPITALS = 0.75
_CS_AT_HOSPITALS = 0.5
_QUIRKY_HOSPITALS = 0.4
"""Hospitals whose number and street are written as carelessly as a practice's."""
_UNKNOWN_COMMUNE = 0.008
"""Share of sites in a commune that BAN has no address of, where there is one."""


def register(place: Place, gazetteer: Gazetteer, dice: Dice, *, hospital: bool = False) -> Draft:
    """Return the address of `place` as the register holds it, with its truth and classes."""
    draft = start(place)
    if not hospital or dice.chance(_QUIRKY_HOSPITALS):
        quirks.apply_one(quirks.NUMBERS, draft, gazetteer, dice)
        quirks.apply_one(quirks.NAMES, draft, gazetteer, dice)
    lay_out(draft, dice)
    quirks.apply_one(quirks.LAYOUT, draft, gazetteer, dice)
    if hospital and dice.chance(_CEDEX_AT_HOSPITALS) and cedex(draft, gazetteer, dice):
        draft.classes.append("cedex")
        if dice.chance(_CS_AT_HOSPITALS) and not draft.mention:
            draft.mention = f"{dice.pick(('CS', 'BP'))} {dice.between(10, 99_999)}"
    elif hospital or not quirks.apply_one(quirks.MISSING, draft, gazetteer, dice):
        quirks.apply_one(quirks.PLACES, draft, gazetteer, dice)
    finish(draft, dice)
    if "cp_seul" in draft.classes:
        draft.office = draft.office if dice.chance(0.5) else ""
    return draft


def unknown_commune(department: str, gazetteer: Gazetteer, dice: Dice) -> Draft | None:
    """Return an address in a commune without BAN addresses, now and then; else None."""
    communes = gazetteer.empty_communes.get(department, ())
    if not communes or not dice.chance(_UNKNOWN_COMMUNE):
        return None
    commune = dice.pick(communes)
    draft = start(_nowhere_in(commune, dice))
    lay_out(draft, dice)
    draft.classes[:] = ["commune_hors_ban"]
    draft.truth = Truth(
        "municipality", "", "", commune.code, commune.lon, commune.lat, "voie inexistante"
    )
    finish(draft, dice)
    return draft


def _nowhere_in(commune: Commune, dice: Dice) -> Place:
    """Return a door that does not exist, in a commune without doors."""
    group = dice.pick([g for g in GROUPS if g.where == EVERYWHERE])
    return Place(
        row=-1,
        commune=commune,
        street=-1,
        kind=group.types[0][0],
        rest=dice.pick(group.names),
        number=dice.between(1, 40),
        rep="",
        postcode=commune.codes_postaux[0],
        former="",
        street_id="",
        lon=commune.lon,
        lat=commune.lat,
    )


def far_address(town: FarTown, dice: Dice) -> tuple[str, ...]:
    """Return the address columns of a place outside the region, in the plain styles."""
    group = dice.pick([g for g in GROUPS if g.where == EVERYWHERE])
    line = written(f"{group.types[0][0]} {dice.pick(group.names)}".strip(), dice)
    name = capitals(town.nom)
    recipient = dice.pick(SERVICES) if dice.chance(0.1) else ""
    number = str(dice.between(1, 180))
    office = f"{town.code_postal} {name}" if dice.chance(0.7) else ""
    head = (recipient, "", number, "", "", "", line, "", office, town.code_postal)
    return (*head, town.code, town.nom, "", "")


def foreign_address(dice: Dice) -> tuple[str, ...]:
    """Return the address columns of a place abroad: the postcode is the first word."""
    code = dice.pick(sorted(COUNTRIES))
    label, line, office = COUNTRIES[code]
    street = line.format(n=dice.between(1, 90))
    return ("", "", "", "", "", "", street, "", office, office.split()[0], "", "", code, label)
