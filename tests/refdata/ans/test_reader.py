import json
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from refdata.ans import Quarantine, RawFile, read_activities, stream
from refdata.ans.reader import REFUSED_LINES
from refdata.errors import RawFormatError
from refdata.sources import SourceFolder
from refdata.tables import ACTIVITE_LUE, QUARANTAINE
from tests.refdata.ans.extraction import MEMBER, TITLES, activity, text_file, zip_file

REGION = frozenset({"08", "67"})
ACCOUNTED = ("hors_region", "etranger", "sans_lieu", "quarantaine", "doublons_exacts", "activites")

SEDAN = {"code_commune_declare": "08409", "libelle_commune": "SEDAN"}
STRASBOURG = {"code_postal": "67070", "libelle_commune": "STRASBOURG CEDEX"}


def read(tmp_path, *lines, titles=TITLES, end=b"\n"):
    return read_activities(text_file(tmp_path, lines, titles, end), REGION)


def test_every_line_is_kept_or_counted_with_its_reason(tmp_path):
    found = read(
        tmp_path,
        activity(**SEDAN, identifiant_structure="R1"),
        activity(**STRASBOURG, identifiant_structure="R2"),
        activity(bureau_cedex="08200 SEDAN", identifiant_structure="R1"),
        activity(code_commune_declare="75056"),
        activity(code_pays="99132", code_postal="GL"),
        activity(libelle_pays="Luxembourg", code_postal="8200"),  # not Sedan
        activity(),
        "899000000001|trop court",
        activity(**SEDAN, identifiant_structure="R1"),
    )
    assert found.counts == {
        "lignes_lues": 9,
        "hors_region": 1,
        "etranger": 2,
        "sans_lieu": 1,
        "doublons_exacts": 1,
        "quarantaine": 1,
        "activites": 3,
        "personnes": 1,
        "lieux_exercice": 2,
    }
    rows = found.table.select(["ligne_source", "rattachement", "code_departement"]).to_pylist()
    assert [tuple(row.values()) for row in rows] == [
        (2, "commune", "08"),
        (3, "code_postal", "67"),
        (4, "bureau_cedex", "08"),
    ]
    assert ACTIVITE_LUE.problems(found.table) == []


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ({"code_commune_declare": "08409", "code_postal": "75001"}, "commune"),
        ({"code_commune_declare": "XX", "code_postal": "8200"}, "code_postal"),
        ({"code_postal": "SEDAN", "bureau_cedex": "08209 SEDAN CEDEX"}, "bureau_cedex"),
        ({"code_commune_declare": "08409", "code_pays": "99000"}, "commune"),
    ],
)
def test_the_first_rule_that_answers_places_the_line(tmp_path, place, rule):
    found = read(tmp_path, activity(**place))
    assert found.table["rattachement"].to_pylist() == [rule]
    assert found.table["code_departement"].to_pylist() == ["08"]


def test_a_commune_elsewhere_is_not_overruled_by_a_postcode_of_the_region(tmp_path):
    found = read(tmp_path, activity(code_commune_declare="75056", code_postal="08000"))
    assert (found.counts["hors_region"], found.counts["activites"]) == (1, 0)


def test_fields_keep_what_was_registered_without_outer_spaces(tmp_path):
    line = activity(**SEDAN, raison_sociale=' CABINET "DU PARC" ', enseigne="  ", telephone="")
    row = read(tmp_path, line).table.to_pylist()[0]
    assert row["raison_sociale"] == 'CABINET "DU PARC"'
    assert (row["enseigne"], row["telephone"]) == (None, None)
    assert row["code_commune_declare"] == "08409"


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"|\n", b"|\r\n"])
def test_line_ends_and_trailing_separators_change_nothing(tmp_path, end):
    plain = read(tmp_path, activity(**SEDAN, libelle_genre_activite="Soin"))
    other = read(tmp_path, activity(**SEDAN, libelle_genre_activite="Soin"), end=end)
    assert other.table.equals(plain.table)
    assert other.counts == plain.counts


def test_52_columns_read_with_role_and_kind_null(tmp_path):
    line = activity(**SEDAN, code_secteur_activite="SA07").rsplit("|", 4)[0]
    row = read(tmp_path, line, titles=TITLES[:52]).table.to_pylist()[0]
    assert row["code_secteur_activite"] == "SA07"
    assert row["code_role"] is None
    assert row["libelle_genre_activite"] is None


def test_a_zip_reads_as_the_text_does(tmp_path):
    raw = text_file(tmp_path, [activity(**SEDAN), "court", activity(**STRASBOURG)])
    packed = RawFile(zip_file(tmp_path / "a.zip", {MEMBER: raw.path.read_bytes()}), MEMBER)
    text, archive = read_activities(raw, REGION), read_activities(packed, REGION)
    assert archive.table.equals(text.table)
    assert archive.quarantine.equals(text.quarantine)
    assert archive.counts == text.counts


def test_line_numbers_and_duplicates_hold_across_blocks(tmp_path, monkeypatch):
    small = partial(stream.read_blocks, size=500)
    monkeypatch.setattr("refdata.ans.reader.read_blocks", small)
    lines = [activity(**SEDAN, nom=f"N{n % 40}") for n in range(60)]
    lines[10] = "court"
    found = read(tmp_path, *lines)
    assert found.table["ligne_source"].to_pylist() == [n + 2 for n in range(40) if n != 10] + [52]
    assert found.counts["doublons_exacts"] == 19
    assert found.quarantine["ligne"].to_pylist() == [12]


