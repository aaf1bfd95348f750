"""`cigogne search` and `cigogne reverse`: one address, one position."""

from __future__ import annotations

from typing import Any

import click

from jobs.options import data_option, json_option
from refdata.paths import DataPaths


@click.command()
@click.argument("query")
@click.option("--limit", default=5, show_default=True, type=click.IntRange(1, 50))
@click.option("--explain", is_flag=True, help="Say how the answer was found, stage by stage.")
@json_option
@data_option
def search(query: str, limit: int, explain: bool, as_json: bool, paths: DataPaths) -> None:
    """Find the place of an address written in one line: `12 bis rue des Lilas 67000 Strasbourg`."""
    from jobs.engine import open_geocoder

    geocoder = open_geocoder(paths)
    if explain and as_json:
        _say_json(geocoder.explain_json(query))
    elif explain:
        click.echo(geocoder.explain(query))
    else:
        _say([result.as_row() for result in geocoder.search(query, limit)], as_json)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("lon", type=click.FloatRange(-180, 180))
@click.argument("lat", type=click.FloatRange(-90, 90))
@json_option
@data_option
def reverse(lon: float, lat: float, as_json: bool, paths: DataPaths) -> None:
    """Find the address nearest to LON LAT, in degrees."""
    from jobs.engine import open_geocoder

    result = open_geocoder(paths).reverse(lon, lat)
    _say([result.as_row()] if result else [], as_json)


def _say(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Write one result a line: score, type, label, position, id; or all as JSON."""
    if as_json:
        _say_json(rows)
        return
    for row in rows:
        place = f"{row['longitude']:.6f} {row['latitude']:.6f}"
        score = row["result_score"]
        shown = f"{score:.3f}" if score is not None else "-"
        columns = (shown, row["result_type"], row["result_label"], place, row["result_id"])
        click.echo("\t".join(str(value) for value in columns))
    if not rows:
        click.echo("nothing found", err=True)


def _say_json(value: object) -> None:
    """Write `value` as JSON on stdout."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY
    click.echo(orjson.dumps(value, option=options).decode())
