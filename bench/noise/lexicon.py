"""How registers write types, titles and numbers: the generator's own lists.

`of(split)` keeps half of the ways to write a word for training: the other half is met in tests
only, so that a table tuned to the training queries shows.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache

from bench.noise.fold import plain

_TYPES = """
Rue: R, R., r., RU
Avenue: AV, Av., AVE, Aven, Ave.
Boulevard: BD, Bld, Blvd, Boul., BVD, Bd.
Place: PL, Pl., Plce, PLA
Chemin: CHE, Chem, CH, Ch., Chem.
Route: RTE, Rte., RT, Rte
Impasse: IMP, Imp., Imp, IMPAS
Allée: ALL, All., AL, Allees
Ruelle: RLE, Rlle, Ruel., RUEL
Quai: QU, Q., QUAI
Cours: CRS, Crs., COURS
Square: SQ, Sq., SQR
Passage: PAS, Psg, PASS, Pass., PSGE
Sentier: SEN, Sent., SENT
Lotissement: LOT, Lot., Lotis., LOTISS
Résidence: RES, Rés., RESID
Faubourg: FG, Fbg, Faub., FBG
Cité: CITE, CTE
Hameau: HAM, Ham., HAM
Voie: VOI, VOIE
Esplanade: ESP, Espl., ESPLA
Promenade: PROM, Prom., PRM
Rond-Point: RPT, Rd-Point, RD PT, Rd Pt, RDPT
Montée: MTE, Mtée
Côte: COTE
Venelle: VEN, Ven.
Clos: CLOS, CL
Chaussée: CHS, Chée, CHAUSS
Villa: VLA, VILLA
Traverse: TRA, Trav.
Quartier: QUA, Qrt, QUART
Domaine: DOM, Dom.
Parc: PARC, PRC
Mail: MAIL
Cour: COUR
Zone Industrielle: ZI, Z.I., ZONE IND
Zone Artisanale: ZA, Z.A.
Grande Rue: GR RUE, Gde Rue, GRANDE R, GDE R
Grand Rue: GR RUE, Gd Rue, GRD RUE
"""

_WORDS = """
Général: GAL, Gén., GEN, Gal., Gl
Maréchal: MAL, Mar., MARECH, Mal.
Docteur: DR, Dr., DOCT, Doct.
Saint: ST, St., St
Sainte: STE, Ste.
Président: PDT, Pdt., PRES, Prés., PRT
Capitaine: CNE, CAP, Cap., Capit., CPT
Colonel: COL, Col., CEL
Commandant: CDT, CMDT, Cdt., COMDT
Lieutenant: LT, Lieut., LTN, LIEUT
Sergent: SGT, Serg.
Adjudant: ADJ, Adjt
Professeur: PR, PROF, Prof., Pr.
Abbé: ABE, AB
Monseigneur: MGR, Mgr., Mgr
Chanoine: CHN, Chan., CHNE
Cardinal: CARD, Card.
Amiral: AML, Am.
Notre-Dame: ND, N-D, N.D., NOTRE D.
Madame: MME, Mme.
Mademoiselle: MLLE
Frères: FRES, Frs, FR
Soeur: SR, Sr
Division: DIV, Div., DION
Régiment: RGT, Rgt, REGT
Infanterie: INF, Inf.
Bataillon: BTN, Bat., BTLN
Libération: LIB, Libé., LIBER
République: REP, Répub., REPUB
Résistance: RESIST, Résist.
Ancienne: ANC, Anc.
Ancien: ANC, Anc.
Grande: GDE, Gde, GRDE
Grand: GD, Gd, GRD
Petite: PTE, Pte, PETIT
Petit: PT, Pt, PTIT
Vieux: VX, Vx
Vieille: VLE, Vlle
Haute: HTE, Hte
Haut: HT
Basse: BSE
Château: CHAT, Chât., CHTEAU
Moulin: MLIN, MLN
Fontaine: FONT, Font., FNE
Chapelle: CHAP, Chap., CHAPEL
Hôpital: HOP, Hôp.
Église: EGL, Egl., EGLIS
Cimetière: CIMET, Cimet.
Novembre: NOV, Nov., 9BRE
Septembre: SEPT, Sept., 7BRE
Octobre: OCT, 8BRE
Décembre: DEC, Déc.
Janvier: JANV, Janv.
Février: FEV, Févr.
Juillet: JUIL, Juil., JUILL
Combattants: COMB, Combatt.
"""


def words(text: str) -> tuple[str, ...]:
    """Cut a list written as a text."""
    return tuple(text.split())


TITLES = words(
    """Général Maréchal Docteur Saint Sainte Président Capitaine Colonel Commandant Lieutenant
    Sergent Adjudant Professeur Abbé Monseigneur Chanoine Cardinal Amiral Notre-Dame Madame
    Mademoiselle Frères Soeur"""
)
"""Words before a name."""

GIVEN_NAMES = words(
    """ABEL ADOLPHE ALAIN ALBERT ALEXANDRE ALFRED ALPHONSE AMBROISE ANATOLE ANDRE ANNE ANTOINE ANTONIN
    ARISTIDE ARMAND ARTHUR AUGUSTE BENJAMIN BERNARD BLAISE CAMILLE CHARLES CHRISTIAN CLAUDE CLEMENT
    DANIEL DENIS DIDIER EDGAR EDMOND EDOUARD ELIE ELSA EMILE EMILIEN ERNEST EUGENE FELIX FERDINAND
    FERNAND FRANCIS FRANCOIS FRANCOISE FREDERIC GABRIEL GASTON GEORGE GEORGES GERARD GILBERT GUILLAUME
    GUSTAVE GUY HECTOR HELENE HENRI HENRY HONORE HUBERT HUGUES IRENE ISAAC JACQUES JEAN JEANNE JEROME
    JOSEPH JULES JULIEN LAURENT LAZARE LEON LEONARD LEOPOLD LOUIS LOUISE LUCIE LUCIEN MARC MARCEL
    MARCELLIN MARGUERITE MARIE MARIUS MARTHE MARTIN MATHIEU MAURICE MAX MAXIME MICHEL NICOLAS NOEL
    OCTAVE OLIVIER OSCAR PABLO PASCAL PAUL PAULINE PHILIPPE PIERRE PROSPER RAOUL RAYMOND REMY RENE
    RICHARD ROBERT ROGER ROLAND ROMAIN ROSA SALVADOR SEBASTIEN SIMON SIMONE SOPHIE STEPHANE SUZANNE
    THEODORE THEOPHILE THERESE THIERRY THOMAS URBAIN VALENTIN VICTOR VINCENT VIRGINIE VLADIMIR WINSTON
    WOLFGANG YVES YVONNE"""
)

SURNAMES = {
    "PASTEUR": "Louis",
    "HUGO": "Victor",
    "ZOLA": "Émile",
    "GAMBETTA": "Léon",
    "CLEMENCEAU": "Georges",
    "FOCH": "Maréchal",
    "LECLERC": "Général",
    "JOFFRE": "Maréchal",
    "CURIE": "Pierre",
    "VERLAINE": "Paul",
    "RIMBAUD": "Arthur",
    "VOLTAIRE": "François",
    "CARNOT": "Sadi",
    "THIERS": "Adolphe",
    "DIDEROT": "Denis",
    "MOZART": "Wolfgang",
    "RAVEL": "Maurice",
    "LAMARTINE": "Alphonse de",
    "JAURES": "Jean",
    "PEGUY": "Charles",
    "POINCARE": "Raymond",
    "FERRY": "Jules",
    "BERLIOZ": "Hector",
    "LYAUTEY": "Maréchal",
}
"""People that a way is named for without their given name or title."""

WRONG_TYPES = (
    ("Rue", 5),
    ("Avenue", 3),
    ("Place", 2),
    ("Impasse", 2),
    ("Allée", 2),
    ("Chemin", 2),
    ("Boulevard", 1),
    ("Route", 1),
)
"""Type given for another one, and how often."""

_FIRST = ("", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
_TEENS = (
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
)
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def spelled(number: int) -> str:
    """`21` -> `vingt et un`, for 1 to 69; `1918` -> `mille neuf cent dix-huit` up to 1999."""
    if number >= 1000:
        rest = number - 1000
        hundreds = f"{_FIRST[rest // 100]} cent " if rest >= 200 else "cent " if rest >= 100 else ""
        return f"mille {hundreds}{spelled_small(rest % 100)}".strip()
    return spelled_small(number)


def spelled_small(number: int) -> str:
    """`44` -> `quarante-quatre`, `0` -> empty; below 100, as in France."""
    if number <= 10:
        return _FIRST[number]
    if number < 20:
        return _TEENS[number - 11]
    if number >= 80:
        return f"quatre-vingt-{spelled_small(number - 80)}".rstrip("-")
    tens = 60 if number >= 60 else number - number % 10
    rest = number - tens
    if not rest:
        return _TENS[tens]
    link = " et " if rest in {1, 11} else "-"
    return _TENS[tens] + link + spelled_small(rest)


def roman(number: int) -> str:
    """`14` -> `XIV`, for 1 to 39."""
    out = ""
    for value, letters in _ROMAN:
        while number >= value:
            out, number = out + letters, number - value
    return out


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Ways to write a type or a word; keys are folded."""

    types: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]


