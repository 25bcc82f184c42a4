"""Moodle XML as Moodle writes it, with rounded weights, CDATA, embedded files and plugins."""

import base64
from fractions import Fraction

import pytest

from assessments.domain.interchange import FORMATS, moodle
from assessments.domain.interchange.moodle.orders import ORDERS
from assessments.domain.items.comment import Comment
from assessments.domain.items.essay import Essay
from assessments.domain.items.file_answer import USUAL, FileAnswer
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse, Scheme
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.ordering import Ordering
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import Scheme as StatementScheme, TrueFalseSet
from tests.factories.items import (
    essay,
    file_answer,
    matching,
    multiple_response,
    numeric,
    single_best_answer,
)
from tests.factories.portables import a_png, a_portable

CHOICE = """
  <question type="multichoice">
    <name><text>Fluids &amp; more</text></name>
    <questiontext format="html"><text><![CDATA[<div>A woman of 68.</div><p><br></p>
      <p>Which <b>fluid</b>?</p><p>&nbsp;</p>]]></text></questiontext>
    <generalfeedback format="html"><text><![CDATA[<p>Trials.</p>]]></text></generalfeedback>
    <defaultgrade>1.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden>
    <idnumber></idnumber>
    <single>{single}</single><shuffleanswers>true</shuffleanswers>
    <correctfeedback format="html"><text>Your answer is correct.</text></correctfeedback>
    {answers}
    <tags><tag><text>shock</text></tag><tag><text>Shock</text></tag></tags>
  </question>"""


def quiz(*questions: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>' + "".join(questions) + "</quiz>"
    ).encode()


def answers(*weights: str) -> str:
    return "\n".join(
        f'<answer fraction="{weight}" format="html"><text><![CDATA[<p>H<sub>2</sub>O {n}</p>]]>'
        f"</text><feedback format='html'><text>Why {n}</text></feedback></answer>"
        for n, weight in enumerate(weights)
    )


def choice(single: str, *weights: str) -> str:
    return CHOICE.format(single=single, answers=answers(*weights))


def entry(*questions: str):
    return moodle.read(quiz(*questions)).entries[0]


def item(*questions: str):
    found = entry(*questions)
    assert found.portable, found.problems
    return found.portable.item


def told(*questions: str) -> str:
    return " ".join(problem.message for problem in entry(*questions).problems)


def question(kind: str, inside: str) -> str:
    return (
        f'<question type="{kind}"><name><text>N</text></name><questiontext format="html">'
        f"<text>What?</text></questiontext>{inside}</question>"
    )


def test_single_choice():
    found = entry(choice("true", "100", "0", "0"))
    read = found.portable.item
    assert isinstance(read, SingleBestAnswer)
    assert (read.stem, read.lead_in) == ("<p>A woman of 68.</p>", "Which fluid?")
    assert [option.text for option in read.options] == ["H₂O 0", "H₂O 1", "H₂O 2"]
    assert read.options[0].rationale == "Why 0"
    assert read.rationale == "<p>Trials.</p>"
    assert found.portable.title == "Fluids & more"
    assert found.portable.tags == ("shock",)
    assert found.line == 3
    assert found.portable.source.startswith('<question type="multichoice">')
    assert found.portable.source.endswith("</question>")
    assert told(choice("true", "100", "0")) == (
        "Question: the formatting “b” did not come across; this is plain text here."
    )


@pytest.mark.parametrize(
    "weights",
    [
        ["33.33333", "33.33333", "33.33333", "-33.33333"],
        ["33.3333333", "33.3333333", "33.3333333", "-33.33"],
        ["50", "50", "-50"],
        ["16.66667"] * 6 + ["-16.66667"],
        ["11.11111"] * 9 + ["-11.11111"],
        ["14.28571"] * 7 + ["-14.28571"],
    ],
)
def test_rounded_weights_are_snapped(weights):
    read = item(choice("false", *weights))
    assert isinstance(read, MultipleResponse)
    assert read.scheme is Scheme.RIGHT_MINUS_WRONG
    assert "weights" not in told(choice("false", *weights))


def test_a_pick_that_spoils_everything_costs_a_hundred_percent():
    options = [
        {"key": key, "text": key, "correct": key == "a", "ticked": ticked}
        for key, ticked in (("a", 1), ("b", -11), ("c", -1))
    ]
    sent = multiple_response(options=options, scheme="option_points")
    for name in ("moodle", "gift"):
        writing = FORMATS[name].write([a_portable(sent)])
        (back,) = FORMATS[name].read(writing.content).entries
        assert back.portable, back.problems
        for picks in ("a", "ab", "ac", "b"):
            answer = {"choices": list(picks)}
            assert back.portable.item.score(answer) == sent.score(answer)


