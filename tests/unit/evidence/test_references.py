"""How a source is named in short."""

import pytest

from evidence.models import Reference


@pytest.mark.parametrize(
    ("citation", "short"),
    [
        ("Ishigami J, Charleston J. Effects of cuff size.", "Ishigami et al. 2023"),
        ("van den Brink A. Predicting mortality.", "van den Brink 2023"),
        ("Miller WR, Rollnick S. Ten things.", "Miller et al. 2023"),
        ("SPRINT Research Group. A randomized trial.", "SPRINT Research Group, 2023"),
        (
            "National Heart, Lung, and Blood Institute Prevention and Early Network; Shapiro NI. X.",
            "National Heart, Lung, and Blood Institute Prevention and…, 2023",
        ),
        ("Untitled", "Untitled, 2023"),
    ],
)
def test_a_source_is_named_by_its_first_author_and_year(citation, short):
    assert Reference(citation=citation, year=2023).short == short
