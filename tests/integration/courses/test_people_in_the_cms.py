"""People, companies and disclosures in the CMS: who may do what, at their own provider and at another."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.domain.roles import Role
from accounts.services import assign_role
from courses.models import Company, Contributor, Person, RelevanceDecision, StandardExemption
from tests.factories.authoring import a_member, a_team, an_activity, signed_in
from tests.factories.people import a_company, declares, somebody, speaks_for
from tests.integration.accounts.test_cms_access import a_person

MITIGATED = {
    "is_relevant": "yes",
    "method": "peer_review",
    "done_on": "2026-01-01",
    "reason": "Reviewed by a peer.",
    "inclusion": "",
}


@pytest.fixture
def ours():
    return a_team("Ours")


@pytest.fixture
def theirs():
    return a_team("Theirs")


def snippet(model, view, *args) -> str:
    return reverse(model.snippet_viewset.get_url_name(view), args=args)


def person_form(provider, **fields) -> dict:
    blank = {"credentials": "", "affiliation": "", "email": "new@example.org"}
    return {"provider": provider.pk, "name": "New Person", **blank, **fields}


def an_open_relationship(team):
    """Return an activity and a relationship of its person on which nobody has decided."""
    Company.objects.filter(provider=team.provider).exists() or a_company(team.provider, team.staff)
    activity = an_activity(team)
    person = somebody(team.provider, declared=False, name="Bo Author")
    tie = declares(person, speaks_for()).relationships.get()
    activity.contributors = [Contributor(person=person, role="author", starts_on=date(2026, 2, 1))]
    activity.save_revision()
    return activity, tie


# The matrix: role, deed, own or another provider. True: done; False: refused.

DEEDS = {
    "see the person": lambda client, team, tie, activity: client.get(
        snippet(Person, "inspect", tie.declaration.person_id)
    ),
    "change the person": lambda client, team, tie, activity: client.get(
        snippet(Person, "edit", tie.declaration.person_id)
    ),
    "ask the person": lambda client, team, tie, activity: client.post(
        reverse("courses_ask", args=[tie.declaration.person_id])
    ),
    "see the company": lambda client, team, tie, activity: client.get(
        snippet(Company, "edit", tie.company_id)
    ),
    "merge the company": lambda client, team, tie, activity: client.get(
        reverse("courses_merge_company", args=[tie.company_id])
    ),
    "see the activity's disclosures": lambda client, team, tie, activity: client.get(
        reverse("courses_activity_disclosures", args=[activity.pk])
    ),
    "decide": lambda client, team, tie, activity: client.get(
        reverse("courses_decide", args=[activity.pk, tie.pk])
    ),
    "exempt": lambda client, team, tie, activity: client.get(
        reverse("courses_exempt", args=[activity.pk])
    ),
}
ALL = set(DEEDS)
MATRIX = {
    "educator": {"see the person", "change the person"},
    "reviewer": {"see the person"},
    "staff": ALL,
    "marker": set(),
    "learner": set(),
    "nobody": set(),
}


def person_in(role, team):
    if role == "nobody":
        return None
    if role == "learner":
        return a_person()
    if role == "marker":
        return a_member(team.provider, Role.MARKER)
    return getattr(team, role)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", MATRIX)
def test_each_role_does_what_is_theirs_at_their_own_provider_alone(
    ours, theirs, client, role, deed
):
    user = person_in(role, ours)
    visitor = signed_in(user) if user else client
    for team, is_own in ((ours, True), (theirs, False)):
        activity, tie = an_open_relationship(team)
        answer = DEEDS[deed](visitor, team, tie, activity)
        may = is_own and deed in MATRIX[role]
        asked = tie.declaration.person.requests.filter(answered_at=None).exists()
        if deed == "ask the person":
            assert asked is may
        else:
            assert (answer.status_code == 200) is may, (answer.status_code, deed)
        if user and not may:
            assert answer.status_code in {302, 403, 404}


def test_an_administrator_works_with_all_of_them(ours, theirs):
    user = a_person()
    assign_role(user=user, role=Role.ADMINISTRATOR)
    client = signed_in(user)
    for team in (ours, theirs):
        activity, tie = an_open_relationship(team)
        for name, deed in DEEDS.items():
            assert deed(client, team, tie, activity).status_code in {200, 302}, name
        assert tie.declaration.person.requests.filter(answered_at=None).exists()


@pytest.mark.parametrize("model", [Person, Company])
def test_lists_and_choosers_hold_only_ones_own(ours, theirs, model):
    an_open_relationship(ours)
    an_open_relationship(theirs)
    somebody(theirs.provider, name="Foreign Person")
    a_company(theirs.provider, theirs.staff, "Foreign Company")
    client = signed_in(ours.staff)
    lists = [client.get(snippet(model, "list"))]
    if model is Person:
        lists.append(client.get(reverse(f"{model.snippet_viewset.chooser_viewset.name}:choose")))
    for page in lists:
        assert page.status_code == 200
        assert "Foreign" not in page.content.decode()


def test_what_was_declared_is_read_by_accreditation_staff_alone(ours):
    _activity, tie = an_open_relationship(ours)
    address = snippet(Person, "inspect", tie.declaration.person_id)
    assert "Company X" in signed_in(ours.staff).get(address).content.decode()
    read = signed_in(ours.educator).get(address).content.decode()
    assert "Company X" not in read
    assert "What was declared is read by accreditation staff." in read


def test_a_person_is_added_at_ones_own_provider_and_stays_there(ours, theirs):
    client = signed_in(ours.educator)
    add = snippet(Person, "add")
    assert client.post(add, person_form(theirs.provider)).status_code == 200
    assert client.post(add, person_form(ours.provider)).status_code == 302
    person = Person.objects.get(name="New Person")
    edit = snippet(Person, "edit", person.pk)
    client.post(edit, person_form(theirs.provider, name="Renamed"))
    person.refresh_from_db()
    assert (person.name, person.provider) == ("Renamed", ours.provider)
    twice = client.post(add, person_form(ours.provider, email="NEW@example.org"))
    assert "has this e-mail address already" in twice.content.decode()


def test_the_list_tells_states_and_filters_by_them(ours):
    somebody(ours.provider, name="Missing One", declared=False)
    declares(somebody(ours.provider, name="Expired One", declared=False))
    current = somebody(ours.provider, name="Current One", declared=False)
    declares(current, at=timezone.now())
    client = signed_in(ours.staff)
    expired = Person.objects.get(name="Expired One")
    now = timezone.now()
    state = "expired" if expired.declarations.get().expires_on < now.date() else "expiring"
    names = ("Missing", "Expired", "Current")
    for wanted, name in zip(("missing", state, "current"), names, strict=True):
        page = client.get(snippet(Person, "list"), {"state": wanted}).content.decode()
        assert [each for each in names if f"{each} One" in page] == [name]


def test_everybody_who_is_missing_is_shown_and_asked_once(ours):
    person = somebody(ours.provider, name="Missing One", declared=False)
    somebody(ours.provider, name="Lost One", declared=False, email="")
    client = signed_in(ours.staff)
    page = client.get(reverse("courses_ask_all")).content.decode()
    assert "Ask 1 person" in page
    assert "Lost One" in page
    for _ in range(2):
        assert client.post(reverse("courses_ask_all")).status_code == 302
    assert person.requests.count() == 1
    assert "Asked already" in client.get(reverse("courses_ask_all")).content.decode()
    assert signed_in(ours.educator).post(reverse("courses_ask_all")).status_code in {302, 403}
    assert len(mail.outbox) <= 1


def test_staff_review_a_company_decide_and_the_list_says_that_it_is_settled(ours):
    activity = an_activity(ours, live=False)
    person = somebody(ours.provider, declared=False, name="Bo Author")
    tie = declares(person, speaks_for("Acme")).relationships.get()
    activity.contributors = [Contributor(person=person, role="author")]
    activity.save_revision()
    client = signed_in(ours.staff)
    address = reverse("courses_activity_disclosures", args=[activity.pk])
    assert "Review the company" in client.get(address).content.decode()

    review = {"name": "Acme", "provider": ours.provider.pk, "eligibility": "ineligible"}
    edit = snippet(Company, "edit", tie.company_id)
    refused = client.post(edit, review | {"rationale": "", "source": ""})
    assert "primary business" in refused.content.decode()
    client.post(edit, review | {"rationale": "Makes devices.", "source": "Annual report"})
    assert Company.objects.get().reviewed_by == ours.staff

    decide = reverse("courses_decide", args=[activity.pk, tie.pk])
    nothing = client.post(decide, MITIGATED | {"method": ""})
    assert nothing.status_code == 422
    assert "Say how the relationship was mitigated" in nothing.content.decode()
    assert client.post(decide, MITIGATED).status_code == 302
    assert RelevanceDecision.objects.get().decided_by == ours.staff
    assert "All settled." in client.get(address).content.decode()
    assert "Settled" in client.get(reverse("courses_disclosures")).content.decode()


def test_an_exception_is_proposed_approved_by_another_and_taken_back(ours):
    activity, _tie = an_open_relationship(ours)
    first = signed_in(ours.staff)
    second = signed_in(a_member(ours.provider, Role.ACCREDITATION_STAFF))
    address = reverse("courses_exempt", args=[activity.pk])
    proposal = {"propose": "", "kind": "non_clinical", "reason": "Leadership only."}
    assert first.post(address, proposal).status_code == 302
    first.post(address, {"approve": ""})
    assert StandardExemption.objects.get().approved_by is None
    second.post(address, {"approve": ""})
    assert StandardExemption.objects.get().approved_by is not None
    page = second.get(reverse("courses_activity_disclosures", args=[activity.pk]))
    assert "The rules on relationships do not apply" in page.content.decode()
    first.post(address, {"withdraw": ""})
    assert StandardExemption.objects.get().withdrawn_at


def test_names_of_one_company_are_merged(ours):
    _activity, tie = an_open_relationship(ours)
    other = a_company(ours.provider, ours.staff, "Company X plc")
    client = signed_in(ours.staff)
    address = reverse("courses_merge_company", args=[tie.company_id])
    assert client.post(address, {"into": tie.company_id}).status_code == 422
    assert client.post(address, {"into": other.pk}).status_code == 302
    tie.company.refresh_from_db()
    assert tie.company.merged_into == other
    page = client.get(snippet(Person, "inspect", tie.declaration.person_id)).content.decode()
    assert "Company X plc</b> (typed: Company X)" in page


def test_the_list_of_activities_costs_the_same_with_one_and_with_three(
    ours, django_assert_max_num_queries
):
    client = signed_in(ours.staff)
    an_open_relationship(ours)
    client.get(reverse("courses_disclosures"))
    with django_assert_max_num_queries(40) as first:
        client.get(reverse("courses_disclosures"))
    for _ in range(2):
        an_open_relationship(ours)
    with django_assert_max_num_queries(len(first)):
        page = client.get(reverse("courses_disclosures"))
    assert page.content.decode().count("Decide whether the relationship") == 3