def test_other_weights_are_told():
    assert "weights 50, 50, 0 % became" in told(choice("false", "50", "50", "0"))
    assert "worth 33.33333 %" in told(choice("true", "100", "33.33333", "0"))
    assert "best option was worth 90 %" in told(choice("true", "90", "0"))


def test_all_or_nothing_plugin():
    text = choice("false", "100", "100", "0").replace('"multichoice"', '"multichoiceset"')
    assert item(text).scheme is Scheme.ALL_OR_NOTHING


@pytest.mark.parametrize("order", [("true", "false"), ("false", "true")])
def test_true_or_false(order):
    inside = "".join(
        f'<answer fraction="{100 if word == "true" else 0}"><text>{word}</text>'
        f"<feedback><text>To {word}</text></feedback></answer>"
        for word in order
    )
    read = item(question("truefalse", inside))
    assert [(o.text, o.correct, o.rationale) for o in read.options] == [
        ("True", True, "To true"),
        ("False", False, "To false"),
    ]


def test_numbers_with_units():
    text = question(
        "numerical",
        '<answer fraction="100"><text>12.5</text><tolerance>0.5</tolerance>'
        "<feedback><text>Well.</text></feedback></answer>"
        '<answer fraction="33.33333"><text>12.5</text><tolerance>2</tolerance></answer>'
        '<answer fraction="0"><text>*</text><feedback><text>No.</text></feedback></answer>'
        "<units><unit><multiplier>1</multiplier><unit_name>mg</unit_name></unit></units>"
        "<unitgradingtype>0</unitgradingtype>",
    )
    read = item(text)
    assert isinstance(read, Numeric)
    assert [accepted.credit for accepted in read.accepted] == [1, Fraction(1, 3)]
    assert (read.unit, read.rationale) == ("mg", "Well.")
    assert "Feedback to one number" in told(text)


def test_essays_keep_limits_and_notes_for_markers_and_get_a_plain_rubric():
    text = question(
        "essay",
        "<minwordlimit>50</minwordlimit><maxwordlimit>0</maxwordlimit>"
        "<graderinfo><text>Look for X</text></graderinfo>"
        "<responsetemplate><text>Dear</text></responsetemplate>",
    )
    found = item(text)
    assert isinstance(found, Essay)
    assert (found.min_words, found.max_words) == (50, None)
    assert (found.marker_notes, found.rubric.points) == ("Look for X", 2)
    assert "without a rubric" in told(text)
    assert "responsetemplate" in told(text)


def test_an_essay_of_files_alone_is_a_file_answer():
    text = question(
        "essay",
        "<responseformat>noinline</responseformat><attachments>2</attachments>"
        "<attachmentsrequired>1</attachmentsrequired><maxbytes>3000000</maxbytes>"
        "<filetypeslist>.pdf, .docx .mp4</filetypeslist>",
    )
    found = item(text)
    assert isinstance(found, FileAnswer)
    assert found.accepts == ("pdf", "document")
    assert (found.max_files, found.max_megabytes) == (2, 3)
    assert "without a rubric" in told(text)


@pytest.mark.parametrize(
    ("types", "accepts", "said"),
    [
        ("", USUAL, ""),
        (".png", ("picture",), ""),
        (".exe;.zip", USUAL, "types of file did not come across"),
    ],
)
def test_types_of_files_are_found_again_or_the_usual_ones_stand_for_them(types, accepts, said):
    text = question(
        "essay",
        "<responseformat>noinline</responseformat><attachments>-1</attachments>"
        f"<maxbytes>0</maxbytes><filetypeslist>{types}</filetypeslist>",
    )
    found = item(text)
    assert (found.accepts, found.max_files, found.max_megabytes) == (accepts, 5, 50)
    assert said in told(text)


def test_attachments_to_a_text_stay_behind():
    text = question("essay", "<attachments>1</attachments>")
    assert isinstance(item(text), Essay)
    assert "files may be attached" in told(text)


def test_a_file_answer_becomes_an_essay_without_a_text():
    sent = file_answer(accepts=["picture", "audio"], max_files=5, max_megabytes=20, guidance="One.")
    writing = moodle.write([a_portable(sent, title="File")])
    said = " ".join(problem.message for problem in writing.entries[0].problems)
    assert "Moodle takes 3 files at most" in said
    assert "guidance" in said
    (arrived,) = moodle.read(writing.content).entries
    found = arrived.portable.item
    assert (found.accepts, found.max_files, found.max_megabytes) == (("picture", "audio"), 3, 20)
    assert found.rubric.points == sent.rubric.points


def test_an_essay_that_is_worth_nothing_is_a_comment():
    text = question("essay", "<defaultgrade>0</defaultgrade>")
    assert isinstance(item(text), Comment)
    assert told(text) == ""


