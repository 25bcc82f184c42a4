"""Activities and lessons in the CMS: each provider's own, frozen when published or not published."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.images.models import Image
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from courses.models import ActivityPage, ActivityVersion, JointProvider, LessonPage, Placement
from courses.services import freeze_activity, publish_due
from lms.demo.interactions import interaction_of
from tests.factories.authoring import (
    a_lesson,
    a_question,
    a_reference,
    a_sound_question,
    a_team,
    an_activity,
    an_assessment,
    an_objective,
    designate,
    publish,
    signed_in,
)
from tests.factories.people import somebody
from tests.integration.assessments.test_previews import ROWS
from tests.refusals import assert_append_only, insert_copy, refused

PUBLISH = {"action-publish": "1"}
EMPTY = {"comments": inline_formset([])}


@pytest.fixture
def ours():
    return a_team("Ours")


@pytest.fixture
def theirs():
    return a_team("Theirs")


@pytest.fixture
def client(ours):
    return signed_in(ours.educator)


def edit(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def add(model, parent) -> str:
    return reverse("wagtailadmin_pages:add", args=["courses", model._meta.model_name, parent.pk])


def said(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def activity_form(team, **fields) -> dict:
    """Return an activity as typed into the form, fit to be published."""
    objective = fields.pop("objective", None) or an_objective(team.bank)
    assessment = fields.pop("assessment", None) or an_assessment(
        team.bank, a_sound_question(team, objective), pass_mark=70
    )
    person = fields.pop("person", None) or somebody(team.provider)
    return nested_form_data(
        {
            "title": "New activity",
            "slug": "new-activity",
            "code": "new-activity",
            "strand": "clinical",
            "summary": "Summary.",
            "gap": "Gap.",
            "audience": "Everybody.",
            "professions": "physician",
            "topics": "sepsis",
            "minutes": "30",
            "type": "internet_enduring",
            "released_on": "2026-01-01",
            "reviewed_on": "2026-01-01",
            "expires_on": "2028-12-31",
            "participation": "Read.",
            "requirements": "A browser.",
            "delivery_methods": "Online",
            "languages": "en",
            "commercial_support": "None.",
            "objectives": inline_formset([{"objective": objective.pk}]),
            "contributors": inline_formset(
                [{"person": person.pk, "role": "author", "starts_on": str(timezone.localdate())}]
            ),
            "joint_providers": inline_formset(
                [{"name": name} for name in fields.pop("partners", [])]
            ),
            "placements": inline_formset(
                [{"assessment": assessment.pk, "purpose": "post_test", "required": "on"}]
            ),
            "references": inline_formset([{"reference": a_reference().pk}]),
            "prerequisites": inline_formset([{"needs": pk} for pk in fields.pop("needs", [])]),
            **EMPTY,
            **fields,
        }
    )


def ids_of(activity) -> dict:
    """Return what a form about a saved activity says of its inline rows."""
    relations = ("objectives", "contributors", "placements", "references")
    counts = {f"{relation}-INITIAL_FORMS": "1" for relation in relations}
    ids = {f"{name}-0-id": str(getattr(activity, name).get().pk) for name in relations}
    return counts | ids


def draft_of(client, team, form) -> ActivityPage:
    """Save a form as a new draft and designate credit for it, as has to be before it goes live."""
    client.post(add(ActivityPage, team.page), form)
    draft = ActivityPage.objects.get(code=form["code"])
    designate(draft)
    return draft


def lesson_form(*blocks, **fields) -> dict:
    body = blocks or [("text", rich_text("<p>Read this.</p>"))]
    return nested_form_data(
        {
            "title": "New lesson",
            "slug": "new-lesson",
            "minutes": "10",
            "body": streamfield(list(body)),
            **EMPTY,
            **fields,
        }
    )


def test_an_educator_opens_their_own_pages_and_no_others(ours, theirs, client):
    for team, expected in ((ours, 200), (theirs, 302)):
        activity = an_activity(team)
        lesson = a_lesson(activity)
        for page in (activity, lesson):
            assert client.get(edit(page)).status_code == expected
            history = reverse("wagtailadmin_pages:history", args=[page.pk])
            assert client.get(history).status_code == expected
        assert client.get(add(LessonPage, activity)).status_code == expected
        assert client.get(add(ActivityPage, team.page)).status_code == expected


def test_lists_searches_and_the_explorer_hold_only_ones_own(ours, theirs, client):
    own = an_activity(ours, title="Own sepsis", live=False)
    foreign = an_activity(theirs, title="Foreign sepsis", live=False)
    pages = [
        client.get(reverse("activities:index")),
        client.get(reverse("wagtailadmin_pages:search"), {"q": "sepsis"}),
        client.get("/cms/api/main/pages/", {"limit": 20}),
        client.get(reverse("wagtailadmin_choose_page_search"), {"q": "sepsis"}),
    ]
    for page in pages:
        assert own.title in page.content.decode()
        assert foreign.title not in page.content.decode()
    assert client.get(f"/cms/api/main/pages/{foreign.pk}/").status_code == 404


def test_the_page_chooser_shows_no_draft_of_another_provider(ours, theirs, client):
    own, public = an_activity(ours, live=False), an_activity(theirs)
    draft = an_activity(theirs, live=False)

    def browse(page):
        return client.get(reverse("wagtailadmin_choose_page_child", args=[page.pk]))

    assert own.title in browse(ours.page).content.decode()
    theirs_seen = browse(theirs.page).content.decode()
    assert public.title in theirs_seen
    assert draft.title not in theirs_seen
    assert browse(draft).status_code == 404


@pytest.mark.parametrize(
    "view", ["site_history", "workflow", "workflow_tasks", "page_types_usage", "aging_pages"]
)
def test_reports_on_everybody_are_for_administrators(ours, client, view):
    assert client.get(reverse(f"wagtailadmin_reports:{view}")).status_code == 404


def test_bulk_deeds_do_not_name_anothers_drafts(ours, theirs, client):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    own, foreign = an_activity(ours, live=False), an_activity(theirs, live=False)
    assert client.get(address, {"id": own.pk}).status_code == 200
    assert client.get(address, {"id": [own.pk, foreign.pk]}).status_code == 404
    assert client.get(address, {"id": "all", "childOf": theirs.page.pk}).status_code == 404


def test_an_activity_is_created_and_published_with_one_version(ours, client):
    form = activity_form(ours)
    at_once = client.post(add(ActivityPage, ours.page), form | PUBLISH)
    assert "Save it as a draft first" in at_once.content.decode()
    activity = draft_of(client, ours, form)
    answer = client.post(edit(activity), form | ids_of(activity) | PUBLISH)

    assert answer.status_code == 302, said(answer)
    activity.refresh_from_db()
    assert activity.live
    version = ActivityVersion.objects.get(activity=activity)
    assert version.facts["provider"]["name"] == "Ours"
    assert version.facts["method"] == "Read."
    assert version.facts["placements"][0]["purpose"] == "post_test"


def test_the_statement_is_written_from_the_words_of_the_day_and_names_the_partners(ours):
    provider, activity = ours.provider, an_activity(ours, live=False)
    provider.accreditor = "Council"
    provider.accreditation_statement = "{provider} is accredited by the {accreditor}."
    provider.save()
    for name in ("North", "South"):
        JointProvider.objects.create(activity=activity, name=name)
    activity = ActivityPage.objects.get(pk=activity.pk)
    freeze_activity(activity=activity, at=timezone.now())
    told = activity.versions.get().facts["provider"]
    assert told["accreditation_statement"] == (
        "This activity has been planned and implemented in accordance with the accreditation "
        "requirements and policies of the Council through the joint providership of Ours and North "
        "and South.\nOurs is accredited by the Council."
    )
    assert told["wording"] == 1
    provider.accreditation_statement = "Accredited: {provider}."
    provider.save()
    activity = ActivityPage.objects.get(pk=activity.pk)
    version = freeze_activity(activity=activity, at=timezone.now())
    assert version.facts["provider"]["wording"] == 2
    assert version.facts["provider"]["accreditation_statement"].endswith("Accredited: Ours.")
    wording = provider.wordings.get(number=1)
    assert_append_only(wording)
    with refused("courses_statementwording_number_once"):
        insert_copy(wording)


@pytest.mark.parametrize("model", [ActivityPage, LessonPage])
def test_no_control_hides_what_scripts_ask_of_a_form(ours, client, model):
    """Wagtail saves drafts by itself with the form's own method and action."""
    parent = ours.page if model is ActivityPage else an_activity(ours)
    page = client.get(add(model, parent)).content.decode()
    for name in ("method", "action", "submit", "elements"):
        assert f'name="{name}"' not in page


