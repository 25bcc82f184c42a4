"""A name for an attempt that tells markers nothing of who made it."""

from assessments.domain.seeded import digest

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6


def pseudonym(attempt: int, *, seed: int) -> str:
    """Return the same six letters for an attempt every time; its seed, which nobody sees, hides it."""
    place = int.from_bytes(digest(attempt, seed=seed, salt="pseudonym")[:8])
    letters = []
    for _ in range(LENGTH):
        place, letter = divmod(place, len(LETTERS))
        letters.append(LETTERS[letter])
    return f"{''.join(letters[:3])}-{''.join(letters[3:])}"
