"""Fits the weights of the evidence, then the curve of the score, on training queries alone.

`python -m bench.fit [--real DIR] [--demo region|DIR] [--worlds real,demo] [--each N] [--work DIR]`.

Queries are drawn from the training departments of `bench.quality` with seeds of their own; some ways
are held out of the index, so that a query may have no right answer. The geocoder proposes candidates
as it always does. A query chooses one of them or none (a conditional logit): the probability that
`geocoder.score` computes, `e^a / (1 + e^a + e^b)`, is the one that is fitted, rivals included.

Weights that were set by hand (layers, types, number, reading, place) are drawn towards the values
given here as `PRIOR`; what the data say little of stays there. Everything is printed beside the value
in the code; nothing is written.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from bench.confronted import Asked, Row, ask
from bench.fit_curve import curve_lines, fitted_curve
from bench.noise.cases import Case, rows
from bench.noise.generate import Generator
from bench.quality import TRAINING, World, opened, sources
from bench.worlds import SHARED, of_departments
from geocoder import Geocoder, PlaceQuery
from geocoder import score as scoring
from geocoder.decide import Candidate
from geocoder.index.keys import Layer
from geocoder.match import fuzzy, similarity
from geocoder.parse import LineQuery

F64 = npt.NDArray[np.float64]
I64 = npt.NDArray[np.int64]

SEEDS = ("fit 1", "fit 2")
NOT_BLAMED = frozenset(
    {"held_out", "near_held_out", "commune_only", "commune_elsewhere", "two_streets"}
)
"""Classes that say nothing of a street, or that are not decided by one weighing of candidates; streets
held out are those removed at random, near homonyms of what stays among them as often as chance has it."""
REMOVED = 1000
"""Streets removed at random that are asked for, for each seed, besides those of the classes."""
SHARES = (0.15, 0.05)
"""Shares of the ways and numbers of the training departments that are held out here: as many streets
removed as there can be, with most of their neighbours left."""
TYPES = ("missing", "family", "other")

LOWEST = -30.0
"""Log-odds from which a candidate is seen while fitting."""

PRIOR = {
    "exact EXACT": 7.0,
    "exact NO_ARTICLES": 6.5,
    "exact GLUED": 6.0,
    "exact SORTED": 5.9,
    "exact TH_LOST": 5.0,
    "exact PHONETIC": 4.5,
    "exact NO_TYPE": 4.4,
    "exact GLUED_NO_TYPE": 4.0,
    "exact type missing": -0.4,
    "exact type family": -1.6,
    "exact type other": -2.6,
    "fuzzy type missing": -1.4,
    "fuzzy type family": -0.5,
    "fuzzy type other": -3.0,
    "spelt": -4.8,
    "number": 1.0,
    "reading": -15.0,
    "place": -8.0,
}
"""What was set by hand before anything was fitted; 0 for the others."""
LOOSE, TIGHT = 4.0, 1.0
"""Standard deviation, in log-odds, of a weight without and with a value set by hand."""
SPREADS = {"number": 0.02, "reading": 5.0, "place": 5.0}
"""The share of numbers that are not in BAN is the choice of `bench.held_out`, not something measured:
what a number says stays as it was set. Reading and place count tenths of a unit."""
NEGATIVE = frozenset({"doubt", "other", "extra", "missed", "open", "borne"})
"""What can only speak against a name; the other likenesses can only speak for it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """Candidates of every query, one after the other; the right one is a row, or -1 for none."""

    features: F64
    """(candidates, parameters)."""
    start: I64
    """First candidate of each query, (queries,)."""
    right: I64
    """Row of `features`, (queries,)."""


def parameters() -> list[str]:
    """Name each weight."""
    names = ["fuzzy", *similarity.FUZZY_WEIGHTS, *(f"fuzzy type {t}" for t in TYPES)]
    names += [f"exact {layer.name}" for layer in Layer] + [f"exact type {t}" for t in TYPES]
    return [*names, "spelt", "number", "reading", "place"]