def test_a_rubric_travels_as_notes_for_markers():
    sent = essay(marker_notes="Mind the dose.\nAnd the route.")
    portable = a_portable(sent, title="Essay")
    (arrived,) = moodle.read(moodle.write([portable]).content).entries
    assert arrived.portable.item.rubric.points == sent.rubric.points
    assert arrived.portable.item.marker_notes == sent.marker_notes
    assert [each.title for each in arrived.portable.item.rubric.criteria] == [
        "Criterion 1",
        "Criterion 2",
    ]


KPRIME = """<scoringmethod><text>{scheme}</text></scoringmethod><shuffleanswers>true</shuffleanswers>
<row number="1"><rowtext format="html"><text>One</text></rowtext>
<feedbacktext><text>Why one</text></feedbacktext></row>
<row number="2"><rowtext format="html"><text>Two</text></rowtext></row>
<row number="3"><rowtext format="html"><text>Three</text></rowtext></row>
<row number="4"><rowtext format="html"><text>Four</text></rowtext></row>
<column number="1"><responsetext><text>Right</text></responsetext></column>
<column number="2"><responsetext><text>Wrong</text></responsetext></column>
<weight rownumber="1" columnnumber="1"><value>1.000</value></weight>
<weight rownumber="1" columnnumber="2"><value>0.000</value></weight>
<weight rownumber="2" columnnumber="2"><value>1.000</value></weight>
<weight rownumber="3" columnnumber="1"><value>1.000</value></weight>
<weight rownumber="4" columnnumber="2"><value>1.000</value></weight>"""


def test_kprime_plugin():
    read = item(question("kprime", KPRIME.format(scheme="kprime")))
    assert isinstance(read, TrueFalseSet)
    assert [statement.is_true for statement in read.statements] == [True, False, True, False]
    assert (read.scheme, read.true_label) == (StatementScheme.KPRIM, "Right")
    assert read.statements[0].rationale == "Why one"
    assert "“odd” became" in told(question("kprime", KPRIME.format(scheme="odd")))


def test_statements_matched_with_true_and_false():
    rows = "".join(
        f"<subquestion><text>{text}</text><answer><text>{word}</text></answer></subquestion>"
        for text, word in (("One", "True"), ("Two", "False"))
    )
    read = item(question("matching", rows))
    assert [(s.text, s.is_true) for s in read.statements] == [("One", True), ("Two", False)]


def test_pictures_come_out_of_the_file():
    held = base64.b64encode(a_png()).decode()
    text = choice("true", "100", "0").replace(
        "<div>A woman of 68.</div>",
        '<p><img src="@@PLUGINFILE@@/my%20ecg.png" alt="ECG" onerror="x()"></p>'
        '<p><img src="https://tracker.example/x.png"></p>',
    )
    text = text.replace(
        "</text></questiontext>",
        f'</text><file name="my ecg.png" path="/" encoding="base64">{held}</file></questiontext>',
    )
    found = entry(text).portable
    assert found.media == {"my-ecg.png": a_png()}
    assert found.item.stem == '<p><img src="my-ecg.png" alt="ECG"></p>'
    assert "tracker.example" in told(text)
    assert held not in found.source


def test_a_drawing_with_a_script_is_no_picture():
    held = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
    text = question("essay", "").replace(
        "What?</text>",
        '&lt;img src="@@PLUGINFILE@@/a.svg"&gt;&lt;p&gt;What?&lt;/p&gt;</text>'
        f'<file name="a.svg" encoding="base64">{held}</file>',
    )
    assert entry(text).portable.media == {}
    assert "a.svg" in told(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            question("calculatedmulti", ""),
            "no kind of question here for Moodle's “calculatedmulti”",
        ),
        (question("random", ""), "no kind of question here for Moodle's “random”"),
        (question("description", ""), "text without a question"),
        (question("multichoice", ""), "No option is right"),
        (question("truefalse", ""), "needs two answers"),
        (question("numerical", ""), "no right number"),
        (choice("true", "abc", "0"), "no percentage"),
        (question("numerical", '<answer fraction="100"><text>x</text></answer>'), "no number"),
        (question("mtf", ""), "two verdicts"),
        (CHOICE.format(single="true", answers="").replace("Which", "").replace("fluid", ""), ""),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(text, words):
    found = entry(text)
    assert found.portable is None
    assert found.problems[0].line
    assert words in found.problems[0].message


def test_what_has_no_place_here_is_told():
    inside = (
        "<defaultgrade>3</defaultgrade><idnumber>A-7</idnumber>"
        "<incorrectfeedback><text>Read chapter 3.</text></incorrectfeedback>"
    )
    said = told(question("essay", inside))
    for words in ("worth 3 points", "A-7", "Read chapter 3."):
        assert words in said


HINTED = """<penalty>{penalty}</penalty>
<hint format="html"><text><![CDATA[<div>Think <script>x</script>of <b>b</b>.</div>]]></text>{more}</hint>
<hint format="html"><text></text><shownumcorrect/></hint>
<hint format="plain_text"><text>p &lt; 0.05</text><clearwrong/></hint>"""


