"""The ANS extraction PS_LibreAcces: three text files in streaming, each line accounted for."""

from refdata.ans.companions import read_diplomas, read_skills
from refdata.ans.container import RawFile
from refdata.ans.groupings import GENERAL_PRACTICE, ROLE_ONLY, Grouping, read_groupings
from refdata.ans.mailboxes import find_mailboxes, read_mailboxes
from refdata.ans.nomenclature import Labels, Nomenclature, read_labels
from refdata.ans.quarantine import Quarantine
from refdata.ans.reader import ActivitiesRead, read_activities

__all__ = [
    "GENERAL_PRACTICE",
    "ROLE_ONLY",
    "ActivitiesRead",
    "Grouping",
    "Labels",
    "Nomenclature",
    "Quarantine",
    "RawFile",
    "find_mailboxes",
    "read_activities",
    "read_diplomas",
    "read_groupings",
    "read_labels",
    "read_mailboxes",
    "read_skills",
]