def test_an_unfinished_activity_is_a_draft_and_is_told_what_is_missing(ours, client):
    form = activity_form(ours, summary="", gap="") | {
        "objectives-TOTAL_FORMS": "0",
        "contributors-TOTAL_FORMS": "0",
        "references-TOTAL_FORMS": "0",
    }
    assert client.post(add(ActivityPage, ours.page), form).status_code == 302
    draft = ActivityPage.objects.get(code="new-activity")
    assert not draft.live

    refused = client.post(edit(draft), form | {"summary": "S.", "gap": "G."} | PUBLISH)

    assert refused.status_code == 200
    told = refused.content.decode()
    assert "Add at least one objective." in told
    assert "Name at least one person" in told
    assert "Add at least one reference." in told
    assert not ActivityVersion.objects.filter(activity=draft).exists()


def test_an_unpublished_assessment_keeps_the_activity_back(ours, client):
    assessment = an_assessment(ours.bank, a_question(ours.bank), live=False, title="Not ready")
    form = activity_form(ours, assessment=assessment) | PUBLISH
    refused = client.post(add(ActivityPage, ours.page), form)
    assert "“Not ready” is not published yet." in refused.content.decode()
    assert not ActivityPage.objects.filter(live=True).exists()


def test_more_than_three_years_after_review_is_refused(ours, client):
    form = activity_form(ours, reviewed_on="2026-01-01", expires_on="2029-01-02") | PUBLISH
    refused = client.post(add(ActivityPage, ours.page), form)
    assert "At most three years after the last review: 1 January 2029." in refused.content.decode()
    assert not ActivityPage.objects.exists()


