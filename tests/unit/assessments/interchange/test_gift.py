"""GIFT with the wrinkles that files in the wild have."""

from fractions import Fraction

import pytest

from assessments.domain import interchange
from assessments.domain.interchange import gift
from assessments.domain.items.essay import Essay
from assessments.domain.items.matching import Matching
from assessments.domain.items.multiple_response import MultipleResponse, Scheme
from assessments.domain.items.numeric import Numeric
from assessments.domain.items.short_text import ShortText
from assessments.domain.items.single_best_answer import SingleBestAnswer
from assessments.domain.items.true_false_set import TrueFalseSet
from tests.factories.items import numeric, rating, single_best_answer, true_false_set
from tests.factories.portables import a_portable


def entries(text: str):
    return gift.read(text.encode()).entries


def portable(text: str):
    (entry,) = entries(text)
    assert entry.portable, entry.problems
    return entry.portable


def item(text: str):
    return portable(text).item


def refusal(text: str) -> tuple[int, str]:
    (entry,) = entries(text)
    assert entry.portable is None
    return entry.problems[0].line, entry.problems[0].message


def lost(text: str) -> str:
    (entry,) = entries(text)
    return " ".join(problem.message for problem in entry.problems)


def test_name_question_options_feedback_and_general_feedback():
    read = portable("::Best::Which? {=a#yes ~b#no ~c####All said.}")
    assert read.title == "Best"
    assert isinstance(read.item, SingleBestAnswer)
    assert read.item.lead_in == "Which?"
    assert [(o.text, o.correct, o.rationale) for o in read.item.options] == [
        ("a", True, "yes"),
        ("b", False, "no"),
        ("c", False, ""),
    ]
    assert read.item.rationale == "All said."


def test_escapes():
    read = item(r"What is 2 \{x\} \= y \~ z \# \: \\ ? {=1\=1 ~a\~b ~\#c\nd}")
    assert read.lead_in == r"What is 2 {x} = y ~ z # : \ ?"
    assert [option.text for option in read.options] == ["1=1", "a~b", "#c d"]


def test_negative_weights_mean_several_answers():
    read = item("Which? {~%50%a ~%50%b ~%-50%c ~%-50%d}")
    assert isinstance(read, MultipleResponse)
    assert read.scheme is Scheme.RIGHT_MINUS_WRONG
    assert read.correct_keys == {"a", "b"}
    assert lost("Which? {~%50%a ~%50%b ~%-50%c ~%-50%d}") == ""


@pytest.mark.parametrize(("written", "count"), [("33.33333", 3), ("33.333", 3), ("16.66667", 6)])
def test_rounded_weights_are_snapped(written, count):
    options = "".join(f"~%{written}%r{n} " for n in range(count))
    assert lost(f"Which? {{{options}~%-{written}%w}}") == ""


def test_uneven_weights_become_points_and_an_even_dock_a_dock():
    points = item("Which? {~%60%a ~%40%b ~%-100%c}")
    assert points.scheme is Scheme.OPTION_POINTS
    assert [option.ticked for option in points.options] == [3, 2, -5]
    assert points.score({"choices": ["a", "c"]}) == 0
    dock = item("Which? {~%50%a ~%50%b ~%-10%c}")
    assert dock.scheme is Scheme.FIXED_DOCK
    assert dock.score({"choices": ["a", "b", "c"]}) == Fraction(9, 10)


def test_other_weights_are_told():
    assert "became right minus wrong" in lost("Which? {~%60%a ~%40%b ~c}")
    assert "worth 50 %" in lost("Which? {=a ~%50%b ~c}")
    assert "Any one of several" in lost("Which? {=a =b ~c}")


def test_a_weight_after_the_mark_counts_and_is_no_loss():
    assert lost("Which? {=%100%a ~b}") == ""
    assert item("Which? {=%100%a ~b}").correct_keys == {"a"}
    assert item("Which? {=%100%a =%50%b ~c}").correct_keys == {"a"}
    assert lost("Which? {=%100%a =%50%b ~c}") == ("“b” was worth 50 %; only the best counts here.")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("A<script>x()</script>", "A script"),
        ("A <b onclick\\=x>b</b>", "A script in “onclick”"),
        ("A <a href\\='java&#10;script\\:x()'>b</a>", "An address that begins with “javascript:”"),
        ("A <img src\\='data\\:image/png;base64,AA'>", "An address that begins with “data:”"),
        ("A <img src\\='https\\://x.example/a.png'>", "The picture “https://x.example/a.png”"),
        ("A <iframe src\\='https\\://x.example'></iframe>", "An embedded page"),
        ("A <svg><script>x()</script></svg>", "A drawing (SVG)"),
        ("A <math><mi>x</mi></math>", "A formula (MathML)"),
        ("A <video src\\='a.mp4'></video>", "A video"),
        ("A <span style\\='background\\:url(x)'>b</span>", "Colours, sizes and other styling"),
    ],
)
@pytest.mark.parametrize("place", ["[html]<p>{}</p><p>Q?</p>{{=a ~b}}", "Q? {{=a ~b####[html]{}}}"])
def test_what_is_taken_out_of_html_is_told(html, words, place):
    if "#" in html and "####" in place:
        html = html.replace("#", "\\#")
    assert f"{words} did not come across." in lost(place.format(html))
    assert "x()" not in str(item(place.format(html)))


