"""QTI 2.1, 2.2 and 3.0: items, tests and packages with pictures, marked by rules or templates.

One reader and one writer for all versions: 3.0 only spells names otherwise (`names`). Rules are
interpreted (`processing`), and the scheme of ours that marks as they do is found by asking both.
"""

from assessments.domain.interchange.qti.names import VERSIONS
from assessments.domain.interchange.qti.reading import read
from assessments.domain.interchange.qti.writing import write

__all__ = ["VERSIONS", "read", "write"]