def test_what_another_provider_owns_cannot_be_placed(ours, theirs, client):
    for group in theirs.educator.groups.all():
        ours.educator.groups.add(group)
    assessment = an_assessment(theirs.bank, a_question(theirs.bank), title="Foreign test")
    objective = an_objective(theirs.bank, "Foreign aim")
    person = somebody(theirs.provider)
    for fields in ({"assessment": assessment}, {"objective": objective}, {"person": person}):
        refused = client.post(add(ActivityPage, ours.page), activity_form(ours, **fields))
        assert "belongs to another provider" in refused.content.decode()
    assert not ActivityPage.objects.exists()


def test_a_stranger_cannot_even_name_anothers_assessment(ours, theirs, client):
    assessment = an_assessment(theirs.bank, a_question(theirs.bank))
    refused = client.post(add(ActivityPage, ours.page), activity_form(ours, assessment=assessment))
    assert refused.status_code == 200
    assert not ActivityPage.objects.exists()


def test_code_and_type_are_fixed_from_the_first_publication_on(ours, client):
    form = activity_form(ours)
    activity = draft_of(client, ours, form)
    form |= ids_of(activity)
    client.post(edit(activity), form | {"code": "renamed", "type": "journal"})
    activity.refresh_from_db()
    assert (activity.code, activity.type) == ("renamed", "journal")

    publish(activity)
    changed = {"code": "again", "title": "Changed", "type": "course"}
    client.post(edit(activity), form | changed | PUBLISH)

    activity.refresh_from_db()
    assert (activity.title, activity.code, activity.type) == ("Changed", "renamed", "journal")


def test_an_assessment_is_placed_once(ours, client):
    form = activity_form(ours)
    for name in ("assessment", "purpose", "required", "ORDER", "DELETE", "id"):
        form[f"placements-1-{name}"] = form.get(f"placements-0-{name}", "")
    form["placements-TOTAL_FORMS"] = "2"
    for more in ({}, PUBLISH):
        assert client.post(add(ActivityPage, ours.page), form | more).status_code == 200
    assert not ActivityPage.objects.exists()


def test_a_lesson_is_published_and_its_activity_frozen_anew(ours, client):
    activity = an_activity(ours)
    answer = client.post(add(LessonPage, activity), lesson_form() | PUBLISH)
    assert answer.status_code == 302, said(answer)
    newest = activity.versions.order_by("-number").first()
    assert [lesson["title"] for lesson in newest.facts["lessons"]] == ["New lesson"]


def test_a_lesson_with_an_unpublished_check_is_refused(ours, client):
    activity = an_activity(ours)
    draft = a_question(ours.bank, live=False)
    form = lesson_form(("knowledge_check", {"question": str(draft.pk)})) | PUBLISH
    refused = client.post(add(LessonPage, activity), form)
    assert "Not published" in said(refused) or refused.status_code == 200
    assert not LessonPage.objects.filter(live=True).exists()


@pytest.mark.parametrize("kind", ["essay", "file_answer"])
def test_a_lesson_checks_nothing_that_people_would_have_to_mark(ours, client, kind):
    activity = an_activity(ours)
    row = {"kind": kind, "key": kind, **ROWS[kind]}
    question = a_question(ours.bank, interaction=[interaction_of(row)])
    form = lesson_form(("knowledge_check", {"question": str(question.pk)})) | PUBLISH
    refused = client.post(add(LessonPage, activity), form)
    assert refused.status_code == 200
    assert "is marked by people, and nobody marks the checks of a lesson" in refused.text
    assert not LessonPage.objects.exists()


