"""Searching activities by their words and those of their lessons."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from courses.models import ActivityPage, Findable, KnownWord, LessonPage
from courses.queries import frozen_activities, mended, open_versions, passages
from courses.services import freeze_activity
from tests.factories import authoring
from tests.factories.authoring import a_team
from tests.factories.outcomes import a_provider, an_activity

TODAY = timezone.now().date()


def published(code, **fields):
    provider = a_provider(f"Provider of {code}")
    page = an_activity(
        provider, code=code, lessons=0, expires_on=TODAY + timedelta(days=100), **fields
    )
    freeze_activity(activity=page, at=timezone.now())
    return page


def found(text="", on=TODAY):
    return [activity.code for activity in frozen_activities(open_versions(on, text))]


@pytest.fixture
def three():
    published("sepsis", title="Sepsis", summary="Fluids.", gap="Missed fever.")
    published("opioids", title="Opioids", summary="Pain and sepsis.", gap="Overdoses.")
    published("handover", title="Handover", summary="Speaking.", gap="Lost words; sepsis missed.")


def test_without_a_text_everything_open_is_found_newest_first():
    for code, days in (("old", 30), ("new", 1), ("middle", 10)):
        published(code, released_on=TODAY - timedelta(days=days))

    assert found() == ["new", "middle", "old"]


def test_the_title_counts_more_than_the_summary_and_that_more_than_the_gap(three):
    assert found("sepsis") == ["sepsis", "opioids", "handover"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("SEPSIS fluid", ["sepsis"]),
        ("opi", ["opioids"]),
        ("opioid", ["opioids"]),
        ('"missed fever"', ["sepsis"]),
        ("sepsis -pain -lost", ["sepsis"]),
        ("overdose or speak", ["opioids", "handover"]),
        ("zebra", []),
        ("   ", ["handover", "opioids", "sepsis"]),
        ("& | ! ( :* ' \\ \x00", []),
        ("sepsis:*", ["sepsis", "opioids", "handover"]),
    ],
)
def test_texts_are_read_as_people_mean_them(three, text, codes):
    assert sorted(found(text)) == sorted(codes)


def test_topics_are_searched_too():
    page = published("plain", title="Plain")
    page.topics.add("antimicrobial stewardship")
    page.save()
    freeze_activity(activity=page, at=timezone.now())

    assert found("stewardship") == ["plain"]


def test_only_what_is_open_and_published_is_found():
    published("open")
    published("early", released_on=TODAY + timedelta(days=1))
    published("ended", released_on=TODAY - timedelta(days=200), reviewed_on=TODAY)
    ActivityPage.objects.filter(code="ended").update(expires_on=TODAY - timedelta(days=1))
    published("hidden")
    ActivityPage.objects.filter(code="hidden").update(live=False)
    an_activity(a_provider("Never frozen"), code="draft", lessons=0)

    assert found() == ["open"]
    assert found("summary") == ["open"]


def test_the_newest_words_are_searched_and_no_older_ones():
    page = published("changed", title="Beforehand")
    page.title = "Afterwards"
    page.save()
    freeze_activity(activity=page, at=timezone.now())

    assert found("afterwards") == ["changed"]
    assert found("beforehand") == []


@pytest.fixture
def taught():
    """An activity of two lessons."""
    page = an_author_s_activity(title="Fever", summary="What to do.", topics=["infection"])
    lesson(page, "Lactate", "<p>Measure it twice, and give <b>crystalloids</b> early.</p>")
    lesson(page, "Vasopressors", "<p>Norepinephrine comes first.</p>")
    return page


def an_author_s_activity(*, topics=(), **fields):
    page = authoring.an_activity(
        a_team("Fever"),
        live=False,
        code="fever",
        slug="fever",
        released_on=TODAY - timedelta(days=1),
        expires_on=TODAY + timedelta(days=100),
        **fields,
    )
    page.topics.set(topics)
    page.save()
    return authoring.publish(page)


def lesson(page, title, body, **fields):
    added = page.add_child(
        instance=LessonPage(
            title=title, slug=slugify(title), minutes=5, body=[("text", body)], live=False, **fields
        )
    )
    added.save_revision().publish()
    return added


def shown(text):
    """Return what a search shows of the one activity, marks as brackets."""
    here = passages(open_versions(TODAY), text).popitem()[1]
    plain = [(here.title, here.summary), *((each.title, each.passage) for each in here.lessons)]
    return [tuple("".join(f"[{p.text}]" if p.is_found else p.text for p in part) for part in row)
            for row in plain]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "crystalloid",
        "measuring",
        "vasopressor",
        "infections",
        "fever norepinephrine lactate",
        '"comes first"',
        "crystalloids -aspirin",
        "cryst",
    ],
)
def test_what_lessons_say_is_found_by_its_stems_wherever_it_stands(taught, text):
    assert found(text) == ["fever"]


@pytest.mark.parametrize(
    "text", ["crystalloids -norepinephrine", '"first comes"', "fever aspirin", "strong", "<b>"]
)
def test_what_is_not_said_is_not_found(taught, text):
    assert found(text) == []


def test_a_draft_is_found_by_its_published_words_alone(taught):
    page = LessonPage.objects.get(slug="lactate")
    page.body = [("text", "<p>Albumin.</p>")]
    page.save_revision()
    taught.summary = "Hypothermia."
    taught.save_revision()
    taught.add_child(
        instance=LessonPage(title="Unheard", slug="unheard", minutes=5, live=False, body=[])
    )

    assert [found(text) for text in ("albumin", "hypothermia", "unheard")] == [[], [], []]
    assert found("crystalloids") == ["fever"]

    page.get_latest_revision().publish()
    assert (found("albumin"), found("crystalloids")) == (["fever"], [])


def test_a_withdrawn_lesson_is_found_no_more(taught):
    LessonPage.objects.get(slug="lactate").unpublish()

    assert (found("crystalloids"), found("norepinephrine")) == ([], ["fever"])


def test_what_a_failed_publication_says_is_not_found(taught):
    page = LessonPage.objects.get(slug="lactate")
    page.body = [("text", "<p>Albumin.</p>")]
    with transaction.atomic():
        page.save_revision().publish()
        transaction.set_rollback(True)

    assert (found("albumin"), found("crystalloids")) == ([], ["fever"])


def test_questions_in_lessons_are_not_found_and_neither_are_their_answers(taught):
    question = authoring.a_sound_question(a_team(), lead_in="Which colour?")
    page = LessonPage.objects.get(slug="lactate")
    page.body = [("text", "<p>Read.</p>"), ("knowledge_check", {"question": question})]
    page.save_revision().publish()

    assert Findable.objects.get(lesson=page).text.split() == ["Read."]


def test_findings_are_marked_and_each_lesson_shows_its_own(taught):
    assert shown("crystalloids fever") == [
        ("[Fever]", "What to do."),
        ("Lactate", "Measure it twice, and give [crystalloids] early"),
    ]
    assert shown("norepinephrine -zebra")[1:] == [("Vasopressors", "[Norepinephrine] comes first")]
    assert shown("what -doing") == [("Fever", "What to do.")]


def test_two_lessons_are_shown_at_most_the_best_first(taught):
    for number in range(3):
        lesson(taught, f"Norepinephrine {number}", "<p>Norepinephrine, norepinephrine.</p>")

    titles = [title for title, _ in shown("norepinephrine")[1:]]

    assert titles == ["[Norepinephrine] 0", "[Norepinephrine] 1"]


def test_one_query_finds_every_passage(taught, django_assert_num_queries):
    published("other")
    versions = open_versions(TODAY)

    with django_assert_num_queries(1):
        assert len(passages(versions, "fever or summary")) == 2
    with django_assert_num_queries(0):
        assert passages(versions, " -fever & ") == {}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("cristalloids", "crystalloids"),
        ("Lactaet", "lactate"),
        ("norepinefrine", "norepinephrine"),
        ("vasopresor fevre", "vasopressors fever"),
        ("fever", ""),
        ("fevre -lactaet", "fever -lactate"),
        ("zebras", ""),
        ("a b 12", ""),
        ("", ""),
        ("'; DROP TABLE courses_knownword; --", ""),
        ("%s %(a)s {} \x00", ""),
    ],
)
def test_mistyped_words_are_mended_by_words_that_were_published(taught, text, meant):
    assert mended(text) == meant


def test_the_index_can_be_written_anew(taught):
    before = set(Findable.objects.values_list("lesson", "title", "text"))
    Findable.objects.all().delete()
    KnownWord.objects.all().delete()
    KnownWord.objects.create(word="forgotten", trigrams=["for"])
    assert found("fever") == []

    call_command("index_catalogue", "--missing")
    assert found("fever") == ["fever"]
    assert KnownWord.objects.filter(word="forgotten").exists()

    call_command("index_catalogue")
    assert set(Findable.objects.values_list("lesson", "title", "text")) == before
    assert not KnownWord.objects.filter(word="forgotten").exists()


def test_an_endless_lesson_is_published_and_found_by_its_beginning(taught):
    words = " ".join(f"word{number:x}s" for number in range(60_000))
    lesson(taught, "Endless", f"<p>Beginning {words}</p>")

    assert found("beginning endless") == ["fever"]
