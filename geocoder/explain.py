"""The story of one query, for people and for machines."""

from __future__ import annotations

from typing import Any

from geocoder.decide import Candidate, Decision
from geocoder.index import OpenIndex
from geocoder.normalize import fold
from geocoder.results import Result

_SHOWN = 8


def _candidate(candidate: Candidate, index: OpenIndex) -> dict[str, Any]:
    shard = index.shards[candidate.match.shard]
    street = candidate.match.street
    evidence = candidate.evidence
    return {
        "street": shard.streets["name"][street].as_py(),
        "id": shard.streets["id"][street].as_py(),
        "commune": shard.meta["communes"][int(shard.street_commune[street])],
        "reading": candidate.hypothesis.source,
        "match": candidate.match.layer,
        "name_parts": {k: round(v, 3) for k, v in candidate.match.parts.items()},
        "evidence": {
            "name": round(evidence.name, 3),
            "reading": round(evidence.reading, 3),
            "place": round(evidence.place, 3),
            "number": round(evidence.number, 3),
            "total": round(evidence.sum, 3),
        },
    }


def story(q: str, decision: Decision, result: Result, index: OpenIndex) -> dict[str, object]:
    """Everything that was weighed for `q`, as JSON-ready data."""
    gazetteer = index.gazetteer
    return {
        "query": q,
        "normalised": fold(q),
        "hypotheses": [
            {
                "way_type": h.name.way_type,
                "words": " ".join(h.name.words),
                "number": str(h.number) if h.number else None,
                "penalty": round(h.penalty, 3),
                "source": h.source,
            }
            for h in decision.hypotheses
        ],
        "communes": [
            {
                "code": gazetteer.codes[p.commune],
                "name": gazetteer.table["name"][p.commune].as_py(),
                "evidence": round(p.evidence, 3),
                "reasons": list(p.reasons),
                "former": p.former or None,
            }
            for p in decision.places[:_SHOWN]
        ],
        "candidates": [_candidate(c, index) for c in decision.candidates[:_SHOWN]],
        "result": result.as_row(),
    }


def as_text(told: dict[str, Any]) -> str:
    """The same story as text, line by line."""
    lines = [f"Query       {told['query']}", f"Normalised  {told['normalised']}", "", "Readings"]
    for h in told["hypotheses"]:
        number = f"no. {h['number']} · " if h["number"] else ""
        name = f"[{h['way_type']}] {h['words']}".strip()
        lines.append(f"  {number}{name}  (penalty {h['penalty']}, {h['source']})")
    lines += ["", "Communes weighed"]
    for c in told["communes"]:
        former = f", former commune {c['former']}" if c["former"] else ""
        lines.append(
            f"  {c['code']} {c['name']}  evidence {c['evidence']} ({', '.join(c['reasons'])}{former})"
        )
    lines += ["", "Candidate streets"]
    for rank, c in enumerate(told["candidates"]):
        mark = "→" if rank == 0 else " "
        parts = ", ".join(f"{k} {v:+.3f}" for k, v in c["evidence"].items() if k != "total")
        total, place = c["evidence"]["total"], f"({c['commune']}, {c['id']})"
        lines.append(f" {mark} {total:.3f}  {c['street']} {place} : {c['match']} ; {parts}")
    result = told["result"]
    lines += ["", _verdict(told)]
    if result["result_status"] == "ok":
        point = f"{result['longitude']:.6f}, {result['latitude']:.6f}"
        lines.append(f"  {result['result_type']} {result['result_id']} · {point}")
    return "\n".join(lines)


def _verdict(told: dict[str, Any]) -> str:
    result, candidates = told["result"], told["candidates"]
    if result["result_status"] != "ok":
        return "No result: neither a commune nor a street is recognised."
    text = f"Answer      {result['result_label']}  (score {result['result_score']:.2f})"
    if len(candidates) > 1:
        text += f"\n  ahead of {candidates[1]['street']} ({candidates[1]['evidence']['total']:.3f})"
    elif candidates:
        text += "\n  no other candidate"
    return text