def test_a_lesson_takes_no_picture_or_question_of_another_provider(ours, theirs, client):
    activity = an_activity(ours)
    picture = Image.objects.create(
        title="Foreign", file=get_test_image_file(), collection=theirs.provider.collection
    )
    question = a_question(theirs.bank)
    for block in (
        ("figure", {"image": str(picture.pk), "alt": "A chart", "caption": ""}),
        ("knowledge_check", {"question": str(question.pk)}),
    ):
        refused = client.post(add(LessonPage, activity), lesson_form(block) | PUBLISH)
        assert "belongs to another provider" in refused.content.decode()
    assert not LessonPage.objects.exists()


def test_an_image_needs_alternative_text(ours, client):
    activity = an_activity(ours)
    picture = Image.objects.create(
        title="Chart", file=get_test_image_file(), collection=ours.provider.collection
    )
    block = {"image": str(picture.pk), "alt": "", "caption": ""}
    refused = client.post(add(LessonPage, activity), lesson_form(("figure", block)) | PUBLISH)
    assert refused.status_code == 200
    block["alt"] = "Survival falls with each hour."
    fine = client.post(add(LessonPage, activity), lesson_form(("figure", block)) | PUBLISH)
    assert fine.status_code == 302


def test_html_in_a_lesson_is_cleaned_even_when_it_was_never_read(ours):
    danger = "<p>Fine<script>alert(1)</script></p>"
    activity = an_activity(ours)
    raw = [
        {"type": "text", "value": danger},
        {"type": "callout", "value": {"tone": "key", "title": "T", "text": danger}},
    ]
    block = LessonPage.body.field.stream_block
    lesson = a_lesson(activity, body=block.to_python(raw))
    stored = LessonPage.objects.get(pk=lesson.pk)
    assert "Fine" in str(stored.body.raw_data[0])
    assert "script" not in str(list(stored.body.raw_data))
    assert "script" not in str(lesson.latest_revision.content["body"])


def test_a_page_whose_freeze_fails_is_not_live(ours, client, monkeypatch):
    """Wagtail publishes pages outside any transaction: the middleware holds one around it."""
    activity = an_activity(ours)
    question = a_question(ours.bank)
    lesson = a_lesson(activity, body=[("knowledge_check", {"question": question})], live=False)
    monkeypatch.setattr("courses.forms.LessonForm.publication_problems", lambda _form: [])
    monkeypatch.setattr("assessments.models.Question.compile", _refuse)

    answer = client.post(
        edit(lesson),
        lesson_form(("knowledge_check", {"question": str(question.pk)})) | PUBLISH,
        headers={"referer": "http://testserver" + edit(lesson)},
    )

    assert answer.status_code == 302
    assert answer.url.endswith(edit(lesson))
    assert "Not published" in said(answer)
    lesson.refresh_from_db()
    assert not lesson.live


def _refuse(question):
    from assessments.domain.items import ItemInvalid

    raise ItemInvalid(["Mark exactly one option as the best answer."])


def test_scheduling_a_first_publication_freezes_nothing_early(ours, client, monkeypatch):
    later = timezone.now() + timedelta(days=1)
    form = activity_form(ours, go_live_at=later.strftime("%Y-%m-%d %H:%M"))
    activity = draft_of(client, ours, form)
    client.post(edit(activity), form | ids_of(activity) | PUBLISH)
    activity.refresh_from_db()
    assert not activity.live
    assert not activity.versions.exists()

    monkeypatch.setattr(timezone, "now", lambda: later + timedelta(minutes=1))
    publish_due(at=timezone.now())

    activity.refresh_from_db()
    assert activity.live
    assert activity.versions.count() == 1


def test_an_activity_whose_test_nobody_published_stays_a_draft(ours, client, monkeypatch):
    """Approval and schedules pass by the form; the freeze itself refuses."""
    activity = an_activity(ours, live=False)
    activity.placements.add(
        Placement(
            assessment=an_assessment(ours.bank, live=False, title="Never published"),
            purpose="evaluation",
        )
    )
    activity.go_live_at = timezone.now() + timedelta(hours=1)
    activity.save_revision(user=ours.educator).publish(user=ours.educator)
    monkeypatch.setattr(timezone, "now", lambda: activity.go_live_at + timedelta(minutes=1))

    publish_due(at=timezone.now())

    activity.refresh_from_db()
    assert not activity.live
    assert not activity.versions.exists()
    assert "“Never published” is not published yet." in mail.outbox[0].body