def test_quarantine_says_where_why_and_what(tmp_path):
    nameless = activity(**SEDAN, identifiant_pp="")
    found = read(tmp_path, nameless, b"caf\xe9", activity(**SEDAN), "x" * 3000)
    assert QUARANTAINE.problems(found.quarantine) == []
    assert found.quarantine.to_pylist() == [
        {
            "fichier": MEMBER,
            "ligne": 2,
            "raison": "Identification nationale PP vide",
            "contenu": nameless,
        },
        {
            "fichier": MEMBER,
            "ligne": 3,
            "raison": "octets qui ne sont pas de l’UTF-8",
            "contenu": "caf\ufffd",
        },
        {"fichier": MEMBER, "ligne": 5, "raison": "1 champ au lieu de 56", "contenu": "x" * 2000},
    ]


def test_one_quarantine_may_serve_several_files(tmp_path):
    shared = Quarantine()
    raw = text_file(tmp_path, ["court", activity(**SEDAN)])
    first = read_activities(raw, REGION, shared)
    assert first.quarantine.equals(shared.table())
    assert len(shared) == 1


def test_a_site_without_identifier_is_known_by_identity_and_address(tmp_path):
    site = {**SEDAN, "raison_sociale": "CABINET DES ALOUETTES"}
    found = read(
        tmp_path,
        activity(**site, telephone="0100000001"),
        activity(**site, telephone="0100000002"),
        activity(**SEDAN, raison_sociale="CABINET DES MERLES"),
        activity(**SEDAN, identifiant_structure="R1"),
    )
    first, second, third, fourth = found.table["identifiant_lieu"].to_pylist()
    assert first == second == "H" + first[1:]
    assert len(first) == 17
    assert third != first
    assert fourth == "R1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        ("|".join(TITLES).encode() + b"\n", "no well-formed line"),
        ("|".join(TITLES).encode() + b"\na|b\nc\n", "no well-formed line"),
        (b"PK\x03\x04", "header has 1 columns"),
    ],
)
def test_a_file_without_activities_is_refused_by_name(tmp_path, content, said):
    (tmp_path / MEMBER).write_bytes(content)
    with pytest.raises(RawFormatError, match=said) as caught:
        read_activities(RawFile(tmp_path / MEMBER), REGION)
    assert MEMBER in str(caught.value)


def test_a_file_of_malformed_lines_is_refused(tmp_path):
    with pytest.raises(RawFormatError, match=r"10,001 of the first 10,002 lines are malformed"):
        read(tmp_path, activity(**SEDAN), *["court"] * (REFUSED_LINES + 1))


def test_many_malformed_lines_among_many_more_are_set_apart(tmp_path):
    found = read(tmp_path, *[activity()] * 90_009, *["court"] * (REFUSED_LINES + 1))
    assert found.counts["quarantaine"] == REFUSED_LINES + 1


PLACES = st.sampled_from(
    [SEDAN, STRASBOURG, {}, {"code_pays": "99132"}, {"code_postal": "13001"}, {"nom": "B", **SEDAN}]
)
LINES = st.lists(
    st.one_of(PLACES.map(lambda place: activity(**place)), st.sampled_from(["", "a|b", "é|" * 57])),
    max_size=25,
)


@pytest.mark.slow
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES)
def test_lines_read_are_the_sum_of_what_became_of_them(tmp_path, lines):
    found = read(tmp_path, activity(**SEDAN), *lines)
    assert found.counts["lignes_lues"] == len(lines) + 1
    assert found.counts["lignes_lues"] == sum(found.counts[name] for name in ACCOUNTED)
    assert found.counts["activites"] == found.table.num_rows
    assert found.counts["quarantaine"] == found.quarantine.num_rows
    assert found.table["ligne_source"].to_pylist() == sorted(
        set(found.table["ligne_source"].to_pylist())
    )


@pytest.mark.real
def test_counts_of_the_real_layout_equal_its_truth(shared_dir):
    truth = json.loads((shared_dir / "eval" / "ans_dev" / "summary.json").read_text())
    source = SourceFolder.scan(shared_dir / "real" / "source").ans
    read_bytes = []
    found = read_activities(
        source.personne_activite,
        frozenset(truth["parameters"]["departments"]),
        progress=read_bytes.append,
    )
    activities, location = truth["personne_activite"], truth["location"]
    assert found.counts == {
        "lignes_lues": activities["activities_well_formed"],
        "hors_region": location["outside_region_rows"],
        "etranger": location["foreign_rows"],
        "sans_lieu": location["rows_without_location"],
        "doublons_exacts": location["region_rows"] - location["region_rows_without_duplicates"],
        "quarantaine": activities["malformed_physical_lines"],
        "activites": location["region_rows_without_duplicates"],
        "personnes": location["region_persons"],
        "lieux_exercice": location["region_structures_by_identifiant_technique"],
    }
    assert location["region_rows_without_duplicates"] == 11_980
    header = "|".join(TITLES).encode() + b"\n"
    assert sum(read_bytes) == source.personne_activite.size() - len(header)
