"""Credit from elsewhere: the learner's own list, its evidence, and the import of a file."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from credits.models import ExternalCredit
from credits.queries import totals_of
from tests.factories.authoring import signed_in
from tests.factories.licences import TODAY, a_licence, a_requirement, an_external
from tests.factories.outcomes import a_person

BUDGET = 8
PDF = b"%PDF-1.7\n%%EOF\n"


@pytest.fixture
def learner():
    return a_person(profession="physician")


@pytest.fixture
def browser(learner):
    return signed_in(learner)


def sent(**fields):
    return {
        "kind": "ama_pra_1",
        "title": "Grand rounds",
        "provider": "Elsewhere",
        "amount": "2.00",
        "earned_on": str(TODAY - timedelta(days=3)),
        "topics": "",
        "note": "",
        **fields,
    }


def a_pdf(content=PDF, name="proof.pdf"):
    return SimpleUploadedFile(name, content)


def a_picture():
    file = BytesIO()
    Image.new("RGB", (8, 8)).save(file, "PNG")
    return SimpleUploadedFile("proof.png", file.getvalue())


def test_learner_adds_credit_with_evidence_and_only_they_open_it(browser, learner):
    a_requirement()
    answer = browser.post(
        "/owed/credit/add/", sent(topics="Opioid Prescribing: 1.5", evidence=a_pdf())
    )
    assert answer["Location"] == "/owed/credit/"
    credit = ExternalCredit.objects.get()
    assert credit.topics == [{"topic": "opioid prescribing", "amount": "1.50"}]
    page = browser.get("/owed/credit/").content.decode()
    assert "Grand rounds" in page
    assert "self-reported" in page
    path = f"/owed/credit/{credit.pk}/evidence/"
    proof = browser.get(path)
    assert b"".join(proof.streaming_content) == PDF
    assert proof["Content-Disposition"].startswith("attachment")
    stranger = signed_in(a_person())
    for address in (path, f"/owed/credit/{credit.pk}/", f"/owed/credit/{credit.pk}/delete/"):
        assert stranger.get(address).status_code == 404
    assert stranger.get(f"/media/{credit.evidence.name}").status_code == 404
    assert stranger.get("/owed/credit/").content.count(b"Grand rounds") == 0


def test_reported_credit_is_never_among_ours(browser, learner):
    an_external(learner)
    assert totals_of(learner) == []
    assert "Grand rounds" not in browser.get("/transcript/").content.decode()


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"kind": "magic"}, "kind", "Select a valid choice"),
        ({"amount": "0"}, "amount", "greater than or equal to 0.01"),
        ({"earned_on": "2999-01-01"}, "earned_on", "Check the year"),
        ({"earned_on": str(TODAY + timedelta(days=2))}, "earned_on", "once it is earned"),
        ({"topics": "opiod prescribing: 1"}, "topics", "Did you mean “opioid prescribing”?"),
        ({"topics": "opioid prescribing"}, "topics", "write a topic, a colon and an amount"),
        ({"topics": "opioid prescribing: 3"}, "topics", "add up to more than the amount"),
        ({"topics": "opioid prescribing: 1e999999999"}, "topics", "a colon and an amount"),
        ({"topics": "x" * 2001}, "topics", "at most 2000 characters"),
        ({"amount": "1e9"}, "amount", "no more than 6 digits"),
        ({"amount": "NaN"}, "amount", "Enter a number"),
        ({"evidence": a_pdf(b"MZ no pdf")}, "evidence", "no PDF inside"),
        ({"evidence": a_pdf(b"%PDF-1.7" + b" " * 10_485_760)}, "evidence", "at most 10 MB"),
        ({"evidence": a_pdf(b"%PDF-1.7", "a.png")}, "evidence", "Choose a PDF, or a JPG"),
        ({"evidence": a_pdf(b"<svg/>", "x.svg")}, "evidence", "Choose a PDF, or a JPG"),
    ],
)
def test_mistake_is_said_at_its_field(browser, change, field, words):
    a_requirement()
    answer = browser.post("/owed/credit/add/", sent(**change))
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert not ExternalCredit.objects.exists()


def test_same_credit_is_not_listed_twice(browser, learner):
    credit = an_external(learner)
    answer = browser.post(
        "/owed/credit/add/", sent(title=credit.title, earned_on=str(credit.earned_on))
    )
    assert answer.status_code == 422
    assert "in your list already" in str(answer.context["form"].errors)


def test_new_evidence_takes_the_place_of_the_old(
    browser, learner, django_capture_on_commit_callbacks
):
    browser.post("/owed/credit/add/", sent(evidence=a_pdf()))
    credit = ExternalCredit.objects.get()
    old, path = credit.evidence.name, f"/owed/credit/{credit.pk}/"
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(path, sent(title="Renamed", evidence=a_picture()))
    credit.refresh_from_db()
    assert (credit.title, credit.evidence.name[-4:]) == ("Renamed", ".png")
    assert not default_storage.exists(old)
    kept = credit.evidence.name
    assert "Delete this credit?" in browser.get(f"{path}delete/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(f"{path}delete/")
    assert not ExternalCredit.objects.exists()
    assert not default_storage.exists(kept)


CSV = f"""type;title;provider;amount;date;topics
AMA PRA Category 1 Credit™;Pain course;Elsewhere;2.00;{TODAY};opioid prescribing: 1
ama_pra_2;Journal club;;0.50;{TODAY};
magic;Nonsense;;x;yesterday;
ama_pra_2;Journal club;;0.50;{TODAY};
"""


def test_file_is_shown_first_and_its_sound_rows_are_added_once(browser, learner):
    a_requirement()
    an_external(learner, kind="ama_pra_2", title="Before", earned_on=TODAY)
    file = SimpleUploadedFile("credit.csv", b"\xef\xbb\xbf" + CSV.encode())
    shown = browser.post("/owed/credit/import/", {"file": file})
    page = shown.content.decode()
    assert "2 of 4 rows can be added" in page
    assert "type: Select a valid choice" in page
    assert "date: Write the day with the year first: 2026-05-12." in page
    assert "In your list already" in page
    assert ExternalCredit.objects.count() == 1
    text = shown.context["form"].initial["text"]
    for _twice in range(2):
        browser.post("/owed/credit/import/", {"text": text, "confirm": "1"})
    rows = ExternalCredit.objects.filter(learner=learner).order_by("title")
    assert [(row.title, row.amount) for row in rows] == [
        ("Before", Decimal("1.00")),
        ("Journal club", Decimal("0.50")),
        ("Pain course", Decimal("2.00")),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file with rows in it"),
        (b"name,day\nx,y\n", "missing: “amount”, “date”, “title”, “type”"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"x" * 600_000, "at most 500 kB"),
        (b"type,title,amount,date\n" + b"a,b,c,d\n" * 501, "at most 500 rows"),
        (b"type,title,amount,date\na,b,c,d\na,%b,c,d\na,b,c,d\n" % (b"x" * 140_000), "as CSV"),
        (b"type,title,amount,date,%b\na,b,c,d\n" % (b"x" * 140_000), "as CSV"),
    ],
)
def test_file_that_cannot_be_read_says_why(browser, content, words):
    answer = browser.post("/owed/credit/import/", {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-05-01", "1 May 2026"),
        ("1 May 2026", "1 May 2026"),
        ('"May 1, 2026"', "1 May 2026"),
        ("01/05/2026", None),
        ("05/13/2026", None),
        ("01.05.2026", None),
    ],
)
def test_day_of_a_row_is_shown_as_it_was_read_and_never_guessed(browser, written, read):
    text = f"type,title,amount,date\nama_pra_1,One,1,{written}\n"
    file = SimpleUploadedFile("x.csv", text.encode())
    page = browser.post("/owed/credit/import/", {"file": file}).content.decode()
    assert ("1 of 1 row can be added" in page) == (read is not None)
    assert f">{read or written}<" in page


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_any_system_ends_them(browser, end):
    text = end.join(["type,title,amount,date", f"ama_pra_1,One,1,{TODAY}", "ama_pra_1,Two,1,x", ""])
    file = SimpleUploadedFile("x.csv", text.encode())
    shown = browser.post("/owed/credit/import/", {"file": file})
    assert [row.number for row in shown.context["rows"]] == [2, 3]
    assert "1 of 2 rows can be added" in shown.content.decode()


def test_sample_can_be_imported_as_it_is(browser):
    a_requirement()
    a_requirement("pain", body=_asking("pain management"))
    text = b"".join(browser.get("/owed/credit/sample.csv").streaming_content)
    shown = browser.post("/owed/credit/import/", {"file": SimpleUploadedFile("x.csv", text)})
    assert "1 of 1 row can be added" in shown.content.decode()


def _asking(topic):
    clause = {"kind": "topic", "key": "t", "title": "T", "quantity": 1}
    return {"categories": ["cat1"], "clauses": [{**clause, "credit": {"topics": [topic]}}]}


@pytest.mark.parametrize("rows", [1, 30])
def test_list_costs_few_queries(browser, learner, rows, django_assert_max_num_queries):
    a_licence(learner)
    for number in range(rows):
        an_external(learner, title=f"Credit {number}")
    browser.get("/owed/credit/")
    with django_assert_max_num_queries(BUDGET):
        assert browser.get("/owed/credit/").content.count(b"Credit ") >= rows