def in_code() -> dict[str, float]:
    """Return the weights as they stand in the code."""
    return {
        "fuzzy": similarity.FUZZY_INTERCEPT,
        **similarity.FUZZY_WEIGHTS,
        **{f"fuzzy type {t}": similarity.FUZZY_TYPE[t] for t in TYPES},
        **{f"exact {layer.name}": similarity.LAYER_LOGIT[layer] for layer in Layer},
        **{f"exact type {t}": similarity.EXACT_TYPE[t] for t in TYPES},
        "spelt": similarity.SPELT,
        "number": 1.0,
        "reading": -scoring.READING_WEIGHT,
        "place": -scoring.PLACE_WEIGHT,
    }


def measured(candidate: Candidate, best_place: float) -> dict[str, float]:
    """Return what is known of a candidate, by the name of its weight."""
    parts, label = candidate.match.parts, candidate.match.layer
    out = {
        "reading": candidate.hypothesis.penalty,
        "place": best_place - candidate.place.evidence,
        "number": candidate.evidence.number,
        "spelt": float("spelt" in parts),
    }
    if label == "fuzzy":
        out |= {"fuzzy": 1.0, **{name: parts[name] for name in similarity.FUZZY_WEIGHTS}}
        kind, costs = "fuzzy", similarity.FUZZY_TYPE
    else:
        out[f"exact {label.replace(' ', '_').upper()}"] = 1.0
        kind, costs = "exact", similarity.EXACT_TYPE
    relation = next((t for t in TYPES if abs(costs[t] - parts["type"]) < 1e-9), "same")
    return out | ({f"{kind} type {relation}": 1.0} if relation != "same" else {})


def candidates_of(geocoder: Geocoder, row: Row) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield the id and the measures of each street proposed for a query in columns."""
    place = PlaceQuery(row["postcode"], row["city"], row["citycode"], row["cedex"])
    fields = ("number", "suffix", "way_type", "street", "complement", "distribution")
    decision = geocoder.decide(place, LineQuery(*(row[f] for f in fields)))
    for candidate in decision.candidates:
        streets = geocoder.index.shards[candidate.match.shard].streets
        identifier = streets["id"][candidate.match.street].as_py()
        yield identifier, measured(candidate, decision.places[0].evidence)


def choices(geocoder: Geocoder, drawn: Iterable[Case], seed: str) -> Choices:
    """Let the geocoder propose candidates for every query in columns."""
    names = {name: at for at, name in enumerate(parameters())}
    fuzzy.FLOOR = LOWEST  # what is too unlike to be kept has to be seen, for it to be known as such
    features: list[F64] = []
    start, right = [], []
    for row in rows(drawn, seed):
        if row["presentation"] != "columns" or row["class"] in NOT_BLAMED:
            continue
        wanted, chosen, first = set(row["truth_street"].split("|")), -1, len(features)
        for identifier, values in candidates_of(geocoder, row):
            if chosen < 0 and identifier in wanted:
                chosen = len(features)
            line = np.zeros(len(names))
            line[[names[n] for n in values]] = list(values.values())
            features.append(line)
        if len(features) > first:
            start.append(first)
            right.append(chosen)
    matrix = np.array(features).reshape(-1, len(names))
    return Choices(matrix, np.array(start, np.int64), np.array(right, np.int64))


def joined(parts: Sequence[Choices]) -> Choices:
    """Put the queries of several draws together."""
    before = np.cumsum([0, *(len(p.features) for p in parts)])
    shifted = [np.where(p.right < 0, -1, p.right + b) for p, b in zip(parts, before, strict=False)]
    return Choices(
        np.concatenate([p.features for p in parts]),
        np.concatenate([p.start + b for p, b in zip(parts, before, strict=False)]),
        np.concatenate(shifted),
    )


def cost(weights: F64, given: Choices) -> tuple[float, F64]:
    """Return minus the log-likelihood of the choices, and its gradient."""
    evidence = given.features @ weights
    sizes = np.diff(np.append(given.start, len(evidence)))
    top = np.maximum(np.maximum.reduceat(evidence, given.start), 0.0)
    powers = np.exp(evidence - np.repeat(top, sizes))
    whole = np.add.reduceat(powers, given.start) + np.exp(-top)
    chosen = given.right[given.right >= 0]
    value = (np.log(whole) + top).sum() - evidence[chosen].sum()
    share = powers / np.repeat(whole, sizes)
    share[chosen] -= 1.0
    return float(value), given.features.T @ share


def fitted(given: Choices) -> dict[str, float]:
    """Return the likeliest weights, each drawn towards its prior; likeness never counts against."""
    names = parameters()
    prior = np.array([PRIOR.get(n, 0.0) for n in names])
    spread = np.array([SPREADS.get(n, TIGHT if n in PRIOR else LOOSE) for n in names])

    def penalised(away: F64) -> tuple[float, F64]:
        value, slope = cost(prior + spread * away, given)
        return value + 0.5 * float(away @ away), spread * slope + away

    free = {"fuzzy", *PRIOR}
    sides = [
        (None, None) if n in free else (None, 0) if n in NEGATIVE else (0, None) for n in names
    ]
    options = {"maxiter": 2000, "maxfun": 4000, "ftol": 1e-11, "gtol": 1e-3}
    start = np.zeros(len(names))
    found = minimize(penalised, start, jac=True, method="L-BFGS-B", bounds=sides, options=options)
    return dict(zip(names, (prior + spread * found.x).tolist(), strict=True))


def weight_lines(found: dict[str, float], given: Choices) -> list[str]:
    """Return each weight beside the one in the code, and how many candidates say something of it."""
    known = in_code()
    counts = (given.features != 0).sum(axis=0)
    said = [f"{'weight':<22}{'in code':>9}{'fitted':>9}{'candidates':>12}"]
    for name, count in zip(parameters(), counts, strict=True):
        said.append(f"{name:<22}{known[name]:>9.2f}{found[name]:>9.2f}{count:>12}")
    return said


def likelihood_lines(found: dict[str, float], given: Choices) -> list[str]:
    """Return the mean log-loss of a query with the weights in the code and with the fitted ones."""
    known, queries = in_code(), len(given.start)
    losses = [
        cost(np.array([w[n] for n in parameters()]), given)[0] / queries for w in (known, found)
    ]
    return [f"log-loss a query: {losses[0]:.5f} in code, {losses[1]:.5f} fitted, {queries} queries"]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn to fit on: choices, and answers class by class and as registers mix."""

    proposed: list[Choices]
    classes: list[Asked]
    mixed: list[Asked]


