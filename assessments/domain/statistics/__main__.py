"""`python -m assessments.domain.statistics MARKS.csv`: every statistic of a matrix, as JSON."""

import argparse
import json
import sys
from pathlib import Path

from assessments.domain.statistics import sheet


def main(words: list[str]) -> int:
    """Print the statistics of a file; 1 with a sentence if it cannot be read."""
    asked = _parser().parse_args(words)
    try:
        with asked.file.open(encoding="utf-8-sig", newline="") as file:
            figures = sheet.report(sheet.read(file))
    except (OSError, UnicodeDecodeError, sheet.SheetInvalid) as trouble:
        sys.stderr.write(f"{asked.file}: {_sentence(trouble)}\n")
        return 1
    json.dump(figures, sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")
    return 0


def _sentence(trouble: Exception) -> str:
    if isinstance(trouble, UnicodeDecodeError):
        return "this is no UTF-8 text."
    return trouble.strerror or str(trouble) if isinstance(trouble, OSError) else str(trouble)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m assessments.domain.statistics",
        description=sheet.__doc__,
        epilog="Formulas and their sources: docs/rules/statistics.md.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, metavar="MARKS.csv")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
