"""Move the numbers of licences and board certificates into the encrypted store of identifiers.

Not reversible: nothing that was encrypted is written in plain text again.
"""

from django.db import migrations
from django.utils import timezone

from common.encryption import encrypt

DOT, MOST_SHOWN = "•", 4
WHY = "Moved into the encrypted store"


def masked(number):
    """Hide all but a third, and never show more than four characters."""
    shown = min(MOST_SHOWN, len(number) // 3)
    return DOT * (len(number) - shown) + number[len(number) - shown :]


def keep(apps, *, person, kind, issuer, number, at):
    """Encrypt one number, unless the person has given one already, and note it in their log."""
    number = " ".join(number.split())
    if not number:
        return
    place = f"identifier:{person}:{kind}:{issuer}"
    _row, is_new = apps.get_model("accounts", "Identifier").objects.get_or_create(
        person_id=person,
        kind=kind,
        issuer=issuer,
        defaults={
            "sealed": encrypt(number, place=place),
            "masked": masked(number),
            "changed_at": at,
        },
    )
    if is_new:
        apps.get_model("accounts", "IdentifierEvent").objects.create(
            person_id=person, kind=kind, issuer=issuer, action="added", by=None, reason=WHY, at=at
        )


def move(apps, _editor):
    at = timezone.now()
    licences = apps.get_model("credits", "Licence").objects.exclude(number="")
    for person, slug, number in licences.values_list(
        "learner", "requirement__slug", "number"
    ).iterator():
        keep(apps, person=person, kind="held", issuer=slug, number=number, at=at)
    boards = apps.get_model("credits", "Diplomate").objects.all()
    for person, board, number in boards.values_list("learner", "board", "number").iterator():
        keep(apps, person=person, kind="board_id", issuer=board.upper(), number=number, at=at)


class Migration(migrations.Migration):
    dependencies = [
        ("credits", "0008_bundles"),
        ("accounts", "0004_held_numbers"),
    ]

    operations = [migrations.RunPython(move)]