def draw(world: World, each: int, mix: int, drawn: Drawn) -> None:
    """Draw in the training departments of a world, behind what was drawn in others."""
    departments = world.departments("train")
    reference, removed = world.held.reference(departments), world.held.gone(departments)
    for seed in SEEDS:
        generator = Generator(reference, seed, "train", removed)
        by_class, as_mixed = list(generator.classes(each)), list(generator.mix(mix))
        removed_ways = Generator(reference, f"{seed} removed", "train", removed)
        cases = (by_class, as_mixed, removed_ways.removed_at_random(REMOVED))
        drawn.proposed.extend(choices(world.geocoder, c, seed) for c in cases)
        drawn.classes.extend(ask(world.geocoder, by_class, seed))
        drawn.mixed.extend(ask(world.geocoder, as_mixed, seed))


def parsed() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--real", type=Path, default=SHARED / "real" / "source")
    parser.add_argument("--demo", default="region", help="a scale, or a folder of checked tables")
    parser.add_argument("--worlds", default="real,demo")
    parser.add_argument("--each", type=int, default=150, help="cases of each class and seed")
    parser.add_argument("--mix", type=int, default=2000)
    parser.add_argument("--work", type=Path, help="kept between runs; else a temporary folder")
    return parser.parse_args()


def run(options: argparse.Namespace, work: Path) -> None:
    """Fit on every world together; say what each of them says alone."""
    drawn = Drawn([], [], [])
    for name in options.worlds.split(","):
        training = of_departments(sources(name, options, work), TRAINING[name])
        world = opened(name, training, work / "fit", SHARES)
        draw(world, options.each, options.mix, drawn)
    given = joined(drawn.proposed)
    found = fitted(given)
    print("\n".join([*weight_lines(found, given), *likelihood_lines(found, given)]))
    print(
        "\n".join(curve_lines(fitted_curve(drawn.classes, drawn.mixed), drawn.classes, drawn.mixed))
    )


def main() -> None:
    """Run in a folder that is kept, or not."""
    options = parsed()
    if options.work:
        run(options, options.work)
    else:
        with tempfile.TemporaryDirectory() as folder:
            run(options, Path(folder))


if __name__ == "__main__":
    main()
