"""The ANS extraction PS_LibreAcces: three text files in streaming, each line accounted for."""

from refdata.ans.companions import read_diplomas, read_skills
from refdata.ans.container import RawFile
from refdata.ans.groupings import GENERAL_PRACTICE, ROLE_ONLY, Grouping, read_groupings
from refdata.ans.mailboxes import read_mailboxes
from refdata.ans.nomenclature import Labels, Nomenclature, read_labels
from refdata.ans.quarantine import Quarantine
from refdata.ans.reader import ActivitiesRead, read_activities
from refdata.ans.structure_kinds import (
    OTHER_KIND,
    OTHER_KIND_LABEL,
    StructureKind,
    read_structure_kinds,
)

__all__ = [
    "GENERAL_PRACTICE",
    "OTHER_KIND",
    "OTHER_KIND_LABEL",
    "ROLE_ONLY",
    "ActivitiesRead",
    "Grouping",
    "Labels",
    "Nomenclature",
    "Quarantine",
    "RawFile",
    "StructureKind",
    "read_activities",
    "read_diplomas",
    "read_groupings",
    "read_labels",
    "read_mailboxes",
    "read_skills",
    "read_structure_kinds",
]
