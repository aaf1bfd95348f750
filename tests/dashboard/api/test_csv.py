"""Files posted: the same file back, every row and column in order, with what was found beside."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.api import csv as api_csv
from dashboard.api.csv import REVERSED, SEARCHED
from dashboard.app import create_app
from dashboard.settings import Settings

FILE = "id;adresse;cp\n1;3 bis rue de l'église;67810\n2;;\n3;2 kirchgasse valbruche;67820\n"


def post(client, text, path="search/csv/", written="utf-8", **fields):
    data = text if isinstance(text, bytes) else text.encode(written)
    form = {"data": (io.BytesIO(data), "adresses.csv"), **fields}
    return client.post(f"/api/{path}", data=form, content_type="multipart/form-data")


def rows_of(response, encoding="utf-8", delimiter=";"):
    assert response.status_code == 200, response.text
    text = io.StringIO(response.data.decode(encoding), newline="")
    return list(csv.DictReader(text, delimiter=delimiter))


@pytest.mark.parametrize("path", ["search/csv", "search/csv/"])
def test_the_file_comes_back_with_results(client, path):
    reply = post(client, FILE, path, columns="adresse", postcode="cp")
    assert reply.content_type == "text/csv; charset=utf-8"
    assert reply.headers["Content-Disposition"] == "attachment; filename=geocoded-adresses.csv"
    head = reply.text.splitlines()[0]
    assert head == ";".join(("id", "adresse", "cp", *SEARCHED))
    first, empty, last = rows_of(reply)
    assert (first["id"], first["result_id"]) == ("1", "67801_0010_00003_bis")
    assert (first["longitude"], first["latitude"]) == ("7.5006", "48.50005")
    assert (empty["result_status"], empty["result_label"]) == ("skipped", "")
    assert last["result_label"] == "2 Kirchgasse 67820 Valbruche"


def test_what_banr_posts(client):
    """geocode_tbl: one column, codes beside it, a comma."""
    text = 'adresse,code_postal,code_insee\n"2 rue de l église",67810,67802\n'
    fields = {"columns": "adresse", "postcode": "code_postal", "citycode": "code_insee"}
    (row,) = rows_of(post(client, text, delimiter=",", **fields), delimiter=",")
    assert row["result_id"] == "67802_0010_00002"
    assert list(row)[:3] == ["adresse", "code_postal", "code_insee"]
    for column in ("latitude", "longitude", "result_score"):
        float(row[column])


def test_columns_are_joined_and_all_of_them_by_default(client):
    text = "n;rue;ville\n2;rue des vergers;68810 valbruche\n"
    for fields in ({}, {"columns": ["n", "rue", "ville"]}):
        (row,) = rows_of(post(client, text, **fields))
        assert row["result_id"] == "68801_0010_00002"


def test_only_the_result_columns_asked_for(client):
    reply = post(client, FILE, columns="adresse", result_columns=["result_id", "latitude", "score"])
    assert reply.text.splitlines()[0] == "id;adresse;cp;result_id;latitude;result_score"


def test_a_position_that_the_file_has_stays_its_own(client):
    text = "adresse;longitude;latitude\nrue des saules valbruche les brandes;1;2\n"
    (row,) = rows_of(post(client, text, columns="adresse"))
    assert (row["longitude"], row["latitude"]) == ("1", "2")
    assert row["result_longitude"].startswith("7.6")


def test_a_point_beside_a_street_of_no_commune(client):
    text = (
        "adresse;x;y\n2 rue de l'église;7.6;48.5\n2 rue de l'église;7.4;48.7\n2 rue de l'église;;\n"
    )
    found = rows_of(post(client, text, columns="adresse", lon="x", lat="y"))
    assert [row["result_citycode"] for row in found][:2] == ["67802", "67804"]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "windows-1252"),
        ("utf-16", "utf-16"),
        ("mac-roman", "macintosh"),
    ],
)
def test_encodings_are_told_and_kept(client, encoding, charset):
    text = "n° ligne;adresse\n1;2 rue de l'église 67810 valbruche-lès-brandes\nété;à l’œuvre\n"
    reply = post(client, text, written=encoding, columns="adresse")
    assert reply.content_type == f"text/csv; charset={charset}"
    first, second = rows_of(reply, encoding)
    assert first["result_label"] == "2 Rue de l'Église 67810 Valbruche-lès-Brandes"
    assert second["n° ligne"] == "été"
    given_ = post(client, text.encode(encoding), columns="adresse", encoding=encoding)
    assert given_.data == reply.data


@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiters_and_line_ends_are_told_and_kept(client, delimiter, end):
    lines = ["id,adresse", "1,2 kirchgasse valbruche", "2,rien"]
    text = end.join(line.replace(",", delimiter) for line in lines) + end
    reply = post(client, text, columns="adresse")
    assert reply.data.count(end.encode()) == 3
    assert reply.text.startswith(f"id{delimiter}adresse{delimiter}longitude")


def test_a_letter_the_encoding_has_not_is_written_the_nearest_way(client):
    text = "adresse;autre\n2 rue de l'église 67810 saint-oden;x\n"
    reply = post(client, text.encode("ascii", "replace"), encoding="us-ascii", columns="adresse")
    (row,) = rows_of(reply, "ascii")
    assert row["result_label"] == "2 Rue de l'Eglise 67810 Saint-Oden"


def test_bad_rows_fail_nothing(client):
    text = (
        "id;adresse\n1;2 kirchgasse valbruche\n2\n3;a;b;c\n\n"
        '4;"ouvert\n5;'
        + "x" * 200_000
        + "\n6;\x00\x01\n7;"
        + "9" * 400
        + "\n8;2 kirchgasse valbruche\n"
    )
    data = text.encode() + b"9;\xff\xfe rue\n"
    reply = post(client, data, columns="adresse", encoding="")
    lines = list(
        csv.reader(
            io.StringIO(reply.data.decode("utf-8", "surrogateescape"), newline=""), delimiter=";"
        )
    )
    assert [line[0] for line in lines[1:]] == [str(n) for n in range(1, 10)]
    assert {len(line) for line in lines if line[0] != "3"} == {2 + len(SEARCHED)}
    assert lines[3][-2:] == ["b", "c"]
    assert lines[8][2] == lines[1][2] != ""


def test_a_row_that_raises_is_an_error_alone(client, monkeypatch):
    plain = api_csv._Searched.answer

    def answer(self, rows):
        if any(row[0] == "3" for row in rows):
            raise ValueError(rows)
        return plain(self, rows)

    monkeypatch.setattr(api_csv._Searched, "answer", answer)
    text = "id;adresse\n" + "".join(f"{n};2 kirchgasse valbruche\n" for n in range(7))
    found = rows_of(post(client, text, columns="adresse"))
    assert [row["result_status"] for row in found] == ["ok"] * 3 + ["error"] + ["ok"] * 3


CELL = st.text(
    st.one_of(st.sampled_from(' ;,"\n\r\té12rue'), st.characters(exclude_categories=["Cs"])),
    max_size=12,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=12),
    delimiter=st.sampled_from(";,\t|"),
)
def test_columns_rows_and_order_are_those_of_the_file(client, rows, delimiter):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    data = out.getvalue().encode()
    fields = {"delimiter": delimiter, "encoding": "utf-8", "columns": ["a", "b"]}
    form = {"data": (io.BytesIO(data), "x.csv"), **fields}
    reply = client.post("/api/search/csv/", data=form, content_type="multipart/form-data")
    assert reply.status_code == 200, reply.text
    back = csv.reader(io.StringIO(reply.data.decode(), newline=""), delimiter=delimiter)
    assert [row[:3] for row in back] == [["a", "b", "c"], *rows]


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)),
    fields=st.dictionaries(
        st.sampled_from(
            ["columns", "encoding", "delimiter", "postcode", "lat", "lon", "result_columns"]
        ),
        st.one_of(
            st.sampled_from(["a", "utf-8", "cp1252", "rot13", "idna", "undefined", ";", "utf-7"]),
            st.text(max_size=4),
        ),
    ),
)
def test_no_file_is_a_failure(client, data, fields):
    for path in ("search/csv/", "reverse/csv/"):
        form = {"data": (io.BytesIO(data), "x.csv"), **fields}
        reply = client.post(f"/api/{path}", data=form, content_type="multipart/form-data")
        assert reply.status_code in (200, 400), reply.text


def test_points(client):
    text = "nom;lat;long\na;48.50005;7.501\nb;48,50005;7,501\nc;;\nd;x;7\ne;10;-30\n"
    found = rows_of(post(client, text, "reverse/csv/"))
    assert list(found[0]) == ["nom", "lat", "long", *REVERSED]
    assert [row["result_id"] for row in found] == ["67801_0010_00005"] * 2 + [""] * 3
    assert [row["result_distance"] for row in found] == ["0", "0", "", "", ""]
    assert [row["result_status"] for row in found] == ["ok", "ok", "skipped", "error", "not-found"]


def test_points_in_columns_of_other_names(client):
    text = "x;y\n7.501;48.50005\n"
    (row,) = rows_of(post(client, text, "reverse/csv", lon="x", lat="y", type="street"))
    assert row["result_id"] == "67801_0010"


@pytest.mark.parametrize(
    ("path", "text", "fields", "told"),
    [
        ("search", FILE, {"columns": "rue"}, "« adresse »"),
        ("search", FILE, {"postcode": "code"}, "« cp »"),
        ("search", FILE, {"lat": "cp"}, "ensemble"),
        ("search", FILE, {"encoding": "martien"}, "utf-8"),
        ("search", FILE, {"delimiter": ";;"}, "un seul caractère"),
        ("search", FILE, {"result_columns": "couleur"}, "result_label"),
        ("search", "", {}, "première ligne"),
        ("search", "\n\n", {}, "première ligne"),
        ("search", b"PK\x03\x04 a workbook", {}, "« Enregistrer sous »"),
        ("search", b"\x00" * 64, {}, "« Enregistrer sous »"),
        ("search", "é".encode("cp1252"), {"encoding": "utf-8"}, "véritable encodage"),
        ("search", "result_label;adresse\na;b\n", {}, "result_columns"),
        ("reverse", FILE, {}, "« longitude »"),
        ("reverse", "lon;lat\n1;2\n", {"type": "x"}, "municipality"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(client, path, text, fields, told):
    form = {
        "data": (io.BytesIO(text if isinstance(text, bytes) else text.encode()), "a.csv"),
        **fields,
    }
    reply = client.post(f"/api/{path}/csv/", data=form, content_type="multipart/form-data")
    assert reply.status_code == 400
    message = reply.json["message"].replace("\u00a0", " ")
    assert told in message
    assert message.endswith(".")


def test_no_file_at_all(client):
    assert "curl" in client.post("/api/search/csv/").json["message"]
    assert client.post("/api/search/csv/", data="x", content_type="text/csv").status_code == 400


def test_a_file_too_large_is_refused_and_other_routes_keep_their_own_limit(world):
    client = create_app(world, Settings(csv_bytes=450_000)).server.test_client()
    assert len(rows_of(post(client, "adresse\n" + "rue\n" * 100_000), delimiter=",")) == 100_000
    refused = post(client, "adresse\n" + "rue\n" * 118_000)
    assert refused.status_code == 413
    assert "cigogne geocode" in refused.json["message"]
    page = client.post(
        "/_dash-update-component", data=b"x" * 300_000, content_type="application/json"
    )
    assert page.status_code == 413


def test_one_file_at_a_time(server, client, monkeypatch):
    inside = []

    def busy(lookup, stream, asked):
        if not inside:
            inside.append(post(server.test_client(), FILE, columns="adresse"))
        return plain(lookup, stream, asked)

    plain = api_csv.search_csv
    monkeypatch.setattr("dashboard.api.routes.search_csv", busy)
    assert post(client, FILE, columns="adresse").status_code == 200
    (other,) = inside
    assert other.status_code == 503
    assert int(other.headers["Retry-After"]) > 0
    assert other.json["code"] == 503
    assert post(client, FILE, columns="adresse").status_code == 200