def test_a_text_that_ends_in_no_paragraph_is_all_case_and_nothing_is_made_up():
    read = item("[html]<p>Which is it?</p><ul><li>x</li></ul>{=a ~b}")
    assert (read.stem, read.lead_in) == ("<p>Which is it?</p><ul><li>x</li></ul>", "")
    assert read.lacks() == [
        "Write the question itself, in one line: the case does not say which of its words ask."
    ]
    only = item("[html]<p>Which is it?</p>{=a ~b}")
    assert (only.stem, only.lead_in, only.lacks()) == ("", "Which is it?", [])
    long = item("[html]<p>" + "word " * 200 + "</p>{=a ~b}")
    assert long.lead_in == ""
    assert portable("[html]<ul><li>Which?</li></ul>{=a ~b}").title == "Which?"


def test_formats():
    stem = item("[html]<p>A <b>case</b>.</p><p>Which?</p>{=a ~<i>b</i>}")
    assert (stem.stem, stem.lead_in) == ("<p>A <b>case</b>.</p>", "Which?")
    assert stem.options[1].text == "b"
    assert item("[plain]Is p<0.05 & <b>? {=a ~b}").lead_in == "Is p<0.05 & <b>?"
    assert item("Is p<0.05? {=a ~b}").lead_in == "Is p<0.05?"
    assert item("Is it <b>big</b>? {=a ~b}").lead_in == "Is it big?"
    assert item("Q? {=[html]a&lt;b ~[unknown]c}").options[0].text == "a<b"
    assert "Markdown" in lost("[markdown]Is *this* it? {=a ~b}")


def test_true_or_false_with_what_is_said_to_wrong_and_right():
    read = item("The sun rises. {TRUE#wrong said#right said####General}")
    assert [(o.text, o.correct, o.rationale) for o in read.options] == [
        ("True", True, "right said"),
        ("False", False, "wrong said"),
    ]
    false = item("It sets in the east. {F#wrong said#right said}")
    assert [(o.correct, o.rationale) for o in false.options] == [
        (False, "wrong said"),
        (True, "right said"),
    ]
    assert false.rationale == ""


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{#3}", ("3", "0")),
        ("{#3:2}", ("3", "2")),
        ("{#1..5}", ("3", "2")),
        ("{#-1.5..0.5}", ("-0.5", "1")),
        ("{# =2.5:0.5 }", ("2.5", "0.5")),
        ("{#1e3:1}", ("1000", "1")),
    ],
)
def test_numbers(written, expected):
    (accepted,) = item(f"How many? {written}").accepted
    assert (f"{accepted.value:f}", f"{accepted.tolerance:f}") == expected


def test_numbers_with_credit_and_a_catch_all():
    text = "How many? {#\n=5:0#Exactly.\n=%50%5:1\n~#Read again.\n}"
    read = item(text)
    assert isinstance(read, Numeric)
    assert [accepted.credit for accepted in read.accepted] == [1, Fraction(1, 2)]
    assert read.rationale == "Exactly."
    assert "Feedback to one answer" in lost(text)
    assert "any other number earns" in lost("How many? {#=5 =%20%*}")


def test_essay_and_text_after_the_braces():
    read = item("Tell me. {}")
    assert isinstance(read, Essay)
    assert "without a rubric" in lost("Tell me. {}")
    assert item("Two plus {=two ~three} is four.").lead_in == "Two plus _____ is four."


def test_category_becomes_a_tag_and_comments_carry_tags():
    text = "$CATEGORY: $course$/top/Cardio//Vasc\n\n// [tag:a b] [tag:c\\]d]\nQ? {=a ~b}"
    assert portable(text).tags == ("a b", "c]d", "Cardio/Vasc")
    assert portable("$CATEGORY: top\nQ? {=a ~b}").tags == ()