def test_published_pages_are_kept(ours, client):
    activity = an_activity(ours)
    lesson = a_lesson(activity)
    for page in (lesson, activity, ours.page):
        answer = client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        assert "stays" in said(answer)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    client.post(f"{bulk}?id={lesson.pk}")
    assert Page.objects.filter(pk__in=[activity.pk, lesson.pk]).count() == 2


def test_a_draft_that_nobody_saw_can_be_deleted(ours, client):
    activity = an_activity(ours, live=False, designated=False)
    client.post(reverse("wagtailadmin_pages:delete", args=[activity.pk]))
    assert not ActivityPage.objects.filter(pk=activity.pk).exists()


def copy(client, page, **wishes):
    form = {"new_title": "Second", "new_slug": "second", "copy_subpages": "on"}
    form |= {"new_parent_page": page.get_parent().pk, **wishes}
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form)


def test_a_copy_has_a_code_of_its_own_and_begins_as_a_draft(ours, client):
    activity = an_activity(ours)
    a_lesson(activity)
    refused = copy(client, activity, publish_copies="on")
    assert "No credit is designated." in said(refused)
    assert not ActivityPage.objects.filter(slug="second").exists()

    copy(client, activity)
    second = ActivityPage.objects.get(slug="second")
    assert second.code != activity.code
    assert not second.live
    assert LessonPage.objects.child_of(second).count() == 1


def test_an_activity_has_no_alias(ours, client):
    answer = copy(client, an_activity(ours), alias="on")
    assert "without “Alias”" in said(answer)
    assert not ActivityPage.objects.filter(slug="second").exists()


def test_the_admin_api_acts_on_nothing(ours, client):
    activity = an_activity(ours, live=False)
    for action in ("publish", "delete", "copy", "create_alias"):
        address = f"/cms/api/main/pages/{activity.pk}/action/{action}/"
        assert client.post(address).status_code == 404
    activity.refresh_from_db()
    assert not activity.live


def test_previews_show_the_draft(ours, client):
    activity = an_activity(ours, live=False)
    lesson = a_lesson(activity, live=False)
    form = activity_form(ours, title="Changed title")
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[activity.pk])
    assert client.post(preview, form).json()["is_valid"]
    assert "Changed title" in client.get(preview).content.decode()

    question = a_question(ours.bank, lead_in="Is it so?")
    blocks = [
        ("text", rich_text("<p>Changed text</p>")),
        ("knowledge_check", {"question": str(question.pk)}),
    ]
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    assert client.post(preview, lesson_form(*blocks)).json()["is_valid"]
    shown = client.get(preview).content.decode()
    assert "Changed text" in shown
    assert "Is it so?" in shown


EMPTY_LIST = {"count": "0"}
EMPTY_BLOCKS = {
    "text": rich_text(""),
    "figure": {"image": "", "alt": "", "caption": ""},
    "recording": {"recording": "", "summary": ""},
    "callout": {"tone": "key", "title": "", "text": rich_text("")},
    "case_vignette": {"title": "", "text": rich_text(""), "findings": EMPTY_LIST},
    "evidence": {
        "claim": "",
        "certainty": "",
        "effect": "",
        "recommendation": "",
        "limits": "",
        "references": EMPTY_LIST,
    },
    "table": {"caption": "", "rows": ""},
    "knowledge_check": {"question": ""},
}


@pytest.mark.parametrize("kind", LessonPage.body.field.stream_block.child_blocks)
def test_a_block_just_begun_can_be_previewed(ours, client, kind):
    """The CMS draws the preview anew at every stroke."""
    lesson = a_lesson(an_activity(ours), live=False)
    form = lesson_form((kind, EMPTY_BLOCKS[kind]))
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    client.post(preview, form)
    assert client.get(preview).status_code == 200
    assert client.post(edit(lesson), form).status_code in {200, 302}
    if kind != "text":
        assert client.post(edit(lesson), form | PUBLISH).status_code == 200


def test_what_accreditors_are_told_is_frozen_with_the_version(ours, client):
    told = {
        "delivery_methods": ["Online", "Print/Other"],
        "languages": ["en", "de"],
        "competencies": ["Medical knowledge"],
        "measured_outcomes": ["Learner Knowledge: Objective"],
        "commendation_tags": ["Engages Teams"],
    }
    form = activity_form(ours, minutes="45") | told
    draft = draft_of(client, ours, form)
    client.post(edit(draft), form | ids_of(draft) | PUBLISH)
    facts = ActivityVersion.objects.get().facts
    assert {name: facts[name] for name in told} == told | {"languages": ["English", "German"]}
    assert facts["hours"] == "0.75"