def _read(text: str) -> dict[str, tuple[str, ...]]:
    pairs = (line.split(":", 1) for line in text.strip().splitlines())
    return {key.strip(): tuple(v.strip() for v in rest.split(",")) for key, rest in pairs}


def _kept(forms: tuple[str, ...], key: str, split: str) -> tuple[str, ...]:
    """Every form in a test; in training half of them, and none of a word in four."""
    if split == "test":
        return forms
    if zlib.crc32(key.encode()) % 4 == 0:
        return ()
    return tuple(f for f in forms if zlib.crc32(f"{key}/{f}".encode()) % 2 == 0)


@cache
def of(split: str) -> Lexicon:
    """Return the lexicon of a split, `train` or `test`."""
    types = {plain(k): _kept(v, k, split) for k, v in _read(_TYPES).items()}
    words = {plain(k): _kept(v, k, split) for k, v in _read(_WORDS).items()}
    return Lexicon(types, words)


@cache
def title_keys() -> frozenset[str]:
    """Folded titles."""
    return frozenset(plain(t) for t in TITLES)


@cache
def _type_keys() -> tuple[str, ...]:
    return tuple(sorted(map(plain, _read(_TYPES)), key=len, reverse=True))


def split_type(name: str) -> tuple[str, str]:
    """`Rue de la Gare` -> `Rue`, `de la Gare`; an unknown type, or a lone one, is part of the name."""
    words = name.split()
    for size in (2, 1):
        head = plain(" ".join(words[:size]))
        if len(words) > size and head in _type_keys():
            return " ".join(words[:size]), " ".join(words[size:])
    return "", name
