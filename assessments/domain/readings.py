"""What item statistics mean, in words: bands from the literature (docs/rules/statistics.md)."""

from assessments.domain.statistics import ItemFigures

DIFFICULTY = ((0.30, "hard"), (0.70, "fair"))
DISCRIMINATION = ((0.0, "negative"), (0.20, "poor"), (0.30, "marginal"), (0.40, "good"))
NO_GAP_ABOVE = 0.90
KEEP_FROM = 0.20

CHECK_KEY = "Those who do well elsewhere miss this question: check the key."
NO_GAP = "Over 90 % were right before the activity: this question shows no gap."
GUESSED = "No better than guessing at random: check the key and the teaching."
NO_GAIN = "No better after the activity than before it: check the key and the teaching."


def difficulty(figures: ItemFigures) -> str:
    """Say how hard the question was, "" if unknown; after teaching, easy is success."""
    return _band(figures.facility, DIFFICULTY, "easy")


def discrimination(figures: ItemFigures) -> str:
    """Say how well the question told the upper from the lower 27 %, "" if unknown."""
    return _band(figures.upper_lower, DISCRIMINATION, "very good")


def _band(figure: float | None, limits: tuple[tuple[float, str], ...], beyond: str) -> str:
    if figure is None:
        return ""
    return next((word for limit, word in limits if figure < limit), beyond)


def advice(
    figures: ItemFigures, *, before: ItemFigures | None = None, guess: float | None = None
) -> list[str]:
    """Return sentences for the author; `before` are the same question's figures in the pre-test.

    `guess` is the mean score of a random guess, None where it has none.
    """
    found = [CHECK_KEY] if (figures.point_biserial or 0) < 0 else []
    if guess and figures.facility is not None and figures.facility <= guess:
        found.append(GUESSED)
    if before is None or before.facility is None or figures.facility is None:
        return found
    if before.facility > NO_GAP_ABOVE:
        found.append(NO_GAP)
    if figures.facility <= before.facility:
        found.append(NO_GAIN)
    return found
