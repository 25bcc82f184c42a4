"""People declare by a link; staff decide; the activity and its version say what was settled."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from courses.domain.disclosure import Exemption, Inclusion, Method, Nature, State
from courses.models import (
    ActivityPage,
    Company,
    Contributor,
    Declaration,
    DisclosureLetter,
    Relationship,
)
from courses.queries import disclosures_of
from courses.queries.disclosures import link_token
from courses.services import (
    DisclosureRefused,
    Named,
    Verdict,
    approve_exemption,
    ask_all_missing,
    ask_to_declare,
    chase_disclosures,
    decide_on_relationship,
    freeze_activity,
    merge_companies,
    propose_exemption,
    withdraw_exemption,
    withdraw_request,
)
from tests.factories.authoring import a_team, an_activity
from tests.factories.people import (
    DECLARED,
    a_company,
    a_request,
    declares,
    somebody,
    speaks_for,
)
from tests.refusals import assert_append_only, change, insert_copy, refused

DAY = date(2026, 3, 1)
MITIGATED = Verdict(
    is_relevant=True,
    reason="Reviewed by a peer.",
    method=Method.PEER_REVIEW,
    done_on=date(2025, 12, 2),
)
IRRELEVANT = Verdict(is_relevant=False, reason="Another field.")
AT = DECLARED + timedelta(days=3)


@pytest.fixture(autouse=True)
def fresh_allowances():
    cache.clear()


@pytest.fixture
def team():
    return a_team("Ours")


@pytest.fixture
def person(team):
    return somebody(team.provider, declared=False, name="Bo Author")


@pytest.fixture
def activity(team, person):
    page = an_activity(team)
    Contributor.objects.filter(activity=page).delete()
    return joins(page, person)


def joins(activity, person, role="author", starts_on=date(2026, 1, 1)) -> ActivityPage:
    """Give a person a role in an activity; return that as it stands then."""
    Contributor.objects.create(
        activity=activity, person=person, role=role, starts_on=starts_on, sort_order=9
    )
    return ActivityPage.objects.get(pk=activity.pk)


def link_of(request) -> str:
    return reverse("courses:declare", args=[link_token(request)])


def rows(*named: Named) -> dict:
    form = {"tie-TOTAL_FORMS": len(named), "tie-INITIAL_FORMS": 0}
    for number, each in enumerate(named):
        form |= {f"tie-{number}-company": each.company, f"tie-{number}-nature": each.nature.value}
        form |= {f"tie-{number}-has_ended": "on"} if each.has_ended else {}
    return form


def answers(*named: Named, **fields) -> dict:
    has_any = "yes" if named else "no"
    return {"has_any": has_any, "signed_as": "Bo", "attests": "on", **rows(*named), **fields}


def tie_of(person) -> Relationship:
    return Relationship.objects.filter(declaration__person=person).latest("pk")


def standing(activity, on=DAY):
    return disclosures_of(activity, on=on).people[0]


# Asking, answering, chasing


def test_a_person_is_asked_and_answers_without_an_account(client, team, person):
    ask_to_declare(person=person, by=team.staff, at=timezone.now())
    chase_disclosures(at=timezone.now())
    (letter,) = mail.outbox
    assert letter.to == [person.email]
    link = re.search(r"/disclosures/\S+", letter.body)[0]

    page = client.get(link)
    assert "Bo Author, Ours asks" in page.content.decode()
    assert page["Cache-Control"].startswith("max-age=0")
    sent = client.post(link, answers(speaks_for("Acme  Pharma", ended=True)))

    assert sent.status_code == 302
    done = client.get(sent.url).content.decode()
    assert "Your declaration is in" in done
    assert "Acme Pharma" in done
    declaration = Declaration.objects.get()
    assert "ineligible company is one whose primary business" in declaration.words
    assert (declaration.expires_on - declaration.declared_on).days in {365, 366}
    company = Company.objects.get()
    assert (company.name, company.eligibility) == ("Acme Pharma", "unreviewed")


def test_none_is_declared_as_well_and_the_newest_declaration_counts(client, person):
    asked = a_request(person, timezone.now())
    client.post(link_of(asked), answers(speaks_for()))
    again = client.get(link_of(asked) + "?again").content.decode()
    assert 'value="Company X"' in again, "what was declared before is there to correct"
    client.post(link_of(asked), answers())
    newest = person.declarations.first()
    assert newest.has_none
    assert person.declarations.count() == 2
    assert "No financial relationship" in client.get(link_of(asked)).content.decode()


def test_more_rows_come_without_a_script_and_keep_what_was_typed(client, person):
    asked = a_request(person, timezone.now())
    form = answers(speaks_for("Acme")) | {"more": ""}
    page = client.post(link_of(asked), form).content.decode()
    assert 'value="Acme"' in page
    assert "Relationship 2" in page
    assert 'role="alert"' not in page
    assert not person.declarations.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"has_any": ""}, "Say whether there is any relationship."),
        ({"has_any": "yes"}, "Name at least one relationship"),
        ({"signed_as": ""}, "Sign with your name."),
        ({"attests": ""}, "Confirm that what you say is complete."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(client, person, fields, said):
    asked = a_request(person, timezone.now())
    page = client.post(link_of(asked), answers(**fields))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not person.declarations.exists()


def test_none_beside_a_named_company_and_half_a_row_are_asked_about(client, person):
    asked = a_request(person, timezone.now())
    both = client.post(link_of(asked), answers(speaks_for(), has_any="no"))
    assert "You named a relationship" in both.content.decode()
    half = client.post(link_of(asked), answers(speaks_for()) | {"tie-0-nature": ""})
    assert "Complete each relationship" in half.content.decode()
    assert not person.declarations.exists()


def test_a_link_opens_only_what_it_should(client, team, person):
    now = timezone.now()
    asked = a_request(person, now - timedelta(days=1))
    former = link_of(asked)
    assert client.get(former).status_code == 200
    newer = ask_to_declare(person=person, by=team.staff, at=now)
    assert newer.pk == asked.pk
    assert "A newer link" in client.get(former).content.decode()
    assert client.get(link_of(newer)).status_code == 200
    change(newer, link_expires_at=now + timedelta(seconds=-1), link_made_at=now - timedelta(days=2))
    assert "has expired" in client.get(link_of(newer)).content.decode()
    withdraw_request(request=newer, at=now)
    assert client.post(link_of(newer), answers()).status_code == 410
    assert client.get("/disclosures/nonsense/").status_code == 404
    assert not person.declarations.exists()


def test_no_link_without_an_address_and_none_twice_a_minute(team, person):
    nameless = somebody(team.provider, declared=False, email="")
    with pytest.raises(DisclosureRefused, match="no e-mail address"):
        ask_to_declare(person=nameless, by=team.staff, at=AT)
    ask_to_declare(person=person, by=team.staff, at=AT)
    with pytest.raises(DisclosureRefused, match="less than a minute"):
        ask_to_declare(person=person, by=team.staff, at=AT)


def test_each_reminder_goes_out_once_until_there_is_an_answer(team, person):
    asked = ask_to_declare(person=person, by=team.staff, at=AT)
    sent = [
        chase_disclosures(at=AT + timedelta(days=day, minutes=minute))
        for day in (0, 3, 7, 8, 14, 28, 40)
        for minute in (0, 5)
    ]
    assert [number for number in sent if number] == [1, 1, 1, 1]
    assert [letter.subject.startswith("Reminder") for letter in mail.outbox] == [
        False, True, True, True,
    ]  # fmt: skip
    ask_to_declare(person=person, by=team.staff, at=AT + timedelta(days=50))
    assert chase_disclosures(at=AT + timedelta(days=50)) == 1
    change(asked, answered_at=AT + timedelta(days=51))
    assert chase_disclosures(at=AT + timedelta(days=58)) == 0


def test_a_letter_that_failed_is_tried_again_later(team, person, monkeypatch):
    ask_to_declare(person=person, by=team.staff, at=AT)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", _fails)
        assert chase_disclosures(at=AT) == 0
    assert chase_disclosures(at=AT + timedelta(minutes=5)) == 0
    assert chase_disclosures(at=AT + timedelta(hours=2)) == 1


def _fails(_message):
    raise OSError


def test_who_works_on_and_expires_soon_is_asked_by_itself(team, activity, person):
    declares(person)
    idle = somebody(team.provider)
    assert chase_disclosures(at=DECLARED + timedelta(days=300)) == 0
    assert chase_disclosures(at=DECLARED + timedelta(days=340)) == 1
    assert mail.outbox[0].to == [person.email]
    withdraw_request(request=person.requests.first(), at=DECLARED + timedelta(days=341))
    assert chase_disclosures(at=DECLARED + timedelta(days=342)) == 0, "staff took it back"
    assert not idle.requests.filter(answered_at=None).exists()


def test_everybody_who_is_missing_is_asked_at_once_and_nobody_else(team, person):
    current, other = somebody(team.provider), a_team("Theirs")
    foreign = somebody(other.provider, declared=False)
    ours = team.provider.people.all()
    assert ask_all_missing(people=ours, by=team.staff, at=AT) == [person]
    assert ask_all_missing(people=ours, by=team.staff, at=AT) == []
    assert not current.requests.filter(answered_at=None).exists()
    assert not foreign.requests.exists()


# Deciding for an activity


def test_an_activity_says_who_is_missing_expired_or_settled(activity, person):
    assert standing(activity).state is State.MISSING
    assert "has not declared" in standing(activity).problems[0]
    declares(person)
    assert standing(activity).is_settled
    assert disclosures_of(activity, on=DAY).problems == []
    assert standing(activity, on=date(2026, 12, 2)).state is State.EXPIRED
    assert disclosures_of(activity, on=date(2026, 12, 2)).problems == [
        "Bo Author: the declaration has expired."
    ]


def test_declaring_after_the_role_began_is_named(activity, person):
    declares(person, at=datetime(2026, 1, 2, tzinfo=DECLARED.tzinfo))
    assert standing(activity).problems == ("declared only after the role had started.",)


def test_a_renewal_is_in_time_and_what_it_names_anew_may_be_decided_later(team, activity, person):
    a_company(team.provider, team.staff)
    declares(person)
    declares(person, speaks_for(), at=datetime(2026, 2, 1, tzinfo=DECLARED.tzinfo))
    assert standing(activity).problems == (
        "Decide whether the relationship with Company X is relevant.",
    )
    late = replace(MITIGATED, done_on=date(2026, 2, 5))
    decide(activity, person, team.staff, late, at=datetime(2026, 2, 6, tzinfo=DECLARED.tzinfo))
    assert standing(activity).is_settled


def decide(activity, person, by, verdict=MITIGATED, at=AT):
    return decide_on_relationship(
        activity=activity, relationship=tie_of(person), verdict=verdict, by=by, at=at
    )


def test_a_relationship_is_decided_by_name_and_the_newest_decision_counts(team, activity, person):
    a_company(team.provider, team.staff)
    declares(person, speaks_for())
    assert not standing(activity).is_settled
    decide(activity, person, team.staff, IRRELEVANT)
    assert standing(activity).is_settled
    decision = decide(activity, person, team.staff, at=AT + timedelta(hours=1))
    assert standing(activity).ties[0].decision == decision
    assert decision.decided_by == team.staff


def test_mitigation_after_the_start_of_the_role_is_named(team, activity, person):
    a_company(team.provider, team.staff)
    declares(person, speaks_for())
    late = replace(MITIGATED, done_on=date(2026, 1, 2))
    decide(activity, person, team.staff, late, at=datetime(2026, 1, 3, tzinfo=DECLARED.tzinfo))
    assert "after the role had started" in standing(activity).problems[0]


def test_a_company_is_reviewed_before_anything_is_decided(team, activity, person):
    declares(person, speaks_for())
    with pytest.raises(DisclosureRefused, match="Review first"):
        decide(activity, person, team.staff)
    company = Company.objects.get()
    merge_companies(company=company, into=a_company(team.provider, team.staff, "Company X plc"))
    decide(activity, person, team.staff)
    assert standing(activity).ties[0].tie.company == "Company X plc"


def test_employees_take_no_part_but_for_the_exceptions(team, activity, person):
    a_company(team.provider, team.staff)
    declares(person, Named("Company X", Nature.EMPLOYEE))
    with pytest.raises(DisclosureRefused, match="take no part"):
        decide(activity, person, team.staff)
    assert "take no part" in standing(activity).problems[0]
    unrelated = replace(MITIGATED, inclusion=Inclusion.UNRELATED)
    with pytest.raises(DisclosureRefused, match="not relevant to it"):
        decide(activity, person, team.staff, unrelated)
    decide(activity, person, team.staff, replace(IRRELEVANT, inclusion=Inclusion.UNRELATED))
    assert standing(activity).is_settled


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (replace(MITIGATED, reason=" "), "Give the reason"),
        (replace(MITIGATED, method=None), "how the relationship was mitigated"),
        (replace(MITIGATED, done_on=None), "how the relationship was mitigated"),
        (replace(MITIGATED, done_on=date(2026, 1, 1)), "once it is done"),
        (replace(IRRELEVANT, method=Method.END), "needs no mitigation"),
        (replace(IRRELEVANT, inclusion=Inclusion.UNRELATED), "No exception is needed"),
    ],
)
def test_a_decision_that_says_too_little_or_too_much_is_refused(
    team, activity, person, verdict, said
):
    a_company(team.provider, team.staff)
    declares(person, speaks_for())
    with pytest.raises(DisclosureRefused, match=said):
        decide(activity, person, team.staff, verdict)


def test_nobody_decides_about_themselves_or_about_an_old_declaration(team, activity, person):
    a_company(team.provider, team.staff)
    declares(person, speaks_for())
    old = tie_of(person)
    declares(person, speaks_for(), at=DECLARED + timedelta(days=1))
    with pytest.raises(DisclosureRefused, match="declared anew"):
        decide_on_relationship(
            activity=activity, relationship=old, verdict=MITIGATED, by=team.staff, at=AT
        )
    change(person, email=team.staff.email.upper())
    with pytest.raises(DisclosureRefused, match="your own"):
        decide(activity, person, team.staff)


def test_an_exception_needs_a_second_person_who_is_not_the_author(team, activity, person):
    activity.owner = team.educator
    activity.save()
    exemption = propose_exemption(
        activity=activity,
        kind=Exemption.NON_CLINICAL,
        reason="It trains leadership.",
        by=team.staff,
        at=AT,
    )
    assert disclosures_of(activity, on=DAY).problems, "proposed is not approved"
    for by in (team.staff, team.educator):
        with pytest.raises(DisclosureRefused, match="Somebody else"):
            approve_exemption(exemption=exemption, by=by, at=AT)
    change(person, email=team.reviewer.email)
    with pytest.raises(DisclosureRefused, match="no role"):
        approve_exemption(exemption=exemption, by=team.reviewer, at=AT)
    change(person, email="bo@example.org")
    approve_exemption(exemption=exemption, by=team.reviewer, at=AT)
    assert disclosures_of(activity, on=DAY).problems == []
    version = freeze_activity(activity=activity, at=AT)
    assert "Non-clinical education" in version.facts["disclosure"]["exemption"]
    withdraw_exemption(exemption=exemption, by=team.staff, at=AT)
    assert disclosures_of(activity, on=DAY).problems


# What the version says


def test_the_version_freezes_names_roles_relationships_and_that_they_were_mitigated(
    team, activity, person
):
    a_company(team.provider, team.staff)
    declares(person, speaks_for(ended=True), Named("Company X", Nature.STOCK))
    activity = joins(activity, person, "planner")
    stock, speaker = Relationship.objects.order_by("-pk")[:2]
    for tie, verdict in ((stock, IRRELEVANT), (speaker, MITIGATED)):
        decide_on_relationship(
            activity=activity, relationship=tie, verdict=verdict, by=team.staff, at=AT
        )
    facts = freeze_activity(activity=activity, at=AT).facts
    (told,) = facts["contributors"]
    assert told["name"] == "Bo Author"
    assert told["role_label"] == "Author and planner"
    assert told["relationships"] == "Speaker, Company X (ended)"
    assert told["mitigation"] == "Peers without a relationship reviewed the content"
    assert "have been mitigated" in facts["disclosure"]["statement"]
    declares(person, at=AT + timedelta(days=1))
    assert activity.versions.order_by("-number").first().facts["contributors"] == [told], "frozen"


def test_nothing_is_promised_while_somebody_has_not_declared(activity):
    facts = freeze_activity(activity=activity, at=AT).facts
    assert facts["contributors"][0]["has_declared"] is False
    assert facts["disclosure"]["statement"] == ""


def test_an_activity_costs_the_same_queries_with_one_person_and_with_three(
    team, activity, person, django_assert_num_queries
):
    a_company(team.provider, team.staff)
    declares(person, speaks_for())
    decide(activity, person, team.staff)
    with django_assert_num_queries(6):
        disclosures_of(activity, on=DAY)
    for _ in range(2):
        other = somebody(team.provider, declared=False)
        declares(other, speaks_for())
        activity = joins(activity, other, "faculty")
    with django_assert_num_queries(6):
        assert len(disclosures_of(activity, on=DAY).people) == 3


# What the database refuses


def test_declarations_relationships_and_decisions_are_appended_only(team, activity, person):
    a_company(team.provider, team.staff)
    declaration = declares(person, speaks_for())
    decision = decide(activity, person, team.staff)
    for row in (declaration, declaration.relationships.get(), decision):
        assert_append_only(row)


def test_the_database_refuses_what_cannot_be(team, activity, person):
    company = a_company(team.provider, team.staff)
    declaration = declares(person, speaks_for())
    tie, decision = declaration.relationships.get(), decide(activity, person, team.staff)
    open_request = a_request(person, AT)
    letter = DisclosureLetter.objects.create(
        request=open_request, link_number=1, days_after=0, noted_at=AT
    )
    with refused("courses_person_email_once_per_provider"):
        insert_copy(person, email=person.email.upper())
    with refused("courses_contributor_role_once"):
        insert_copy(Contributor.objects.get(activity=activity))
    with refused("courses_company_name_once_per_provider"):
        insert_copy(company, name="company x")
    with refused("courses_company_reviewed_with_rationale"):
        change(company, rationale="")
    with refused("courses_company_not_into_itself"):
        change(company, merged_into=company)
    with refused("courses_disclosurerequest_one_open"):
        insert_copy(open_request)
    with refused("courses_disclosurerequest_expires_after_made"):
        change(open_request, link_expires_at=open_request.link_made_at)
    with refused("courses_disclosureletter_once"):
        insert_copy(letter)
    with refused("courses_declaration_days_in_order"):
        insert_copy(declaration, expires_on=declaration.declared_on)
    with refused("courses_declaration_signed"):
        insert_copy(declaration, signed_as="")
    with refused("courses_relationship_with_a_company"):
        insert_copy(tie, company=None)
    with refused("courses_relationship_nature_known"):
        insert_copy(tie, nature="friend")
    with refused("courses_relevancedecision_relevant_is_mitigated"):
        insert_copy(decision, method="")
    with refused("courses_relevancedecision_has_a_reason"):
        insert_copy(decision, reason="")


def test_the_database_wants_two_people_and_one_exception(team, activity):
    exemption = propose_exemption(
        activity=activity, kind=Exemption.NON_CLINICAL, reason="R.", by=team.staff, at=AT
    )
    with pytest.raises(DisclosureRefused, match="already"):
        propose_exemption(
            activity=activity, kind=Exemption.NON_CLINICAL, reason="R.", by=team.staff, at=AT
        )
    with refused("courses_standardexemption_one_standing"):
        insert_copy(exemption)
    with refused("courses_standardexemption_second_person_approves"):
        change(exemption, approved_by=team.staff, approved_at=AT)
