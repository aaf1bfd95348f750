"""Places of practice: names, fictive identifiers, contact details, one registered address each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate

from refdata.demo.addressing import register, unknown_commune
from refdata.demo.dice import Dice
from refdata.demo.draft import Truth
from refdata.demo.gazetteer import Gazetteer
from refdata.demo.lexicon_people import FAMILY, FAMILY_ALSACE, FAMILY_LORRAINE
from refdata.demo.people import Person
from refdata.demo.profiles import KINDS, Kind
from refdata.demo.text import capitals, without_accents

_POETIC = (
    "DES TROIS RIVIERES",
    "DU VAL FLEURI",
    "DE LA FORET BLEUE",
    "DES HAUTS PLATEAUX",
    "DU LAC GRIS",
    "DES DEUX VALLEES",
    "DES QUATRE VENTS",
    "SAINT ROCH LE NEUF",
    "NOTRE DAME DES PRES",
    "SAINTE ODILE DU BOIS",
    "DE LA CIGOGNE",
    "DES MIRABELLIERS",
    "DU GRAND CERF",
    "DE LA VIEILLE TOUR",
    "DU CHAMP DES ALOUETTES",
    "DES SEPT FONTAINES",
)
_HEADS: Mapping[Kind, tuple[str, ...]] = {
    Kind.HOSPITAL: ("CENTRE HOSPITALIER", "HOPITAL", "CHI", "CH", "CHR"),
    Kind.CLINIC: ("CLINIQUE", "POLYCLINIQUE", "CLINIQUE SSR"),
    Kind.CARE_HOME: ("EHPAD", "MAISON DE RETRAITE", "RESIDENCE"),
    Kind.DISABILITY: ("IME", "FAM", "MAS", "ESAT"),
    Kind.LABORATORY: ("LABORATOIRE BIO", "SELAS LABORATOIRE"),
    Kind.HEALTH_HOUSE: ("MSP", "MAISON DE SANTE", "POLE DE SANTE"),
    Kind.CENTRE: ("CENTRE DE SANTE", "CDS INFIRMIER", "CENTRE DE SANTE DENTAIRE"),
    Kind.COUNCIL: ("CONSEIL DEPARTEMENTAL", "SERVICE DE PMI"),
    Kind.WORK: ("SERVICE DE PREVENTION",),
    Kind.GROUP: ("CABINET DE GROUPE", "SCM"),
}
_SHOPS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PHARMACY: ("PHARMACIE {}", "SELARL PHARMACIE {}", "SNC PHARMACIE {}"),
    Kind.OPTICIAN: ("OPTIQUE {}", "SARL {} OPTIC", "{} VISION"),
    Kind.HEARING: ("AUDITION {}", "CENTRE AUDITIF {}"),
    Kind.FITTING: ("{} ORTHOPEDIE", "PODO {}"),
    Kind.COMPANY: ("SELARL {}", "SELAS {} & ASSOCIES"),
}
_SOLO = ("CABINET {first} {family}", "CABINET DE {family} {first}", "{family} {first}")
_SOLO_DOCTOR = ("CABINET DU DR {first} {family}", "DR {family}", "CABINET {first} {family}")
_PHONES = ("0353019{}", "0261915{}", "0639981{}")
"""Ranges that ARCEP keeps for fiction: 03 53 01, 02 61 91, 06 39 98 (four digits more)."""
_OWN_NAME = 0.3
"""Members of a group or a health house registered under their own name, at the same address."""


@dataclass(frozen=True, slots=True)
class Site:
    """One place of practice as registered: the structure's columns, ready to write.

    `identity` are the columns SIRET … Enseigne, `address` Complément destinataire … Libellé pays,
    `contact` Téléphone … Adresse e-mail.
    """

    kind: Kind | None
    identity: tuple[str, ...]
    address: tuple[str, ...]
    contact: tuple[str, ...]
    former_id: str
    truth: Truth | None
    classes: tuple[str, ...]


class SiteBook:
    """Makes sites and remembers those that several people share, by department and kind."""

    def __init__(self, gazetteer: Gazetteer, dice: Dice) -> None:
        self._gazetteer, self._dice = gazetteer, dice
        self._count = 0
        self._shared: dict[tuple[str, Kind], tuple[list[Site], list[float]]] = {}

    def prepare(self, department: str, kind: Kind, activities: float) -> None:
        """Make the shared sites of a kind for about so many activities in the department."""
        count = max(1, round(activities / KINDS[kind].size))
        sites = [self._new(department, kind) for _ in range(count)]
        skew = 0.75 if kind in {Kind.HOSPITAL, Kind.CLINIC} else 0.3
        weights = [1 / (rank + 1) ** skew for rank in range(count)]
        self._shared[department, kind] = (sites, list(accumulate(weights)))

    def site_for(self, department: str, kind: Kind, person: Person) -> Site:
        """Return a place for the person: a shared one, or their own practice."""
        if kind is Kind.SOLO:
            return self._new(department, kind, person)
        sites, bounds = self._shared[department, kind]
        place = bisect_right(bounds, self._dice.roll() * bounds[-1])
        site = sites[min(place, len(sites) - 1)]
        if kind in {Kind.GROUP, Kind.HEALTH_HOUSE} and self._dice.chance(_OWN_NAME):
            identity, former = self._identity(Kind.SOLO, self._solo_name(person))
            return replace(site, identity=identity, former_id=former)
        return site

    def elsewhere(self, person: Person, address: tuple[str, ...]) -> Site:
        """Return a practice outside the region (no truth is kept for it)."""
        identity, former = self._identity(Kind.SOLO, self._solo_name(person))
        return Site(None, identity, address, self._contact(), former, None, ())

    def without_address(self, person: Person) -> Site:
        """Return a structure of which the register knows the name alone."""
        identity, former = self._identity(Kind.SOLO, self._solo_name(person))
        country = ("99000", "France") if self._dice.chance(0.3) else ("", "")
        address = ("",) * 12 + country
        return Site(None, identity, address, ("",) * 4, former, None, ())

    def _new(self, department: str, kind: Kind, person: Person | None = None) -> Site:
        dice, gazetteer = self._dice, self._gazetteer
        draft = unknown_commune(department, gazetteer, dice) if kind is Kind.SOLO else None
        if draft is None:
            row = gazetteer.commune_in(department, KINDS[kind].pull, dice)
            place = gazetteer.door_in(row, dice)
            draft = register(place, gazetteer, dice, hospital=kind is Kind.HOSPITAL)
        name = self._solo_name(person) if person else self._name(kind, draft.place.commune.nom)
        identity, former = self._identity(kind, name)
        if not draft.recipient and dice.chance(0.35):
            draft.recipient = name
        if kind is Kind.HOSPITAL:
            draft.classes.append("hopital")
        return Site(
            kind,
            identity,
            draft.columns(),
            self._contact(),
            former,
            draft.truth,
            tuple(draft.classes) or ("propre",),
        )

    def _name(self, kind: Kind, town: str) -> str:
        dice = self._dice
        if kind in _SHOPS:
            family = dice.pick(FAMILY + FAMILY_LORRAINE + FAMILY_ALSACE)
            subject = capitals(town) if dice.chance(0.3) else family
            return dice.pick(_SHOPS[kind]).format(subject)
        name = f"{dice.pick(_HEADS[kind])} {dice.pick(_POETIC)}"
        return f"{name} SITE {capitals(town)}" if dice.chance(0.35) else name

    def _solo_name(self, person: Person) -> str:
        """Return a practice's name; one in a hundred with the accents damaged (`JErEmy`)."""
        forms = _SOLO_DOCTOR if person.title[0] else _SOLO
        first = without_accents(person.first).upper()
        if self._dice.chance(0.01):
            first = "".join("E" if c in "éèê" else c for c in person.first)
        return " ".join(self._dice.pick(forms).format(first=first, family=person.family).split())

    def _identity(self, kind: Kind, name: str) -> tuple[tuple[str, ...], str]:
        """Return the identity columns and the former identifier; every number is fictive.

        SIREN begin with 000, which SIRENE never gives; FINESS with 98, which is no department.
        """
        dice = self._dice
        self._count += 1
        siren = f"000{self._count:06d}"
        siret = f"{siren}{dice.between(1, 99):05d}"
        enseigne = name if dice.chance(0.05) else ""
        shown = (siret, siren if dice.chance(0.4) else "")
        if KINDS[kind].finess:
            finess = f"98{self._count:07d}"
            return (*shown, finess, f"97{self._count:07d}", f"F{finess}", name, enseigne), (
                f"1{finess}"
            )
        if dice.chance(0.3):
            return (*shown, "", "", f"C{siret}", name, enseigne), f"3{siret}"
        number = f"99{self._count:012d}"
        siret = siret if dice.chance(0.5) else ""
        return (siret, "", "", "", f"R{number}", name, enseigne), f"4{number[2:]}001"

    def _contact(self) -> tuple[str, ...]:
        dice = self._dice
        phone = self._phone() if dice.chance(0.55) else ""
        second = self._phone() if phone and dice.chance(0.05) else ""
        fax = self._phone() if phone and dice.chance(0.15) else ""
        mail = f"contact{self._count}@example.org" if dice.chance(0.08) else ""
        return phone, second, fax, mail

    def _phone(self) -> str:
        dice = self._dice
        digits = dice.pick(_PHONES).format(dice.digits(3))
        how = dice.below(10)
        if how < 6:
            return digits
        if how < 9:
            return " ".join(digits[i : i + 2] for i in range(0, 10, 2))
        return f"+33{digits[1:]}"