def test_lines_are_those_of_the_file():
    text = "// intro\n\n::One::Q? {\n=a\n~b\n}\n\n\n::Two::\nQ? {#\n=x\n}\n"
    one, two = entries(text)
    assert one.line == 3
    assert (two.line, two.problems[0].line) == (9, 11)
    assert two.problems[0].message == "“x” is no number."


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Q? {=a", 1, "do not end with }"),
        ("Q?\n}", 2, "without a {"),
        ("Q?\n\n", 1, "text without a question"),
        ("{=a ~b}", 1, "no text"),
        ("Q? {=a ~}", 1, "Option 2 has no text"),
        ("Q? {\n~a\n~b}", 1, "No option is right"),
        ("Q? {=a ~b} and {=c ~d}", 1, "more than one pair"),
        ("Q? {#}", 1, "no right number"),
        ("Q? {#5..1}", 1, "ends below"),
        ("Q? {#nan}", 1, "no number"),
        ("Q? {#1e99}", 1, "too large"),
        ("Q? {a ~b}", 1, "before the first"),
        ("Q? {a}", 1, "No answer is marked"),
        ("Q? {~a}", 1, "at least two"),
    ],
)
def test_mistakes_have_a_line_and_a_sentence(text, line, words):
    found = refusal(text)
    assert found[0] == line
    assert words in found[1]


def test_a_file_that_is_not_utf8_is_read_and_told():
    reading = gift.read("Où? {=à ~é}".encode("cp1252"))
    assert reading.entries[0].portable.item.lead_in == "Où?"
    assert "not UTF-8" in reading.problems[0].message
    assert gift.read("Où? {=à ~é}".encode("utf-16")).entries[0].portable.item.lead_in == "Où?"
    assert gift.read("\ufeffOù? {=à ~é}".encode()).entries[0].portable.title == "Où?"


def test_the_source_stays_with_the_question():
    assert portable("// c\n::A::Q? {=a ~b}").source == "// c\n::A::Q? {=a ~b}"


def test_written_as_moodle_writes_it():
    sent = a_portable(single_best_answer(keys="ab", lead_in="Which = best?"), tags=("x]y",))
    written = gift.write([sent]).content.decode()
    assert written == (
        "// [tag:x\\]y]\n"
        "::Sepsis::[html]<p>Which \\= best?</p>{\n"
        "\t~Option a#On a.\n"
        "\t=Option b#On b.\n"
        "\t####Because.\n"
        "}\n"
    )


def test_what_gift_cannot_say_is_told():
    def told(thing):
        (entry,) = gift.write([a_portable(thing)]).entries
        return entry.portable is not None, " ".join(p.message for p in entry.problems)

    assert told(rating()) == (False, "GIFT has no form for the kind “Rating”.")
    assert told(single_best_answer(shuffle=False))[1] == (
        "That the options keep their order did not come across."
    )
    assert "unit mg" in told(numeric(unit="mg"))[1]
    assert "has to be named" in told(numeric(unit="mg", units={}))[1]
    geometric = {"value": "10", "tolerance": "0.25", "tolerance_kind": "geometric"}
    assert "became ± 2" in told(numeric(geometric))[1]


def test_statements_are_matched_with_true_and_false():
    written = gift.write([a_portable(true_false_set())]).content.decode()
    assert "=Statement a -> True" in written
    assert "=Statement b -> False" in written


def test_formats_are_read_by_their_names():
    assert interchange.read(b"Q? {=a ~b}", "gift").entries


def test_matching():
    read = item("Match. {=One -> A =Two\\=2 -> B -> C = -> D}")
    assert isinstance(read, Matching)
    assert [(stem.text, stem.answers) for stem in read.stems] == [
        ("One", ("a",)),
        ("Two=2", ("b",)),
    ]
    assert [option.text for option in read.options] == ["A", "B -> C", "D"]
    statements = item("True? {=One -> True =Two -> False}")
    assert isinstance(statements, TrueFalseSet)
    assert "an item, -> and its answer" in refusal("Match. {=One -> A =Two}")[1]


def test_short_answers():
    text = "Who? {=Grant#Well done =%50%U. S. Gr* =%0%Lee#No, he lost =%0%*#Read again}"
    read = item(text)
    assert isinstance(read, ShortText)
    assert [(each.text, each.credit) for each in read.accepted] == [
        ("Grant", 1),
        ("U. S. Gr*", Fraction(1, 2)),
    ]
    assert [(each.text, each.feedback) for each in read.rejected] == [("Lee", "No, he lost")]
    assert read.accents_matter
    assert "any other answer" in lost(text)
    assert "feedback to “Grant”" in lost(text)
    assert "“*sepsis” was left out" in lost("Q? {=sepsis =*sepsis}")
    assert "stands twice" in lost("Q? {=sepsis =Sepsis}")
    assert item("Q? {=[html]p<0.05}").accepted[0].text == "p<0.05"
