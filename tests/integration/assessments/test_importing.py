"""Questions come in from files as drafts, each once, and a report tells what did not."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.models import DraftStateMixin, LockableMixin, RevisionMixin, WorkflowMixin

from assessments.domain.interchange import FORMATS, own_json
from assessments.domain.interchange.fingerprint import comparable, fingerprint
from assessments.domain.interchange.portable import Cited
from assessments.domain.interchange.rules import Rules
from assessments.models import Assessment, Question, QuestionImport
from assessments.services import (
    ImportRefused,
    export_questions,
    finish_import,
    preview_import,
)
from evidence.models import Reference
from tests.factories.authoring import (
    a_question,
    a_reference,
    a_team,
    an_assessment,
    an_objective,
    publish,
)
from tests.factories.items import multiple_response, one_of_each, single_best_answer
from tests.factories.pictures import a_heartbeat
from tests.factories.portables import a_png, a_portable

DRAFTS = (WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin)
GIFT = b"""// [tag:sepsis]
::Lactate::[html]<p>A woman of 68.</p><p>What now?</p>{
	=Measure lactate#It guides.
	~Wait#No.
	####Because of the trials.
}

::Broken::What {=a
"""


@pytest.fixture
def bank():
    return a_team().bank


def bring(bank, content: bytes, format_name: str, by=None):
    pending = preview_import(
        bank=bank,
        content=content,
        file_name="file",
        format_name=format_name,
        at=timezone.now(),
        by=by,
    )
    return finish_import(pending=pending, at=timezone.now())


def test_a_file_becomes_drafts_and_a_report(bank):
    report = bring(bank, GIFT, "gift")

    question = Question.objects.get()
    assert not question.live
    assert question.latest_revision is not None
    assert (question.title, question.lead_in) == ("Lactate", "What now?")
    assert question.stem == "<p>A woman of 68.</p>"
    assert [tag.name for tag in question.tags.all()] == ["sepsis"]
    assert question.source.text.startswith("// [tag:sepsis]")
    assert question.source.line == 1
    assert report.counts == {"imported": 1, "duplicate": 0, "refused": 1}
    refused = report.items[1]
    assert (refused.line, refused.question) == (8, None)
    assert "do not end with }" in refused.problems[0].message


def test_a_preview_writes_no_question(bank):
    pending = preview_import(
        bank=bank, content=GIFT, file_name="f", format_name="gift", at=timezone.now()
    )
    assert pending.report["dry_run"]
    assert pending.report["counts"]["imported"] == 1
    assert not Question.objects.exists()


def test_going_through_with_it_twice_imports_once(bank):
    pending = preview_import(
        bank=bank, content=GIFT, file_name="f", format_name="gift", at=timezone.now()
    )
    reports = [finish_import(pending=pending, at=timezone.now()) for _ in range(2)]
    assert reports[0] == reports[1]
    assert Question.objects.count() == 1
    assert QuestionImport.objects.get().file is None


def test_a_question_that_is_there_is_left_out_and_named(bank):
    bring(bank, GIFT, "gift")
    again = bring(bank, GIFT, "gift")
    assert again.counts == {"imported": 0, "duplicate": 1, "refused": 1}
    assert again.items[0].question == Question.objects.get().pk


def test_another_bank_may_have_the_same_question(bank):
    bring(bank, GIFT, "gift")
    other = a_team("Other").bank
    assert bring(other, GIFT, "gift").counts["imported"] == 1


def test_the_same_question_twice_in_a_file_comes_in_once(bank):
    question = GIFT.split(b"\n\n")[0]
    assert bring(bank, question + b"\n\n" + question, "gift").counts["duplicate"] == 1


@pytest.mark.parametrize("name", ["json", "gift", "moodle"])
def test_an_exported_question_is_known_when_it_comes_back(name, bank):
    question = a_question(bank, stem="<p>A case of <b>shock</b>.</p>", rationale="<p>So.</p>")
    writing = export_questions(questions=[question], format_name=name)
    assert bring(bank, writing.content, name).counts["duplicate"] == 1


def test_questions_saved_before_there_were_fingerprints_are_known(bank):
    question = a_question(bank)
    writing = export_questions(questions=[question], format_name="json")
    Question.objects.update(fingerprint="")
    assert bring(bank, writing.content, "json").counts["duplicate"] == 1


def packed(item) -> bytes:
    """Return a file with one question and its pictures."""
    media = dict.fromkeys(item.pictures(), a_heartbeat())
    return own_json.write([a_portable(item, media=media)]).content


def pictured_like(item, other):
    """Return a question with its pictures where another one has them."""
    return item.with_pictures(dict(zip(item.pictures(), other.pictures(), strict=True)))


@pytest.mark.parametrize("item", one_of_each(), ids=lambda item: item.kind)
def test_what_is_stored_says_what_was_read(item, bank):
    report = bring(bank, packed(item), "json")
    question = Question.objects.get()
    lost = [p.message for p in report.items[0].problems if p.severity == "lost"]
    assert lost == []
    shown, travelling = question.compile(), question.compile_portable()[0]
    assert comparable(shown) == comparable(pictured_like(item, shown))
    assert question.fingerprint == fingerprint(pictured_like(item, travelling))


@pytest.mark.parametrize("name", FORMATS)
def test_export_import_export_is_the_same_through_the_database(name, bank):
    for item in one_of_each():
        bring(
            bank,
            packed(item.model_copy(update={"stem": f"<p>A {item.kind}.</p>{item.stem}"})),
            "json",
        )
    first = export_questions(questions=Question.objects.order_by("pk"), format_name=name)
    other = a_team("Other").bank
    bring(other, first.content, name)
    second = export_questions(
        questions=Question.objects.filter(bank=other).order_by("pk"), format_name=name
    )
    assert second.content == first.content
    for entry in first.entries:
        assert entry.portable or entry.problems


def test_what_wants_mending_before_publishing_is_told(bank):
    report = bring(bank, b"What now?\nA. This\nB. That\nANSWER: A\n", "aiken")
    told = [p.message for p in report.items[0].problems if p.severity == "to mend"]
    assert told
    assert "rationale" in told[0]


def test_a_draft_that_came_in_can_be_published(bank):
    bring(bank, GIFT, "gift")
    question = publish(Question.objects.get())
    assert question.live
    assert question.compile().options[0].rationale == "It guides."


def test_what_no_draft_holds_is_told(bank):
    item = multiple_response(max_choices=3, scheme="halves")
    report = bring(bank, own_json.write([a_portable(item)]).content, "json")
    assert [p for p in report.items[0].problems if p.severity == "lost"] == []
    long = single_best_answer(lead_in="w" * 501)
    report = bring(bank, own_json.write([a_portable(long)]).content, "json")
    assert report.counts["refused"] == 1


def test_a_question_whose_text_asks_in_no_line_comes_in_and_waits_for_its_author(bank):
    listed = b"[html]<p>Which are true?</p><ul><li>x</li></ul>{=a#A. ~b#B.}"
    report = bring(bank, listed, "gift")
    question = Question.objects.get()
    assert (question.lead_in, question.live) == ("", False)
    assert "Write the question itself" in str(report.items[0].problems)
    assert question.latest_revision.as_object().stem == question.stem
    assert "Write the question itself" in question.publication_problems()[0]
    assert bring(bank, listed, "gift").counts["duplicate"] == 1
    assert export_questions(questions=[question], format_name="gift").entries[0].portable


def test_scripts_do_not_come_in(bank):
    hostile = GIFT.replace(b"A woman of 68.", b"Hi<script>alert(1)</script><b onclick\\=x>b</b>")
    bring(bank, hostile, "gift")
    assert Question.objects.get().stem == "<p>Hi<b>b</b></p>"


def with_picture(content: bytes, name: str = "ecg.png") -> bytes:
    item = single_best_answer(stem=f'<p>See:</p><p><img src="{name}" alt="An ECG > 5"></p>')
    return own_json.write([a_portable(item, media={name: content})]).content


def test_pictures_come_in_once_and_go_out_again(bank):
    report = bring(bank, with_picture(a_png()), "json")
    assert [p for p in report.items[0].problems if p.severity == "lost"] == []
    image = get_image_model().objects.get()
    assert image.collection == bank.collection
    question = Question.objects.get()
    assert f'id="{image.pk}"' in question.stem
    assert "An ECG &gt; 5" in question.compile().stem
    assert "/media/" in question.compile().stem

    assert bring(bank, with_picture(a_png(), "other.png"), "json").counts["duplicate"] == 1
    assert bring(bank, with_picture(a_png(width=7)), "json").counts["imported"] == 1
    writing = export_questions(questions=[question], format_name="moodle")
    assert bring(bank, writing.content, "moodle").counts["duplicate"] == 1


def test_a_picture_that_does_not_open_stays_behind(bank):
    report = bring(bank, with_picture(a_png()[:40]), "json")
    assert "does not open" in str(report.items[0].problems) or "opens" in str(
        report.items[0].problems
    )
    assert not get_image_model().objects.exists()
    assert "embed" not in Question.objects.get().stem


def test_a_file_without_questions_is_refused_with_a_sentence(bank):
    with pytest.raises(ImportRefused, match="no question"):
        bring(bank, b"// nothing\n", "gift")
    assert not QuestionImport.objects.exists()


def command(name: str, *words: str) -> str:
    out = StringIO()
    call_command(name, *words, stdout=out)
    return out.getvalue()


def test_the_commands_bring_in_and_take_out(bank, tmp_path):
    source, report = tmp_path / "in.txt", tmp_path / "report.json"
    source.write_bytes(GIFT)
    words = [str(source), "--format=gift", f"--bank={bank.name}", f"--report={report}"]

    said = command("import_questions", *words, "--dry-run")
    assert "Dry run: 1 imported, 0 duplicate, 1 refused" in said
    assert not Question.objects.exists()
    assert not QuestionImport.objects.exists()

    said = command("import_questions", *words)
    assert "Line 8: Question: refused" in said
    told = json.loads(report.read_text())
    assert told["counts"] == {"imported": 1, "duplicate": 0, "refused": 1}
    assert told["items"][1]["problems"][0]["line"] == 8

    target = tmp_path / "out.xml"
    said = command(
        "export_questions",
        str(target),
        "--format=moodle",
        f"--bank={bank.pk}",
        f"--report={report}",
    )
    assert "1 of 1 questions written" in said
    assert b"Measure lactate" in target.read_bytes()
    assert json.loads(report.read_text())["written"] == 1
    said = command(
        "export_questions", str(target), "--format=moodle", f"--bank={bank.pk}", "--tag=x"
    )
    assert "0 of 0" in said


def test_the_commands_say_what_is_wrong(bank, tmp_path):
    def refused(path, name):
        with pytest.raises(CommandError) as error:
            command("import_questions", str(path), "--format=moodle", f"--bank={name}")
        return str(error.value)

    broken = tmp_path / "broken.xml"
    broken.write_text("<quiz>")
    assert "cannot be read" in refused(tmp_path / "none.xml", bank.name)
    assert "no bank called" in refused(broken, "None")
    assert "well-formed" in refused(broken, bank.name)
    twin = a_team("Twin").bank
    twin.name = bank.name
    twin.save()
    assert "Several banks" in refused(broken, bank.name)
    assert "well-formed" in refused(broken, f"Twin/{bank.name}")
    with pytest.raises(CommandError, match="cannot be written"):
        command("export_questions", str(tmp_path), "--format=gift", f"--bank={bank.pk}")


def test_unanswerable_drafts_stay_behind_and_are_told(bank):
    question = a_question(bank, live=False, interaction=[])
    writing = export_questions(questions=[question], format_name="json")
    (entry,) = writing.entries
    assert entry.portable is None
    assert "answer format" in entry.problems[0].message


def test_a_test_comes_in_as_the_draft_of_an_assessment_and_goes_out_again(bank):
    questions = [a_question(bank, tags="pool") for _ in range(3)]
    assessment = an_assessment(
        bank, questions[0], draw=("pool", 2), title="Final", time_limit_minutes=30, pass_mark=70
    )
    writing = export_questions(questions=questions, format_name="qti-3.0", assessments=[assessment])
    assert writing.problems == ()

    other = a_team("Other").bank
    report = bring(other, writing.content, "qti-3.0")
    (told,) = report.tests
    draft = Assessment.objects.get(bank=other)
    assert told.question == draft.pk
    assert (draft.title, draft.live, draft.time_limit_minutes) == ("Final", False, 30)
    fixed, drawn = draft.slots.all()
    assert fixed.question.bank == other
    assert (drawn.draw_tag, drawn.draw_count) == ("Final: pool", 2)
    assert Question.objects.filter(bank=other, tags__name="Final: pool").count() == 3

    again = bring(other, writing.content, "qti-3.0")
    assert again.tests[0].verdict == "duplicate"
    assert Assessment.objects.filter(bank=other).count() == 1


def test_a_test_whose_questions_are_there_already_asks_those(bank):
    question = a_question(bank)
    assessment = an_assessment(bank, question, title="Final")
    writing = export_questions(
        questions=[question], format_name="qti-2.1", assessments=[assessment]
    )
    assessment.title = "Other"
    assessment.save()
    bring(bank, writing.content, "qti-2.1")
    assert Assessment.objects.get(title="Final").slots.get().question == question


def test_formats_without_tests_say_so(bank):
    question = a_question(bank)
    assessment = an_assessment(bank, question, title="Final")
    writing = export_questions(questions=[question], format_name="gift", assessments=[assessment])
    assert "GIFT has no tests" in writing.problems[0].message


def test_own_json_carries_whole_assessments_through_the_database(bank):
    reference = a_reference(doi="10.1000/1")
    questions = [
        a_question(
            bank,
            tags="pool",
            difficulty="hard",
            objective=an_objective(bank),
            references=[reference],
        )
        for _ in range(2)
    ]
    assessment = an_assessment(
        bank,
        questions[0],
        draw=("pool", 1),
        live=False,
        title="Final",
        instructions="<p>Read.</p>",
        pass_mark=70,
        checking="hints",
        check_shows="reasons",
        penalty_percent="12.5",
        navigation="one_way",
        kept_grade="last",
        password="Lactate",
        second_marking=10,
    )
    writing = export_questions(questions=questions, format_name="json", assessments=[assessment])
    assert [p.message for e in writing.entries for p in e.problems] == []
    assert writing.problems == ()

    other = a_team("Other").bank
    report = bring(other, writing.content, "json")
    assert report.problems == ()
    assert report.tests[0].problems == ()
    draft = Assessment.objects.get(bank=other)
    came = Question.objects.filter(bank=other).order_by("pk")
    assert [q.objective.bank for q in came] == [other, other]
    assert [q.difficulty for q in came] == ["hard", "hard"]
    assert Reference.objects.count() == 1
    again = export_questions(questions=came, format_name="json", assessments=[draft])
    assert again.content == writing.content


def test_every_setting_of_an_assessment_travels():
    """A field that a draft gains later must be given a place among the rules that travel."""
    own = {"id", "bank", "title", "instructions", "standard", "pass_mark_from_form"}
    inherited = {field.name for base in DRAFTS for field in base._meta.get_fields()}
    fields = {field.name for field in Assessment._meta.concrete_fields} - own - inherited
    assert fields == set(Rules.model_fields)
    for name, field in Rules.model_fields.items():
        default = Assessment._meta.get_field(name).get_default()
        assert getattr(Rules(), name) == default or name == "review_matrix", (name, field.default)


def test_what_other_formats_lose_beside_the_question_is_told(bank):
    question = a_question(
        bank, difficulty="hard", objective=an_objective(bank), references=[a_reference()]
    )
    for name in set(FORMATS) - {"json"}:
        (entry,) = export_questions(questions=[question], format_name=name).entries
        told = " ".join(problem.message for problem in entry.problems)
        for words in ("difficulty “hard”", "objective", "references"):
            assert words in told


def test_references_that_the_site_does_not_have_need_the_right_to_add_them(bank):
    team = a_team("Other")
    sent = Cited(citation="Someone A. Something. J Med. 2024.", year=2024)
    sound, odd = sent, sent.model_copy(update={"citation": "Odd.", "doi": "nonsense"})
    portable = a_portable(references=(sound, odd), objective="o" * 301, difficulty="odd")
    content = own_json.write([portable]).content
    report = bring(team.bank, content, "json")
    told = " ".join(problem.message for problem in report.items[0].problems)
    for words in (
        "“Odd.” did not come across: A DOI begins",
        "longer than 300",
        "difficulty “odd”",
    ):
        assert words in told
    question = Question.objects.get()
    assert [each.citation for each in question.references.all()] == [sound.citation]
    assert (question.difficulty, question.objective) == ("medium", None)
    Reference.objects.all().delete()
    reader = team.reviewer
    report = bring(bank, content, "json", by=reader)
    assert "you may not add references" in str(report.items[0].problems)
    assert not Reference.objects.exists()
