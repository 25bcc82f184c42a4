"""What two of the demo's people hold, so that the pages about requirements have something to say."""

from datetime import datetime, timedelta
from decimal import Decimal

from accounts.models import User
from credits.models import Requirement
from credits.services import add_external, add_licence, answer_questions
from lms.demo import people

HELD = {
    "learner": {"us-tx-md": 75, "us-abim": 800},
    "educator": {"us-fl-rn": 140},
}
YEARS_HELD = timedelta(days=9 * 365)


def give_licences(*, now: datetime) -> None:
    """Give the physician two licences and credit from elsewhere, and the nurse one licence."""
    for login in people.LOGINS:
        person = User.objects.get(email=login.email)
        for slug, days in HELD.get(login.name, {}).items():
            licence = add_licence(
                learner=person,
                requirement=Requirement.objects.get(slug=slug),
                number=f"DEMO-{person.pk:04}",
                issued_on=(now - YEARS_HELD).date(),
                expires_on=(now + timedelta(days=days)).date(),
                at=now,
            )
        if login.name == "learner":
            answer_questions(licence=licence, facts={"pain_clinic": False}, at=now)
            _report(person, now)


def _report(person: User, now: datetime) -> None:
    told = {
        "kind": "ama_pra_1",
        "title": "Regional meeting on safe prescribing",
        "provider": "Example Society",
        "amount": Decimal("12.00"),
        "earned_on": (now - timedelta(days=200)).date(),
        "topics": [
            {"topic": "opioid prescribing", "amount": "1.00"},
            {"topic": "ethics", "amount": "0.50"},
        ],
        "note": "",
    }
    add_external(learner=person, told=told, at=now)
