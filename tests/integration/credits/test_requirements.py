"""What boards ask, as rows: the seeds, the versions, and the screens of accreditation staff."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
import yaml
from django.urls import reverse

from credits.domain.requirements import RequirementInvalid
from credits.models import AcceptanceRule, Requirement, RequirementVersion
from credits.queries import known_topics, requirements_for, versions_on
from credits.services import ensure_requirements, revise_requirement
from tests.factories.authoring import a_team, signed_in
from tests.factories.licences import BODY, NOW, TODAY, a_requirement, facts_of

SEEDED = 13


def test_seeds_become_rows_once_and_edited_ones_stay():
    assert len(ensure_requirements(at=NOW)) == SEEDED
    requirement = Requirement.objects.get(slug="us-tx-md")
    requirement.authority = "Renamed"
    requirement.save()
    assert ensure_requirements(at=NOW) == []
    requirement.refresh_from_db()
    assert requirement.authority == "Renamed"
    assert "opioid prescribing" in known_topics(TODAY)
    assert AcceptanceRule.objects.count() >= 8


def test_only_those_of_ones_profession_are_offered():
    ensure_requirements(at=NOW)
    assert {row.slug for row in requirements_for("nurse", TODAY)} == {"us-fl-rn"}
    assert len(requirements_for("physician", TODAY)) == SEEDED - 1


def test_newest_version_that_holds_on_a_day_counts():
    requirement = a_requirement()
    start = date(2026, 6, 1)
    later = revise_requirement(
        requirement=requirement, facts=facts_of(effective_from=start), at=NOW
    )
    assert versions_on(start)[requirement.pk] == later
    assert versions_on(start - timedelta(days=1))[requirement.pk].number == 1
    assert versions_on(date(2024, 1, 1)) == {}


def test_keeping_what_is_kept_already_makes_no_version():
    requirement = a_requirement()
    same = facts_of(credential="Renamed licence")
    assert revise_requirement(requirement=requirement, facts=same, at=NOW) is None
    requirement.refresh_from_db()
    assert (requirement.credential, requirement.versions.count()) == ("Renamed licence", 1)


def test_unsound_body_is_refused_whole():
    requirement = a_requirement()
    with pytest.raises(RequirementInvalid):
        revise_requirement(
            requirement=requirement, facts=facts_of(authority="Other", body={}), at=NOW
        )
    requirement.refresh_from_db()
    assert requirement.authority == "Example Board"


@pytest.fixture
def staff():
    return signed_in(a_team().staff)


def form(body=None, **fields):
    return {
        "authority": "Example Board",
        "jurisdiction": "us-xx",
        "professions": ["physician"],
        "credential": "Example licence",
        "effective_from": "2025-01-01",
        "effective_to": "",
        "body": body if isinstance(body, str) else yaml.safe_dump(body or BODY, sort_keys=False),
        "source": "Example statute 1",
        "checked_on": "2026-01-01",
        "confidence": "verified",
        "note": "",
        "example": "",
        **fields,
    }


def test_staff_make_a_requirement_and_revise_it_and_see_what_changed(staff):
    made = staff.post(reverse("requirements:add"), form())
    assert made.status_code == 302, made.context["form"].errors
    requirement = Requirement.objects.get()
    assert (requirement.slug, requirement.jurisdiction) == ("us-xx-example-licence", "US-XX")
    edit = reverse("requirements:edit", args=[requirement.pk])
    shown = staff.get(edit).content.decode()
    assert "title: Opioid prescribing" in shown
    body = deepcopy(BODY)
    body["clauses"][1]["quantity"] = 3
    assert staff.post(edit, form(body)).status_code == 302
    newest = requirement.versions.first()
    assert (newest.number, newest.created_by.first_name) == (2, "Accreditation")
    page = staff.get(reverse("requirements:inspect", args=[requirement.pk])).content.decode()
    assert "<del>−  quantity: 2</del>" in page
    assert "<ins>+  quantity: 3</ins>" in page
    assert "Opioid prescribing" in page
    assert page.count("Checked on 1 January 2026") == 2


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"body": "categories: ["}, "body", "is no sound YAML"),
        ({"body": "- a list"}, "body", "Write names with a colon"),
        ({"body": "categories: [cat1]\nclauses: []"}, "body", "Clauses:"),
        ({"body": "a: &a [*a]"}, "body", "Categories: Field required"),
        ({"jurisdiction": "Texas"}, "jurisdiction", "for example US or US-TX"),
        ({"effective_to": "2024-01-01"}, "effective_to", "ends before it begins"),
        ({"checked_on": "2999-01-01"}, "checked_on", "still to come"),
        ({"example": "facts: {shoe_size: 44}"}, "example", "Nobody asks for “shoe_size”"),
        ({"example": "credit: [{type: x}]"}, "example", "Field required"),
    ],
)
def test_mistake_is_said_at_its_field_and_nothing_is_kept(staff, change, field, words):
    answer = staff.post(reverse("requirements:add"), form(**change))
    assert answer.status_code == 200
    assert words in " ".join(answer.context["form"].errors[field])
    assert not RequirementVersion.objects.exists()


def test_preview_tells_what_an_example_would_be_told_and_keeps_nothing(staff):
    a_requirement("other")
    example = f"""
expires_on: {TODAY + timedelta(days=90)}
facts: {{prescribes: true}}
credit: [{{type: ama_pra_1, amount: 4, earned_on: {TODAY}, topics: {{opioid prescribing: 2}}}}]
"""
    answer = staff.post(reverse("requirements:add"), form(example=example, preview="1"))
    page = answer.content.decode()
    assert "6 more hours needed: 4 of 10 in this cycle." in page
    assert "2 of 2 hours in this cycle." in page
    assert Requirement.objects.count() == 1
    edit = reverse("requirements:edit", args=[Requirement.objects.get().pk])
    again = staff.post(edit, form(example=example, preview="1"))
    assert "6 more hours needed" in again.content.decode()
    assert RequirementVersion.objects.count() == 1
    broken = staff.post(reverse("requirements:add"), form(body="x: [", preview="1"))
    assert "There is no preview yet" in broken.content.decode()


def test_staff_keep_what_boards_take(staff):
    rule = {
        "credit_type": "ancc",
        "category": "cat2",
        "factor": "0.5",
        "cap": "10",
        "valid_from": "2026-01-01",
        "valid_until": "",
        "source": "Example rule 9",
        "checked_on": "2026-02-01",
    }
    assert staff.post(reverse("acceptance-rules:add"), rule).status_code == 302
    kept = AcceptanceRule.objects.get(category="cat2")
    assert (str(kept.factor), str(kept.cap)) == ("0.500", "10.00")
    refused = staff.post(reverse("acceptance-rules:add"), {**rule, "factor": "0"})
    assert "factor" in refused.context["form"].errors
    again = staff.post(reverse("acceptance-rules:add"), rule)
    assert "already" in str(again.context["form"].errors)


@pytest.mark.parametrize(
    "name", ["requirements:index", "requirements:add", "acceptance-rules:index"]
)
def test_authors_keep_no_requirements(name):
    team = a_team()
    assert signed_in(team.staff).get(reverse(name)).status_code == 200
    assert signed_in(team.educator).get(reverse(name)).status_code == 302
