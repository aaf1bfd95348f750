"""The ANS extraction PS_LibreAcces: three text files in streaming, each line accounted for."""

from refdata.ans.companions import read_diplomas, read_skills
from refdata.ans.container import RawFile
from refdata.ans.nomenclature import Labels, Nomenclature, read_labels
from refdata.ans.quarantine import Quarantine
from refdata.ans.reader import ActivitiesRead, read_activities

__all__ = [
    "ActivitiesRead",
    "Labels",
    "Nomenclature",
    "Quarantine",
    "RawFile",
    "read_activities",
    "read_diplomas",
    "read_labels",
    "read_skills",
]
