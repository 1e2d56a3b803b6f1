"""What the desk lists: for each person what is theirs to do, for all how far the texts are read."""

from claims.desk.completeness import Completeness, completeness, waiting_cues
from claims.desk.precision import Precision, precision
from claims.desk.sections import SECTIONS, Item, Page, Section, landing, page_of, submissions

__all__ = [
    "SECTIONS",
    "Completeness",
    "Item",
    "Page",
    "Precision",
    "Section",
    "completeness",
    "landing",
    "page_of",
    "precision",
    "submissions",
    "waiting_cues",
]
