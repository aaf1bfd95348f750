"""One address on its way from BAN to the extraction's columns, with the truth it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from refdata.demo.dice import Dice, Urn
from refdata.demo.gazetteer import Gazetteer, Place
from refdata.demo.nomenclature import WAY_CODES
from refdata.demo.text import capitals, postal_town, without_accents


@dataclass(frozen=True, slots=True)
class Truth:
    """What a perfect geocoder must find; `level` as in the result contract, or `none`."""

    level: str
    ban_id: str
    street_id: str
    insee: str
    lon: float | None
    lat: float | None
    reason: str = ""


NOWHERE = Truth("none", "", "", "", None, None, "adresse absente")


def door_truth(place: Place) -> Truth:
    """Return the door itself."""
    return Truth(
        "housenumber", place.ban_id, place.street_id, place.commune.code, place.lon, place.lat
    )


@dataclass(slots=True)
class Draft:
    """An address being written; strings are as they will be registered.

    `kind` and `rest` are the way (`Rue`, `de la Mairie`) until `lay_out` spreads them over the
    columns `code_type`, `label_type` and `label`.
    """

    place: Place
    truth: Truth
    kind: str
    rest: str
    number: str
    rep: str
    postcode: str
    insee: str
    town: str
    abbreviation: str = ""
    code_type: str = ""
    label_type: str = ""
    label: str = ""
    recipient: str = ""
    building: str = ""
    mention: str = ""
    office: str = ""
    country: tuple[str, str] = ("", "")
    cedex: bool = False
    classes: list[str] = field(default_factory=list)

    @property
    def way(self) -> str:
        """Type and name in one."""
        return f"{self.kind} {self.rest}".strip()

    def fall_back(self, gazetteer: Gazetteer, level: str, reason: str = "") -> None:
        """Lower the truth to the street or to the commune."""
        commune = self.place.commune
        if level == "street":
            self.near_street(*gazetteer.middle_of(self.place.street))
        else:
            self.truth = Truth(
                "municipality", "", "", commune.code, commune.lon, commune.lat, reason
            )

    def near_street(self, lon: float, lat: float) -> None:
        """Lower the truth to the street, at a position (degrees)."""
        self.truth = replace(self.truth, level="street", ban_id="", lon=lon, lat=lat)

    def columns(self) -> tuple[str, ...]:
        """Return the columns from Complément destinataire to Libellé pays."""
        return (
            self.recipient,
            self.building,
            self.number,
            self.rep,
            self.code_type,
            self.label_type,
            self.label,
            self.mention,
            self.office,
            self.postcode,
            self.insee,
            self.town,
            *self.country,
        )


def start(place: Place) -> Draft:
    """Return the plain draft of a door."""
    commune = place.commune
    return Draft(
        place=place,
        truth=door_truth(place),
        kind=place.kind,
        rest=place.rest,
        number=str(place.number),
        rep=place.rep,
        postcode=place.postcode,
        insee=commune.code,
        town=commune.nom,
    )


_STYLES: Mapping[str, float] = {
    "label": 0.44,
    "abbreviated": 0.16,
    "split": 0.22,
    "label_only": 0.07,
    "code_only": 0.05,
    "as_ban": 0.06,
}
"""The two styles of the extraction (type in the label, type in columns) and their halves."""
STYLE_URN = Urn(_STYLES)
_COUNTRIES = Urn(
    [(("", ""), 0.62), (("99000", "France"), 0.24), (("99000", ""), 0.09), (("", "France"), 0.05)]
)
_TOWN_STYLES = Urn({"as_is": 0.6, "capitals": 0.25, "accents": 0.15})
_REP_FORMS: Mapping[str, tuple[str, ...]] = {
    "bis": ("B", "BIS", "bis"),
    "ter": ("T", "TER", "ter"),
    "quater": ("Q", "QUATER"),
}
_OFFICE_SHARE = 0.72
_APOSTROPHE_KEPT = 0.15


def written(text: str, dice: Dice) -> str:
    """Return a name in capitals; the apostrophe mostly becomes a space, accents sometimes stay."""
    if dice.chance(0.06):
        return text
    if dice.chance(_APOSTROPHE_KEPT):
        return without_accents(text).upper().replace("-", " ")
    return capitals(text)


def lay_out(draft: Draft, dice: Dice) -> None:
    """Spread type and name over the columns in one of the extraction's styles."""
    style = STYLE_URN.draw(dice) if draft.kind in WAY_CODES else "label"
    code = WAY_CODES.get(draft.kind, "")
    rest = written(draft.rest, dice)
    if draft.abbreviation:
        draft.label = f"{draft.abbreviation} {rest}".strip()
    elif style == "as_ban":
        draft.label = draft.way
    elif style == "label":
        draft.label = written(draft.way, dice)
    elif style == "abbreviated":
        draft.label = f"{code} {rest}".strip()
    else:
        draft.label = rest
        draft.code_type = "" if style == "label_only" else code
        draft.label_type = "" if style == "code_only" else draft.kind
    if draft.rep:
        draft.rep = dice.pick(_REP_FORMS.get(draft.rep, (draft.rep.upper(),)))
        draft.classes.append("rep")


def finish(draft: Draft, dice: Dice) -> None:
    """Write the last line, the town and the country, where no quirk has done so yet."""
    town = draft.town
    if not draft.office and dice.chance(_OFFICE_SHARE):
        name = postal_town(town) if dice.chance(0.5) else capitals(town)
        draft.office = f"{draft.postcode} {name}".strip()
    style = _TOWN_STYLES.draw(dice)
    if style == "capitals":
        draft.town = capitals(town)
    elif style == "accents":
        draft.town = town.upper()
    draft.country = _COUNTRIES.draw(dice)
