"""Sheets of structures and territories against plain pandas, and what the dialog shows of them."""

import json

import pandas as pd
import pytest

from dashboard.callbacks.detail import place_of, sheet_of
from dashboard.directory import Directory
from dashboard.engine import Engine
from dashboard.engine.territory import STRUCTURES
from dashboard.layout import person
from dashboard.selection import Dimension, Selection
from tests.dashboard.oracle import COLUMN
from tests.support.release_people import HOSTILE


def shown(children):
    """Return the children as the JSON the browser gets."""
    return json.dumps(children, default=lambda c: c.to_plotly_json(), ensure_ascii=False)


def places(oracle):
    """Return (level, code) of every territory served, whatever practises there."""
    communes = oracle.communes
    return [
        (level, code)
        for level in ("departement", "epci", "commune")
        for code in communes[COLUMN[Dimension(level)]].dropna().unique()
    ]


def test_a_territory_counts_its_professions_and_those_around(engine, oracle):
    for level, code in places(oracle):
        sheet = engine.territory(level, code)
        own = Selection().set(Dimension(level), [code])
        around = sorted(set(oracle.territory(own).code_departement))
        scopes = [own, Selection().set(Dimension.DEPARTEMENT, around), Selection()]
        found = {
            line.code: (line.count, line.densite, line.departement, line.region)
            for line in sheet.professions
        }
        counts = [oracle.facet(scope, Dimension.PROFESSION) for scope in scopes]
        people = [oracle.population(oracle.territory(scope)) for scope in scopes]
        assert {c: line[0] for c, line in found.items()} == counts[0]
        for profession, line in found.items():
            expected = [
                counted.get(profession, 0) * 10_000 / population if population else None
                for counted, population in zip(counts, people, strict=True)
            ]
            assert list(line[1:]) == pytest.approx(expected)
        assert sheet.figures.activites == len(oracle.keeps(own))
        assert sheet.figures.professions_absentes == oracle.absent(own)


def test_a_territory_lists_its_structures_and_parts(engine, oracle):
    for level, code in places(oracle):
        sheet = engine.territory(level, code)
        rows = oracle.keeps(Selection().set(Dimension(level), [code]))
        sizes = rows.groupby("identifiant_lieu").identifiant_pp.nunique()
        found = {line.identifiant_lieu: line.professionnels for line in sheet.structures}
        assert len(found) == min(len(sizes), STRUCTURES)
        assert all(sizes[site] == count for site, count in found.items())
        assert sorted(found.values()) == sorted(sizes.nlargest(STRUCTURES).tolist())
        parts = {"departement": "siren_epci", "epci": "code_commune"}.get(level)
        communes = oracle.communes
        inside = communes[communes[COLUMN[Dimension(level)]] == code]
        expected = set(inside[parts].dropna()) if parts else set()
        assert {part.code for part in sheet.parts} == expected
        assert [p.count for p in sheet.parts] == sorted(
            (p.count for p in sheet.parts), reverse=True
        )


def test_a_commune_names_what_holds_it(engine, oracle):
    for commune in oracle.communes.itertuples():
        sheet = engine.territory("commune", commune.code_commune)
        held = {level: code for level, code, _ in sheet.parents}
        epci = None if pd.isna(commune.siren_epci) else commune.siren_epci
        assert held.get("epci") == epci
        assert held["departement"] == commune.code_departement
        assert sheet.label == commune.nom


@pytest.mark.parametrize(
    ("level", "code"),
    [
        ("commune", "99999"),
        ("region", "44"),
        ("commune", ""),
        ("epci", "aucun"),
        (3, 4),
        ("q", "x"),
    ],
)
def test_an_unknown_territory_has_no_sheet(engine, level, code):
    assert engine.territory(level, code) is None


def test_a_structure_lists_its_people_once_by_name(engine, oracle):
    for site, rows in oracle.rows.groupby("identifiant_lieu"):
        sheet = engine.structure(site)
        assert sheet.activites == len(rows)
        assert sheet.professionnels == rows.identifiant_pp.nunique()
        listed = [person["identifiant_pp"] for person in sheet.people]
        assert sorted(listed) == sorted(rows.identifiant_pp.unique())
        expected = rows.groupby("libelle_profession").identifiant_pp.nunique().to_dict()
        assert list(sheet.professions) == sorted(expected.items(), key=lambda x: (-x[1], x[0]))
        first = rows.sort_values("ligne_source").iloc[0]
        assert sheet.fields["ligne_source"] == first.ligne_source


@pytest.mark.parametrize("identifier", ["", "R1", None, 7, ["R00000000001"]])
def test_an_unknown_structure_has_no_sheet(engine, identifier):
    assert engine.structure(identifier) is None


def test_a_person_has_their_mailboxes(engine, release):
    boxes = pd.read_parquet(release / "messageries.parquet")
    by_person = list(boxes.groupby("identifiant_pp"))
    assert by_person
    for identifier, held in by_person[:20]:
        found = engine.person(identifier).mailboxes
        assert [box["adresse_bal"] for box in found] == held.adresse_bal.tolist()


# ---- what the dialog shows --------------------------------------------------------------------


