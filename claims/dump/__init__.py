"""Everything published as one folder that anyone can check, and a new instance made from it.

``writing`` makes the folder, ``checking`` is the stand-alone verifier that lies in each one as
``verify.py``, ``restoring`` fills an empty instance.
"""

from claims.dump.checking import Fault, Report, check, in_words
from claims.dump.restoring import OWNER, NotEmpty, Restored, restore
from claims.dump.writing import Dumped, write

__all__ = [
    "OWNER",
    "Dumped",
    "Fault",
    "NotEmpty",
    "Report",
    "Restored",
    "check",
    "in_words",
    "restore",
    "write",
]
