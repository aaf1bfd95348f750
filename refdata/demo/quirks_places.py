"""Quirks of the commune: codes, CEDEX, names of the town, and addresses that are not there."""

from __future__ import annotations

from refdata.demo.dice import Dice
from refdata.demo.draft import Draft, Truth, written
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.lexicon_streets import GROUPS
from refdata.demo.quirks_names import mistyped
from refdata.demo.text import capitals, postal_town

_ARTICLES = ("LA ", "LE ", "LES ", "L ")
_TRIES = 30


def no_commune_code(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """Code commune empty."""
    draft.insee = ""
    return True


def former_register(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """As ADELI left it: neither code nor name of the commune, all in the last line."""
    draft.insee = ""
    draft.office = f"{draft.postcode} {capitals(draft.town)}"
    draft.town = "" if dice.chance(0.8) else draft.town
    return True


def cedex(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """`67091 STRASBOURG CEDEX 9`: a code that is no postcode of BAN."""
    code = _cedex_code(draft.postcode, gazetteer, dice)
    if not code:
        return False
    order = f" {dice.between(1, 9)}" if dice.chance(0.35) else ""
    town = postal_town(draft.town) if dice.chance(0.6) else capitals(draft.town)
    draft.office = f"{code} {town} CEDEX{order}"
    draft.postcode = code
    draft.cedex = True
    if dice.chance(0.3):
        draft.town = f"{town} CEDEX{order}"
    return True


def _cedex_code(postcode: str, gazetteer: Gazetteer, dice: Dice) -> str:
    for _ in range(_TRIES):
        code = f"{postcode[:2]}{dice.below(1_000):03d}"
        if code not in gazetteer.postcodes:
            return code
    return ""


def wrong_postcode(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Give the postcode of another commune of the department."""
    row = gazetteer.commune_in(draft.place.commune.departement, 0.5, dice)
    other = dice.pick(gazetteer.communes[row].codes_postaux)
    if other in draft.place.commune.codes_postaux:
        return False
    draft.postcode = other
    return True


def far_postcode(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Give the postcode of another department (the commune code stays, and decides)."""
    department = dice.pick(gazetteer.departments)
    if department == draft.place.commune.departement:
        return False
    row = gazetteer.commune_in(department, 1.0, dice)
    draft.postcode = gazetteer.communes[row].codes_postaux[0]
    return True


def no_postcode(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """Postcode empty, in the last line too."""
    draft.postcode = ""
    draft.office = postal_town(draft.town)
    return True


def zero_lost(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`08000` -> `8000`: a spreadsheet has been there."""
    if not draft.postcode.startswith("0"):
        return False
    draft.office = f"{draft.postcode} {capitals(draft.town)}"
    draft.postcode = draft.postcode[1:]
    return True


def retired_code(draft: Draft, gazetteer: Gazetteer, __: Dice) -> bool:
    """Give the code of a commune that has been merged."""
    former = draft.place.former
    if former in {"", draft.place.commune.code} or former in gazetteer.facts.by_code:
        return False
    draft.insee = former
    return True


def former_name(draft: Draft, gazetteer: Gazetteer, _: Dice) -> bool:
    """Give the name of a commune that has been merged, without a code."""
    names = {f.code: f.nom for f in gazetteer.facts.former_of.get(draft.place.commune.code, ())}
    name = names.get(draft.place.former, "")
    if not name or name == draft.town:
        return False
    draft.insee = ""
    draft.town = name
    draft.office = f"{draft.postcode} {capitals(name)}"
    return True


def wrong_code(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Give the code of another commune of the department, beside the right name."""
    other = gazetteer.communes[gazetteer.commune_in(draft.place.commune.departement, 0.4, dice)]
    if other.code == draft.place.commune.code:
        return False
    draft.insee = other.code
    draft.office = f"{draft.postcode} {capitals(draft.town)}"
    return True


def misspelt_town(draft: Draft, _: Gazetteer, dice: Dice) -> bool:
    """`SAINT DZIER`."""
    name = capitals(draft.town)
    if len(name) < 6:
        return False
    draft.town = mistyped(name, dice)
    draft.office = f"{draft.postcode} {draft.town}"
    return draft.town != name


def article_behind(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """`69890 TOUR DE SALVAGNY (LA)`."""
    name = capitals(draft.town)
    for article in _ARTICLES:
        if name.startswith(article):
            draft.office = f"{draft.postcode} {name[len(article) :]} ({article.strip()})"
            return True
    return False


def postcode_only(draft: Draft, _: Gazetteer, __: Dice) -> bool:
    """Neither code nor name of the commune, nor last line: the postcode alone."""
    draft.insee = draft.town = ""
    draft.office = draft.postcode
    return True


def _empty_line(draft: Draft) -> None:
    draft.number = draft.rep = draft.code_type = draft.label_type = draft.label = ""
    draft.kind = draft.rest = draft.abbreviation = ""
    draft.classes.clear()


def no_address(draft: Draft, gazetteer: Gazetteer, _: Dice) -> bool:
    """Only the commune is known."""
    _empty_line(draft)
    draft.fall_back(gazetteer, "municipality", "adresse absente")
    return True


def office_only(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Only the last line: `55100 VERDUN`."""
    no_address(draft, gazetteer, dice)
    draft.office = f"{draft.postcode} {capitals(draft.town)}"
    draft.insee = draft.town = ""
    draft.postcode = draft.postcode if dice.chance(0.5) else ""
    return True


def locality(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Write a lieu-dit instead of a street."""
    places = gazetteer.localities.get(draft.place.commune.code, [])
    if not places:
        return False
    place = dice.pick(places)
    _empty_line(draft)
    name = capitals(place.nom)
    how = dice.below(3)
    if how == 0:
        draft.label = name
    elif how == 1:
        draft.label = f"LIEU DIT {name}"
    else:
        draft.code_type, draft.label_type, draft.label = "LD", "Lieu dit", name
    commune = draft.place.commune.code
    draft.truth = Truth("locality", place.id, "", commune, place.lon, place.lat)
    return True


def no_such_street(draft: Draft, gazetteer: Gazetteer, dice: Dice) -> bool:
    """Write a street that the commune does not have."""
    group = dice.pick(GROUPS)
    kind, rest = dice.pick(group.types)[0], dice.pick(group.names)
    names = (f"{k} {rest}".strip() for k, _ in group.types)
    if any(gazetteer.has_street(draft.place.commune, name) for name in names):
        return False
    draft.label = written(f"{kind} {rest}".strip(), dice)
    draft.code_type = draft.label_type = ""
    draft.classes.clear()
    draft.fall_back(gazetteer, "municipality", "voie inexistante")
    return True