def test_hints_come_across_with_what_they_clear():
    found = entry(question("essay", HINTED.format(penalty="0.3333333", more="")))
    assert [(hint.text, hint.clear_wrong) for hint in found.portable.item.hints] == [
        ("<p>Think of <b>b</b>.</p>", False),
        ("p &lt; 0.05", True),
    ]
    told_of = " ".join(problem.message for problem in found.problems)
    assert "the number of right answers" in told_of
    assert "penalty" not in told_of


def test_penalty_beside_hints_is_told():
    assert "The penalty of 0.1 for each try" in told(
        question("essay", HINTED.format(penalty="0.1000000", more=""))
    )
    assert "penalty" not in told(question("essay", "<penalty>0.1000000</penalty>"))


def test_hints_are_written_as_they_are_read():
    hints = [{"text": "<p>Think.</p>"}, {"text": "<p>b.</p>", "clear_wrong": True}]
    sent = a_portable(single_best_answer(hints=hints))
    content = moodle.write([sent]).content
    assert b"<penalty>0.3333333</penalty>" in content
    again = moodle.read(content)
    assert again.entries[0].portable.item.hints == sent.item.hints
    assert moodle.write([again.entries[0].portable]).content == content


def test_categories_become_tags():
    category = (
        '<question type="category"><category><text>$course$/top/Cardiology</text></category>'
        "</question>"
    )
    assert entry(category, question("essay", "")).portable.tags == ("Cardiology",)
    default = category.replace("Cardiology", "Default for X")
    assert entry(default, question("essay", "")).portable.tags == ()


def test_pictures_go_into_the_file():
    item = single_best_answer(stem='<p><img src="ecg.png" alt=""></p>')
    sent = a_portable(item, media={"ecg.png": a_png()})
    content = moodle.write([sent]).content
    assert b"@@PLUGINFILE@@/ecg.png" in content
    assert moodle.read(content).entries[0].portable == sent


def test_a_relative_tolerance_is_written_as_it_was_meant():
    relative = {"value": "-20", "tolerance": "0.1", "tolerance_kind": "relative"}
    writing = moodle.write([a_portable(numeric(relative, unit="mL"))])
    assert writing.entries[0].problems == ()
    (accepted,) = moodle.read(writing.content).entries[0].portable.item.accepted
    assert accepted.bounds() == numeric(relative).accepted[0].bounds()


def rows(*pairs: tuple[str, str]) -> str:
    return "".join(
        f"<subquestion format='html'><text>{text}</text><answer><text>{answer}</text></answer>"
        "</subquestion>"
        for text, answer in pairs
    )


def test_matching_with_an_answer_that_fits_nothing():
    read = item(question("matching", rows(("One", "A"), ("Two", "B"), ("Three", "a"), ("", "C"))))
    assert isinstance(read, Matching)
    assert [option.text for option in read.options] == ["A", "B", "C"]
    assert [stem.answers for stem in read.stems] == [("a",), ("b",), ("a",)]
    refused = entry(question("matching", rows(("One", ""))))
    assert "has no answer" in refused.problems[0].message


@pytest.mark.parametrize(("name", "scheme"), ORDERS.items())
def test_ordering_by_each_of_moodles_nine_ways(name, scheme):
    steps = "".join(f"<answer><text>{word}</text></answer>" for word in ("One", "Two", "Three"))
    text = question("ordering", f"<gradingtype>{name}</gradingtype>{steps}")
    read = item(text)
    assert isinstance(read, Ordering)
    assert read.scheme is scheme
    assert [step.text for step in read.steps] == ["One", "Two", "Three"]
    assert "exactly in their place" in told(question("ordering", steps))


def test_what_a_matching_loses_is_told():
    def lost(**fields):
        (found,) = moodle.write([a_portable(matching(**fields))]).entries
        return " ".join(problem.message for problem in found.problems)

    assert "one share for each item" in lost(scheme="all_or_nothing")
    assert "used only once" in lost(reuse=False)
    assert "order of the options" in lost(option_order="alphabetical")
    assert "reasons" in lost()


def test_short_answers():
    inside = (
        "<usecase>1</usecase><answer fraction='100'><text>Sepsis</text></answer>"
        "<answer fraction='33.33333'><text>Infection</text></answer>"
        "<answer fraction='0'><text>Asepsis</text><feedback><text>Opposite.</text></feedback></answer>"
    )
    read = item(question("shortanswer", inside))
    assert isinstance(read, ShortText)
    assert read.case_matters
    assert [each.credit for each in read.accepted] == [1, Fraction(1, 3)]
    assert read.rejected[0].feedback == "Opposite."
    assert "No answer is right" in entry(question("shortanswer", "")).problems[0].message
