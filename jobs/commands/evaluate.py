"""`cigogne evaluate`: quality against known answers."""

from __future__ import annotations

from pathlib import Path

import click

from jobs.options import data_option, json_option
from refdata.paths import DataPaths


@click.command()
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--columns", is_flag=True, help="Send addresses in columns, not in one line.")
@json_option
@data_option
def evaluate(gold: Path, columns: bool, as_json: bool, paths: DataPaths) -> None:
    """Measure the quality against the known answers of GOLD, by class.

    GOLD holds known answers either for the lines of an extraction (`line`, `level`, `ban_id`…),
    which are compared with the release being served, or for addresses (`q` or the columns of a
    query, `truth_id`…), which are geocoded. `invented` counts the answers on a way where the truth
    has none. Then come the recall and the false streets at each threshold of the score, and the
    precision in each tenth of score.
    """
    import orjson

    from jobs.engine import open_geocoder
    from jobs.evaluation.gold import cases_of_queries, cases_of_release, is_for_lines, read_gold
    from jobs.evaluation.report import as_json as values_of
    from jobs.evaluation.report import as_text
    from jobs.pipeline.releases import current_folder

    rows = read_gold(gold)
    if is_for_lines(rows):
        cases = cases_of_release(rows, current_folder(paths))
    else:
        cases = cases_of_queries(rows, open_geocoder(paths), in_columns=columns)
    if as_json:
        click.echo(orjson.dumps(values_of(cases), option=orjson.OPT_INDENT_2).decode())
    else:
        click.echo("\n".join(as_text(cases)))
