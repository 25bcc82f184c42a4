"""Demo people: four logins to try, and learners who left a history. No real persons' names."""

from random import Random
from typing import NamedTuple

from allauth.account.models import EmailAddress

from accounts.models import Profession, User
from accounts.services import register

DOMAIN = "demo.attend.example"
PASSWORD = "demo-attend-2026"  # noqa: S105 printed for everybody who starts the demo


class Login(NamedTuple):
    """Somebody to sign in as."""

    name: str
    first_name: str
    last_name: str
    profession: str
    purpose: str

    @property
    def email(self) -> str:
        return f"{self.name}@{DOMAIN}"


LOGINS = (
    Login(
        "learner",
        "Lena",
        "Learner",
        "physician",
        "take an activity, earn credit, see the transcript",
    ),
    Login("educator", "Edda", "Educator", "nurse", "write and publish at /cms/"),
    Login("accreditor", "Ada", "Accreditor", "other", "read outcome reports at /reports/"),
    Login("admin", "Ari", "Administrator", "other", "everything, at /cms/ and /django-admin/"),
)

FIRST = [
    "Alex",
    "Bo",
    "Casey",
    "Dana",
    "Eli",
    "Fran",
    "Gale",
    "Hao",
    "Ira",
    "Jo",
    "Kim",
    "Lou",
    "Mika",
    "Noor",
    "Ola",
    "Pat",
    "Quin",
    "Remy",
    "Sam",
    "Tao",
]
LAST = [
    "Ash",
    "Birch",
    "Cedar",
    "Dale",
    "Elm",
    "Fern",
    "Glen",
    "Heath",
    "Isle",
    "Juniper",
    "Kelp",
    "Lake",
    "Moss",
    "North",
    "Oak",
    "Pine",
]
MIX = {
    Profession.PHYSICIAN: 38,
    Profession.NURSE: 30,
    Profession.PHARMACIST: 14,
    Profession.NURSE_PRACTITIONER: 10,
    Profession.PHYSICIAN_ASSISTANT: 8,
}
ZONES = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Europe/London", "UTC")


def create_login(login: Login) -> User:
    """Make one of the four people to sign in as, with a verified address."""
    user = User.objects.create_user(login.email, PASSWORD)
    EmailAddress.objects.create(user=user, email=login.email, verified=True, primary=True)
    register(
        user=user,
        first_name=login.first_name,
        last_name=login.last_name,
        profession=login.profession,
        time_zone="Europe/London",
    )
    return user


class Somebody(NamedTuple):
    """A learner of the history, drawn from the lists above."""

    number: int
    first_name: str
    last_name: str
    profession: str
    time_zone: str


def describe_learner(number: int, dice: Random) -> Somebody:
    """Draw a learner; the number keeps names apart."""
    return Somebody(
        number=number,
        first_name=dice.choice(FIRST),
        last_name=f"{dice.choice(LAST)} {number}",
        profession=dice.choices(list(MIX), list(MIX.values()))[0],
        time_zone=dice.choice(ZONES),
    )


def create_learner(number: int, dice: Random) -> User:
    """Make a learner of the history; nobody signs in as one."""
    described = describe_learner(number, dice)._asdict()
    user = User.objects.create_user(f"learner{described.pop('number')}@{DOMAIN}")
    register(user=user, **described)
    return user
