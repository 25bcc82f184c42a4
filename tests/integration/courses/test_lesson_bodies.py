"""A lesson's body: rendered once, anew when published, its sources numbered in their order."""

import json
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.images import get_image_model

from courses.models import LessonMedia, LessonPage
from courses.queries import current_lesson, lesson_body
from courses.services import freeze_activity
from evidence.models import Reference
from tests.factories.outcomes import a_provider, an_activity

CAPTIONS = b"WEBVTT\n\n00:01.000 --> 00:02.000\nPressure is continuous.\n"


def a_lesson(*blocks):
    page = an_activity(a_provider(), code="bodies", lessons=1)
    freeze_activity(activity=page, at=timezone.now())
    lesson = LessonPage.objects.child_of(page).get()
    return say(lesson, *blocks)


def say(lesson, *blocks):
    lesson.body = json.dumps([{"type": kind, "value": value} for kind, value in blocks])
    lesson.save_revision().publish()
    return lesson


def body():
    return lesson_body(current_lesson("bodies", "lesson-1"))


def html():
    return "".join(part.html for part in body().parts)


def a_reference(citation, year=2020, **fields):
    return Reference.objects.create(citation=citation, year=year, **fields)


def evidence(*references, certainty="high"):
    cited = [{"type": "item", "value": each.pk, "id": str(each.pk)} for each in references]
    return ("evidence", {"claim": "So it is.", "certainty": certainty, "references": cited})


def test_a_body_is_rendered_once_until_it_is_published_again(django_assert_num_queries):
    lesson = a_lesson(("text", "<p>As it was.</p>"))
    assert "As it was." in html()
    with django_assert_num_queries(1):
        body()

    say(lesson, ("text", "<p>As it is.</p>"))

    assert "As it is." in html()
    assert "As it was." not in html()


def test_sources_are_numbered_in_the_order_in_which_they_are_first_cited():
    first, second = a_reference("Young A, Old B. One."), a_reference("Sole C. Two.", doi="10.1/x.2")
    a_lesson(evidence(first), evidence(second, first))

    assert [reference["id"] for reference in body().references] == [first.pk, second.pk]
    assert html().count('href="#ref-1"') == 3
    assert "1. Young et al. 2020" in html()
    assert "2. Sole 2020" in html()


def test_a_table_reads_cell_by_cell_and_says_its_caption_once():
    a_lesson(
        ("text", "<h2>Targets</h2>"),
        ("table", {"caption": "Targets", "rows": "Where | Below\nOffice | 140/90\nHome"}),
        ("table", {"caption": "Others", "rows": "Where | Below"}),
    )

    assert '<caption class="vh">Targets</caption>' in html()
    assert "<caption>Others</caption>" in html()
    assert 'data-label="Below">140/90</td>' in html()
    assert 'data-label="Below"></td>' in html()


def test_pictures_say_what_they_show():
    file = BytesIO()
    Pillow.new("RGB", (600, 400)).save(file, "PNG")
    picture = get_image_model().objects.create(
        title="cuff.png", file=ContentFile(file.getvalue(), name="cuff.png")
    )
    a_lesson(("figure", {"image": picture.pk, "alt": "A cuff on an arm", "caption": "The cuff"}))

    assert 'alt="A cuff on an arm"' in html()
    assert "srcset=" in html()
    assert "style=" not in html()


@pytest.mark.parametrize(
    ("transcript", "line"),
    [("0:07 Words on paper.", "Words on paper."), ("", "Pressure is continuous.")],
)
def test_recordings_have_captions_and_a_transcript_that_jumps(transcript, line):
    recording = LessonMedia.objects.create(
        title="A talk",
        type="video",
        duration=10,
        file=ContentFile(b"video", name="talk.mp4"),
        captions=ContentFile(CAPTIONS, name="talk.vtt"),
        transcript=transcript,
    )
    a_lesson(("recording", {"recording": recording.pk, "summary": "Either one counts."}))

    for part in (
        f'data-player="media-{recording.pk}"', '<track kind="captions" srclang="en"',
        f'data-transcript="media-{recording.pk}"', line, "jump here", "Either one counts.",
    ):  # fmt: skip
        assert part in html(), part


def test_captions_whose_file_is_lost_leave_the_lesson_readable():
    recording = LessonMedia.objects.create(
        title="A talk", type="video", duration=10, file="media/talk.mp4", captions="captions/no.vtt"
    )
    a_lesson(("recording", {"recording": recording.pk, "summary": ""}), ("text", "<p>Read on.</p>"))

    assert "Read on." in html()
    assert "data-transcript" not in html()


def test_parts_whose_object_was_removed_are_left_out():
    a_lesson(
        ("recording", {"recording": 10**9, "summary": ""}),
        ("figure", {"image": 10**9, "alt": "Gone", "caption": ""}),
        ("knowledge_check", {"question": 10**9}),
        ("text", "<p>Read on.</p>"),
    )

    assert html().strip() == "<p>Read on.</p>"
    assert not body().questions


def test_text_was_cleaned_before_it_was_stored():
    a_lesson(("text", '<p onclick="x()">Calm<script>alert(1)</script></p>'))

    assert "Calm" in html()
    assert "script" not in html()
    assert "onclick" not in html()
