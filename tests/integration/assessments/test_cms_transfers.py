"""Import and export in the CMS: preview, confirm, report; and nobody reaches another's bank."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from assessments.domain import interchange, items
from assessments.domain.interchange import FORMATS
from assessments.models import Assessment, Question, QuestionImport
from assessments.services import export_questions
from tests.factories.authoring import a_question, a_team, an_assessment, signed_in
from tests.factories.items import single_best_answer
from tests.unit.assessments.interchange.test_hostile_files import BAD_PACKAGES, HOSTILE
from tests.unit.assessments.interchange.test_qti import MATCH, choice, item, response

AIKEN = b"What now?\nA. This\nB. That\nANSWER: A\n\nWhat else?\nA. This\nB. That\n"
UPLOAD = "/cms/questions/import/"
EXPORT = "/cms/questions/export/"


@pytest.fixture
def team():
    return a_team("Ours")


def upload(client, bank, content: bytes = AIKEN, format_name: str = "aiken", name="f.txt"):
    file = SimpleUploadedFile(name, content)
    return client.post(UPLOAD, {"bank": bank.pk, "format": format_name, "file": file})


def test_a_file_is_previewed_confirmed_and_reported(team):
    client = signed_in(team.educator)
    assert client.get(UPLOAD).status_code == 200
    answer = upload(client, team.bank)
    page = client.get(answer.url).content.decode()
    assert "1 would come in as a draft" in page
    assert "ANSWER:” is missing" in page
    assert not Question.objects.exists()

    page = client.post(answer.url, {"import": ""}, follow=True).content.decode()
    question = Question.objects.get()
    assert "1 came in as a draft" in page
    assert f"/edit/{question.pk}/" in page
    assert question.latest_revision.user == team.educator
    told = json.loads(client.get(f"{answer.url}report.json").content)
    assert told["counts"] == {"imported": 1, "duplicate": 0, "refused": 1}
    edit = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])
    assert client.get(edit).status_code == 200


def test_an_assessment_over_questions_that_are_there_can_still_come_in(team):
    client = signed_in(team.educator)
    question = a_question(team.bank)
    assessment = an_assessment(team.bank, question, title="Final", live=False)
    content = export_questions(
        questions=[question], format_name="json", assessments=[assessment]
    ).content
    assessment.title = "Other"
    assessment.save()
    answer = upload(client, team.bank, content, "json")
    assert "Import 1 assessment<" in client.get(answer.url).content.decode()
    page = client.post(answer.url, {"import": ""}, follow=True).content.decode()
    assert "Came in as drafts: 1 assessment." in page
    assert Assessment.objects.get(title="Final").slots.get().question == question
    again = upload(client, team.bank, content, "json")
    page = client.get(again.url).content.decode()
    assert "Choose another file" in page
    assert 'name="import"' not in page


def test_a_preview_can_be_forgotten(team):
    client = signed_in(team.educator)
    answer = upload(client, team.bank)
    client.post(answer.url, {"discard": ""})
    assert not QuestionImport.objects.exists()
    assert client.get(answer.url).status_code == 404


def test_old_previews_are_forgotten_by_themselves(team):
    client = signed_in(team.educator)
    upload(client, team.bank)
    QuestionImport.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
    upload(client, team.bank)
    assert QuestionImport.objects.count() == 1


def test_nobody_brings_questions_into_anothers_bank(team):
    theirs = a_team("Theirs")
    client = signed_in(team.educator)
    assert upload(client, theirs.bank).status_code == 422
    answer = upload(signed_in(theirs.educator), theirs.bank)
    assert answer.status_code == 302
    for found in (client.get(answer.url), client.post(answer.url, {"import": ""})):
        assert found.status_code == 404
    assert client.get(f"{answer.url}report.json").status_code == 404
    assert not Question.objects.exists()


def test_a_reviewer_brings_nothing_in(team):
    client = signed_in(team.reviewer)
    assert client.get(UPLOAD).status_code == 302
    assert upload(client, team.bank).status_code == 302
    assert not QuestionImport.objects.exists()


@pytest.mark.parametrize(("format_name", "content"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_with_a_sentence(format_name, content, team):
    answer = upload(signed_in(team.educator), team.bank, content(), format_name)
    assert answer.status_code == 422
    assert b'class="error-message"' in answer.content
    assert not QuestionImport.objects.exists()


@pytest.mark.parametrize("make", BAD_PACKAGES.values(), ids=BAD_PACKAGES)
def test_hostile_packages_are_refused_with_a_sentence(make, team):
    answer = upload(signed_in(team.educator), team.bank, make(), "qti-3.0", "package.zip")
    assert answer.status_code == 422
    assert b'class="error-message"' in answer.content
    assert not QuestionImport.objects.exists()


def test_the_command_refuses_what_the_page_refuses_and_writes_nothing(team, tmp_path):
    files = [*HOSTILE.items(), *((n, ("qti-2.1", make)) for n, make in BAD_PACKAGES.items())]
    source = tmp_path / "hostile"
    for name, (format_name, make) in files:
        source.write_bytes(make())
        with pytest.raises(CommandError) as refused:
            call_command(
                "import_questions", str(source), format=format_name, bank=str(team.bank.pk)
            )
        assert str(refused.value).endswith((".", ").")), name
    assert not QuestionImport.objects.exists()
    assert not Question.objects.exists()


MARKUP = [
    "<script>attack()</script>",
    "<img src='x' onerror='attack()'>",
    "<a href='javascript:attack()'>go</a>",
    "<svg onload='attack()'><script>attack()</script></svg>",
    "<math><maction actiontype='statusline' href='javascript:attack()'>x</maction></math>",
    "<p style='background:url(javascript:attack())'>x</p>",
    "<iframe srcdoc='&lt;script&gt;attack()&lt;/script&gt;'></iframe>",
    "<form action='javascript:attack()'><button>x</button></form>",
]


@pytest.mark.parametrize("html", MARKUP)
@pytest.mark.parametrize("name", ["json", "gift", "moodle", "qti-2.1"])
def test_scripts_in_any_place_come_neither_in_nor_onto_the_page(name, html, team):
    client = signed_in(team.educator)
    answer = upload(client, team.bank, hostile_text(name, html), name)
    page = client.get(answer.url).content.decode()
    assert "did not come across" in page
    assert html not in page
    client.post(answer.url, {"import": ""})
    question = Question.objects.get()
    item = question.compile()
    for text in (item.stem, item.rationale):
        assert "attack" not in text.replace("attack()\n", "")
        assert "<svg" not in text
    edit = reverse(Question.snippet_viewset.get_url_name("edit"), args=[question.pk])
    assert "<script>attack" not in client.get(edit).content.decode()


def hostile_text(name: str, html: str) -> bytes:
    """Return a file with HTML in the case and in the rationale of its one question."""
    if name == "json":
        content = items.dump(single_best_answer(stem=f"<p>A{html}</p>", rationale=f"B{html}"))
        whole = {"format": "attend-questions", "version": 1, "questions": [{"content": content}]}
        return json.dumps(whole).encode()
    if name == "gift":
        told = "".join(f"\\{each}" if each in "=~#{}:" else each for each in html)
        return f"::N::[html]<p>A{told}</p><p>Which?</p>{{=a ~b####[html]B{told}}}".encode()
    if name == "moodle":
        cdata = f"<![CDATA[<p>A{html}</p><p>Which?</p>]]>"
        return (
            '<quiz><question type="truefalse"><questiontext format="html">'
            f"<text>{cdata}</text></questiontext><generalfeedback><text><![CDATA[B{html}]]></text>"
            '</generalfeedback><answer fraction="100"><text>true</text></answer>'
            '<answer fraction="0"><text>false</text></answer></question></quiz>'
        ).encode()
    shown = html.replace("'x' onerror='attack()'>", "'x' onerror='attack()'/>")
    return item(response("Q"), f"<div>A{shown}</div>{choice()}", MATCH)


def test_a_file_that_is_too_large_is_refused_unread(team, monkeypatch):
    monkeypatch.setattr("assessments.forms.LARGEST_FILE", 10)
    answer = upload(signed_in(team.educator), team.bank)
    assert answer.status_code == 422
    assert b"at most" in answer.content


@pytest.mark.parametrize("name", FORMATS)
def test_nonsense_never_breaks_a_page(name, team):
    client = signed_in(team.educator)
    for content in (b"", b"\x00\xff" * 50, b"{", b"<quiz/>", b"PK\x03\x04nonsense", b"[1]" * 9):
        assert upload(client, team.bank, content, name).status_code in {302, 422}
    assert client.post(UPLOAD, {"bank": "x", "format": "y"}).status_code == 422


def test_questions_are_looked_at_and_downloaded(team):
    client = signed_in(team.educator)
    chosen, other = a_question(team.bank, title="Chosen"), a_question(team.bank, title="Other")
    theirs = a_question(a_team("Theirs").bank, title="Foreign")
    page = client.get(EXPORT, {"bank": team.bank.pk}).content.decode()
    assert "Chosen" in page
    assert "Foreign" not in page

    posted = {"format": "aiken", "questions": [chosen.pk]}
    looked = client.post(EXPORT, {**posted, "look": ""}).content.decode()
    assert "1 of 1 questions can be written" in looked
    assert "Reasons did not come across" in looked
    answer = client.post(EXPORT, {**posted, "download": ""})
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.decode().endswith("ANSWER: A\n")
    (entry,) = interchange.read(answer.content, "aiken").entries
    assert entry.portable.item.lead_in == chosen.lead_in

    for wrong in ({"questions": [theirs.pk]}, {"format": "none"}, {"questions": []}):
        assert client.post(EXPORT, {**posted, **wrong, "download": ""}).status_code == 422
    assert other.pk != chosen.pk


def test_the_list_of_questions_leads_to_both(team):
    address = reverse(Question.snippet_viewset.get_url_name("list"))
    page = signed_in(team.educator).get(f"{address}?bank={team.bank.pk}").content.decode()
    assert UPLOAD in page
    assert f"{EXPORT}?bank={team.bank.pk}" in page
    assert UPLOAD not in signed_in(team.reviewer).get(address).content.decode()


@pytest.mark.parametrize("page", ["export", "list"])
def test_pages_ask_no_more_of_the_database_for_more_questions(
    page, team, django_assert_max_num_queries
):
    client = signed_in(team.educator)
    address = {
        "export": EXPORT,
        "list": reverse(Question.snippet_viewset.get_url_name("list")),
    }[page]
    a_question(team.bank)
    client.get(address)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(200) as counted:
            client.get(address)
        counts.append(len(counted))
        a_question(team.bank)
        a_question(team.bank)
    assert counts[1] <= counts[0] + (0 if page == "export" else 10)
