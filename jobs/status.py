"""What is published in a data directory."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import Any

from jobs.pipeline.hold import read_hold
from jobs.pipeline.last_run import read_last_run
from jobs.pipeline.lock import is_held
from jobs.pipeline.releases import current_identifier, releases
from refdata.paths import DataPaths

ACCOUNTS = (
    ("lignes_lues", "lines read"),
    ("hors_region", "outside the region"),
    ("etranger", "abroad"),
    ("sans_lieu", "without a location"),
    ("quarantaine", "in quarantine"),
    ("doublons_exacts", "exact duplicates"),
    ("activites", "activities"),
    ("personnes", "persons"),
    ("lieux_exercice", "sites of practice"),
    ("localisees", "activities with a position"),
)
"""Accounts of a manifest and what they count."""


def status_of(paths: DataPaths) -> dict[str, Any]:
    """Return the state of a data directory: plain JSON values, sizes in bytes.

    `courante` is null when nothing is served; `versions` holds the manifests, newest first;
    `hold` is null unless a rollback is in force, `last_run` what `last_run.json` says (null before
    the first update), with `status` `killed` when it stopped without a word.
    """
    there = paths.root if paths.root.exists() else paths.root.parent
    found = releases(paths)
    served = current_identifier(paths)
    hold = read_hold(paths, served)
    indexes = sorted(f.name for f in paths.index.glob("*") if f.is_dir())
    return {
        "donnees": str(paths.root),
        "courante": served,
        "versions": found,
        "hold": asdict(hold) if hold else None,
        "last_run": _last_run(paths),
        "index": indexes,
        "espace_libre_octets": shutil.disk_usage(there).free if there.exists() else None,
    }


def _last_run(paths: DataPaths) -> dict[str, Any] | None:
    """Return the record of the last run, told apart from one that was killed."""
    run = read_last_run(paths)
    if run is not None and run.get("status") == "running" and not is_held(paths):
        run["status"] = "killed"
    return run


def lines(status: dict[str, Any]) -> list[str]:
    """Return the state as lines to read."""
    said = [f"data directory: {status['donnees']}"]
    for manifest in status["versions"]:
        mark = "*" if manifest["identifiant"] == status["courante"] else " "
        counts = manifest["comptes"]
        said.append(
            f"{mark} {manifest['identifiant']}  built {manifest['cree_le']}  "
            f"{counts['activites']:,} activities, {counts['personnes']:,} persons"
        )
    said += _served(status)
    said += [*_held(status["hold"]), *_ran(status["last_run"])]
    said.append(f"indexes: {', '.join(status['index']) or 'none'}")
    if status["espace_libre_octets"] is not None:
        said.append(f"free space: {status['espace_libre_octets'] / 1e9:.1f} GB")
    return said


def _served(status: dict[str, Any]) -> list[str]:
    """Detail the release being served."""
    served = [m for m in status["versions"] if m["identifiant"] == status["courante"]]
    if not served:
        return ["no release is served; run `cigogne update`"]
    manifest = served[0]
    fictitious = ", fictitious data" if manifest["demonstration"] else ""
    departments = ", ".join(manifest["departements"])
    said = [f"served: {manifest['identifiant']}, departments {departments}{fictitious}"]
    said += [
        f"  source {name}: {source['millesime'] or 'none'}, {len(source['fichiers'])} files"
        for name, source in manifest["sources"].items()
    ]
    said += [f"  {label}: {manifest['comptes'][name]:,}" for name, label in ACCOUNTS]
    quality = manifest["qualite"]
    said += [f"  level {level}: {count:,}" for level, count in quality["par_niveau"].items()]
    said += [f"  not located, {reason}: {count:,}" for reason, count in quality["raisons"].items()]
    return said


def _held(hold: dict[str, Any] | None) -> list[str]:
    """Say what a rollback set aside."""
    if hold is None:
        return []
    aside = ", ".join(hold["aside"])
    said = f"rolled back to {hold['kept']} on {hold['since']}; set aside until their data change:"
    return [f"{said} {aside} (`cigogne update --accept` serves again)"]


def _ran(run: dict[str, Any] | None) -> list[str]:
    """Say how the last update went."""
    if run is None:
        return ["no update has run here"]
    said = [f"last update: {run['status']}, started {run['started']}, ended {run['ended'] or '-'}"]
    for step in run["steps"]:
        seconds = "not ended" if step["seconds"] is None else f"{step['seconds']:.1f} s"
        what = "nothing had changed" if step["skipped"] else ", ".join(step["redone"])
        said.append(f"  {step['name']}: {seconds}{f', {what}' if what else ''}")
    if run["error"]:
        said.append(f"  {run['error']['message']}")
    return said + ([f"  {run['note']}"] if run["note"] else [])
