"""What is published in a data directory."""

from __future__ import annotations

import shutil
from typing import Any

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

    `courante` is null when nothing is served; `versions` holds the manifests, newest first.
    """
    there = paths.root if paths.root.exists() else paths.root.parent
    found = releases(paths)
    indexes = sorted(f.name for f in paths.index.glob("*") if f.is_dir())
    return {
        "donnees": str(paths.root),
        "courante": current_identifier(paths),
        "versions": found,
        "index": indexes,
        "espace_libre_octets": shutil.disk_usage(there).free if there.exists() else None,
    }


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