def test_every_sheet_of_the_release_can_be_shown(engine, oracle):
    keys = [f"{level}:{code}" for level, code in places(oracle)]
    keys += [f"structure:{site}" for site in oracle.rows.identifiant_lieu.unique()]
    keys += [f"personne:{person}" for person in oracle.rows.identifiant_pp.unique()]
    for key in keys:
        children = sheet_of(engine, key, "/")
        assert "dangerously" not in shown(children), key


@pytest.mark.parametrize("key", [None, 3, "", ":", "personne:", "commune:<b>", "__class__:x"])
def test_an_unknown_key_has_no_sheet(engine, key):
    assert sheet_of(engine, key, "/") is None


def test_a_sheet_leads_to_the_others(engine, oracle):
    row = oracle.rows[oracle.rows.siren_epci != "aucun"].iloc[0]
    person = shown(sheet_of(engine, f"personne:{row.identifiant_pp}", "/"))
    assert f'"data-fiche": "structure:{row.identifiant_lieu}"' in person
    assert f'"data-fiche": "commune:{row.code_commune}"' in person
    structure = shown(sheet_of(engine, f"structure:{row.identifiant_lieu}", "/"))
    assert f'\\"personne:{row.identifiant_pp}' in structure
    commune = shown(sheet_of(engine, f"commune:{row.code_commune}", "/cigogne/"))
    assert f'"data-fiche": "epci:{row.siren_epci}"' in commune
    assert '\\"structure:R' in commune  # a cell of a table, which is JSON in an attribute
    assert f'"/cigogne/export.xlsx?commune={row.code_commune}"' in commune


def test_a_decision_is_said(engine, oracle):
    row = oracle.rows[oracle.rows.result_decision == "acceptee"].iloc[0]
    assert "vérifiée par une personne" in shown(
        sheet_of(engine, f"personne:{row.identifiant_pp}", "/")
    )


def test_what_is_said_of_a_diploma_does_not_run_on_with_its_name(engine):
    held = (
        ("libelle_diplome", "libelle_type_diplome"),
        ("libelle_savoir_faire", "libelle_type_savoir_faire"),
    )
    (diploma, skill) = ({name: "Chiropracteur", kind: "Diplôme d’Etat"} for name, kind in held)
    for item in (person._diploma(diploma), person._skill(skill)):
        name, kind = item.children
        assert (name, kind.children) == ("Chiropracteur", "Diplôme d’Etat")
        assert type(kind).__name__ == "Span"  # a line of its own
    assert person._diploma({"libelle_diplome": "Chiropracteur"}).children == "Chiropracteur"


def test_a_mailbox_says_only_what_is_known():
    (address, said) = person._mailbox({"adresse_bal": "a@b.fr", "type_bal": "PER"}).children
    assert (address.children, said.children) == ("a@b.fr", "personnelle")
    assert person._mailbox({"adresse_bal": "a@b.fr"}).children.children == "a@b.fr"


@pytest.mark.parametrize(
    ("registered", "expected"),
    [("CNOM/CNOM/CNOM", "CNOM"), ("ARS/CPAM/CPAM", "ARS, CPAM"), ("CNOI", "CNOI"), (None, "")],
)
def test_an_authority_is_named_once(registered, expected):
    assert person._authorities(registered) == expected


def test_a_telephone_dials_what_is_registered_and_a_fax_does_not():
    held = {"telephone": "02 61 91 57 11", "telephone_2": "+33261915711", "telecopie": "0353019011"}
    shown_ = shown(person.contact(held))
    assert shown_.count('"href": "tel:') == 2
    assert '"children": "02\u00a061\u00a091\u00a057\u00a011", "href": "tel:0261915711"' in shown_
    assert '"children": "+33261915711", "href": "tel:+33261915711"' in shown_
    assert "03\u00a053\u00a001\u00a090\u00a011" in shown_


def test_people_at_one_place_are_listed_by_structure(engine, oracle):
    site = oracle.rows.groupby("identifiant_lieu").identifiant_pp.nunique().idxmax()
    first = int(engine._sheets.site_rows(site)[0])
    for state in ({}, {"profession": ["60"]}):
        rows = oracle.keeps(Selection.from_json(state))
        listed = shown(place_of(engine, [first], state))
        expected = rows[rows.identifiant_lieu == site]
        people = len(expected) + (not engine.mask(Selection.from_json(state))[first])
        assert listed.count('\\"personne:') == people
        assert listed.count(f'"data-fiche": "structure:{site}"') == 1


def test_hostile_names_are_text(engine, oracle):
    row = oracle.rows[oracle.rows.raison_sociale == HOSTILE[6]]
    row = row if len(row) else oracle.rows[oracle.rows.raison_sociale.isin(HOSTILE)]
    name, site = row.iloc[0].raison_sociale, row.iloc[0].identifiant_lieu
    children = sheet_of(engine, f"structure:{site}", "/")
    assert children[0].children == name
    assert type(children[0]).__name__ == "H2"


def test_the_release_with_no_activity_has_territories(release, tmp_path):
    import shutil

    from refdata.tables import ACTIVITE

    broken = shutil.copytree(release, tmp_path / "release")
    ACTIVITE.write(ACTIVITE.empty(), broken / "activites.parquet")
    engine = Engine(Directory.load(broken))
    sheet = engine.territory("commune", "67001")
    assert sheet.figures.activites == 0
    assert sheet.structures == sheet.professions == ()
    assert sheet_of(engine, "commune:67001", "/")
