"""The extraction: fictive people, consistent codes, real proportions."""

import re
from collections import Counter

import pytest

from refdata.demo.facts import load_facts
from refdata.demo.nomenclature import (
    GENRES,
    MODES,
    PHARMACIST_SECTIONS,
    PROFESSIONS,
    ROLES,
    SECTORS,
    SKILLS,
)
from refdata.demo.profiles import KINDS, build_profiles


def test_nobody_can_be_taken_for_a_real_person(tiny):
    for row in tiny.activities:
        assert re.fullmatch(r"99\d{9}", row["numero_rpps"])
        assert row["identifiant_pp"] == f"8{row['numero_rpps']}"
        assert row["type_identifiant"] == "8"


def test_structures_bear_numbers_that_are_never_given(tiny):
    for row in tiny.activities:
        assert re.fullmatch(r"(000\d{11})?", row["siret"])
        assert re.fullmatch(r"(98\d{7})?", row["finess_site"])
        assert re.fullmatch(r"(97\d{7})?", row["finess_juridique"])
        assert re.fullmatch(r"(F98\d{7}|C000\d{11}|R99\d{12})?", row["identifiant_structure"])


def test_telephones_and_mails_are_kept_for_fiction(tiny):
    for row in tiny.activities:
        for name in ("telephone", "telephone_2", "telecopie"):
            digits = row[name].replace(" ", "").replace("+33", "0")
            assert re.fullmatch(r"((035301|026191|063998)\d{4})?", digits)
        assert re.fullmatch(r"(contact\d+@example\.org)?", row["email"])


@pytest.mark.parametrize(
    ("code", "label", "labels"),
    [
        ("code_profession", "libelle_profession", PROFESSIONS),
        ("code_savoir_faire", "libelle_savoir_faire", SKILLS),
        ("code_mode_exercice", "libelle_mode_exercice", MODES),
        ("code_secteur_activite", "libelle_secteur_activite", SECTORS),
        ("code_section_pharmacien", "libelle_section_pharmacien", PHARMACIST_SECTIONS),
        ("code_role", "libelle_role", ROLES),
        ("code_genre_activite", "libelle_genre_activite", GENRES),
    ],
)
def test_codes_go_with_their_labels(tiny, code, label, labels):
    assert {(row[code], row[label]) for row in tiny.activities} <= {("", ""), *labels.items()}


def test_skills_and_sections_belong_to_their_profession(tiny):
    for row in tiny.activities:
        skill, profession = row["code_savoir_faire"], row["code_profession"]
        assert bool(skill) or profession != "10"
        assert not skill or profession == {"SM": "10", "SC": "40"}[skill[:2]]
        assert not row["code_section_pharmacien"] or profession == "21"


def test_labels_of_professions_are_those_of_the_facts():
    assert dict(load_facts().professions) == dict(PROFESSIONS)


def test_every_profession_has_settings_in_known_kinds_of_place():
    assert set(build_profiles().settings) == set(PROFESSIONS)
    assert {facts.sector for facts in KINDS.values()} <= set(SECTORS)


def test_the_other_files_speak_of_the_same_people(tiny):
    people = {row["identifiant_pp"] for row in tiny.activities}
    for kind in ("Dipl_AutExerc", "SavoirFaire"):
        lines = [line.split("|") for line in tiny.lines(kind)[1:]]
        assert {fields[2] for fields in lines} <= people
    diplomas = {line.split("|")[2] for line in tiny.lines("Dipl_AutExerc")[1:]}
    assert diplomas == people


def test_a_doctor_practises_under_a_registered_skill(tiny):
    registered = {
        (fields[2], fields[11])
        for fields in (line.split("|") for line in tiny.lines("SavoirFaire")[1:])
    }
    for row in tiny.activities:
        if row["code_savoir_faire"]:
            assert (row["identifiant_pp"], row["code_savoir_faire"]) in registered


def test_people_are_in_order_and_keep_their_name(tiny):
    firsts = list(dict.fromkeys(row["numero_rpps"] for row in tiny.activities))
    # A repeated line comes later than its original, so only first occurrences are in order.
    assert firsts == sorted(firsts)
    names = {(r["numero_rpps"], r["nom"], r["prenom"], r["code_civilite"]) for r in tiny.activities}
    assert len(names) == len(firsts)


def test_codes_of_communes_exist(tiny):
    facts = load_facts()
    known = set(facts.by_code) | {f.code for f in facts.former} | {t.code for t in facts.far_towns}
    assert {row["code_commune_declare"] for row in tiny.activities} <= known | {""}


@pytest.mark.slow
def test_postcodes_exist_unless_cedex_or_abroad(small):
    facts = load_facts()
    known = {p for c in facts.communes for p in c.codes_postaux}
    known |= {town.code_postal for town in facts.far_towns} | {""}
    for row in small.activities:
        abroad = row["code_pays"] not in {"", "99000"}
        if not abroad and "CEDEX" not in row["bureau_cedex"]:
            assert row["code_postal"].zfill(5 if row["code_postal"] else 0) in known


@pytest.mark.slow
def test_professions_and_departments_keep_the_real_proportions(small):
    facts = load_facts()
    insee = {row["line"]: row["insee"][:2] for row in small.truth}
    people = {
        (insee[str(line)], row["code_profession"], row["identifiant_pp"])
        for line, row in enumerate(small.activities, start=2)
        if str(line) in insee
    }
    found = Counter((department, profession) for department, profession, _ in people)
    total = sum(facts.head_counts.values())
    for key, count in facts.head_counts.items():
        expected = count / total * len(people)
        # Second sites in another department add a few; the square root is the draw's own play.
        assert abs(found[key] - expected) < 3 + 0.06 * expected + 3 * expected**0.5


@pytest.mark.slow
def test_hospitals_hold_hundreds_at_one_address(small):
    sites = Counter(
        row["identifiant_structure"]
        for row in small.activities
        if row["code_secteur_activite"] == "SA01"
    )
    assert sum(count >= 200 for count in sites.values()) >= 8
    solo = Counter(
        row["identifiant_structure"]
        for row in small.activities
        if row["code_secteur_activite"] == "SA07"
    )
    assert len(solo) > 1_000
    assert max(solo.values()) < 10


@pytest.mark.slow
def test_some_people_have_several_sites_or_both_modes(small):
    sites, modes = {}, {}
    for row in small.activities:
        sites.setdefault(row["identifiant_pp"], set()).add(row["identifiant_structure"])
        modes.setdefault(row["identifiant_pp"], set()).add(row["code_mode_exercice"])
    assert 0.03 < sum(len(s - {""}) > 1 for s in sites.values()) / len(sites) < 0.15
    assert sum({"L", "S"} <= m for m in modes.values()) > 100


@pytest.mark.slow
def test_shares_of_lines_that_are_not_in_the_region(small):
    s = small.summary
    assert s.sans_lieu / s.lignes_lues == pytest.approx(0.2, abs=0.01)
    assert s.hors_region / s.lignes_lues == pytest.approx(0.1, abs=0.01)
    assert 0 < s.etranger / s.lignes_lues < 0.003
    copies = len(small.activities) - len(set(small.lines("Personne_activite")[1:]))
    assert copies / s.lignes_lues == pytest.approx(0.005, abs=0.001)
