"""Quirks of where things are written: complements, mentions, several things in one field.

They run after the way has been spread over the columns.
"""

from __future__ import annotations

from refdata.demo.dice import Dice
from refdata.demo.draft import Draft
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.text import capitals

BUILDINGS = (
    "BAT A",
    "BAT B",
    "RDC DROITE",
    "1ER ETAGE",
    "2EME ETAGE",
    "RESIDENCE LE PARC",
    "RES LES TILLEULS",
    "IMMEUBLE LE CENTRAL",
    "ENTREE 3",
    "APPT 12",
    "ESCALIER C",
    "IMMEUBLE L'EUROPE",
)
SERVICES = (
    "CABINET MEDICAL",
    "CABINET INFIRMIER",
    "CABINET DENTAIRE",
    "CABINET DE KINESITHERAPIE",
    "MAISON DE SANTE",
    "POLE SANTE",
)
_MENTIONS = ("LIEU DIT LA CROIX", "ZAC DES PRES", "LES GRANDES VIGNES", "CENTRE COMMERCIAL")
_AFTER = ("BP 45", "APT 12", "CABINET 3", "RDC DROITE", "BAT C", "1ER ETAGE", "CS 10329")
_QUOTED = ('"LES GLYCINES"', 'CABINET "LE BOURG"', '"LE CLOS', 'RESIDENCE "LE PARC"')


def complement(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """Put a building, a service, a BP in its own column."""
    how = dice.below(10)
    if how < 4:
        draft.building = dice.pick(BUILDINGS)
    elif how < 6:
        draft.recipient = dice.pick(SERVICES)
    elif how < 9:
        draft.mention = f"{dice.pick(('BP', 'CS', 'TSA'))} {dice.between(1, 99_999)}"
    else:
        draft.mention = dice.pick(_MENTIONS)
    return True


def _number(draft: Draft) -> str:
    """Return number and suffix in one: `12 BIS`."""
    return f"{draft.number} {draft.rep}".strip()


def _whole(draft: Draft) -> str:
    """Return number, type and name in one line, emptied from their columns."""
    kind = draft.code_type or capitals(draft.label_type)
    line = " ".join(part for part in (_number(draft), kind, draft.label) if part)
    draft.number = draft.rep = draft.code_type = draft.label_type = draft.label = ""
    return line


def number_in_label(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """Empty the number column: label `12 RUE PASTEUR`."""
    if not draft.number:
        return False
    draft.label = _whole(draft)
    return True


def before(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`IMMEUBLE LE CENTRAL 9 ALLEE DU CHATEAU` in the label."""
    comma = ", " if dice.chance(0.3) else " "
    draft.label = dice.pick(BUILDINGS + SERVICES) + comma + _whole(draft)
    return True


def behind(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`RUE MARCEAU APT 12`."""
    comma = ", " if dice.chance(0.3) else " "
    draft.label += comma + dice.pick(_AFTER)
    return True


def in_mention(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """Write the street in the mention, something else in the label."""
    draft.mention = _whole(draft)
    draft.label = dice.pick(BUILDINGS + SERVICES)
    return True


def quotes(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """Straight quotes in a text field, closed or not."""
    text = dice.pick(_QUOTED)
    if dice.chance(0.5):
        draft.recipient = text
    else:
        draft.mention = text
    return True


def two_addresses(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """`22 COURS VITTON - 46 RUE TETE D OR`: the first one counts."""
    other = gazetteer.other_door(draft.place, dice)
    draft.label += f" - {other.number} {capitals(f'{other.kind} {other.rest}')}"
    return other.street != draft.place.street
