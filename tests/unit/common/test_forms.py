"""Every form is drawn alike: label, hint, error, control, tied together for assistive technology."""

from bs4 import BeautifulSoup
from django import forms
from django.template import Context, Template

from common.forms import anchor, complaints, control
from common.pages import SpecimenForm


def soup(form):
    return BeautifulSoup(str(form), "html.parser")


def failed():
    return SpecimenForm({"amount": "one", "title": "Rounds"})


def summary(form):
    source = '{% include "components/errors.html" %}'
    return BeautifulSoup(Template(source).render(Context({"form": form})), "html.parser")


def test_every_control_has_a_label_or_a_legend():
    page = soup(SpecimenForm())
    for element in page.select("input, select, textarea"):
        assert page.select_one(f'label[for="{element["id"]}"]')
    assert page.select_one("fieldset legend").get_text(strip=True).startswith("How sure")


def test_what_describes_a_control_is_there():
    page = soup(failed())
    described = [e["aria-describedby"] for e in page.select("[aria-describedby]")]
    assert "id_amount_helptext id_amount_error" in described
    assert all(page.find(id=name) for names in described for name in names.split())


def test_label_hint_error_control_come_in_that_order():
    field = soup(failed()).select_one(".field:has(#id_amount)")
    assert [child.name for child in field.find_all(recursive=False)] == [
        "label",
        "div",
        "p",
        "input",
    ]


def test_failed_controls_say_so():
    page = soup(failed())
    assert page.select_one("#id_amount")["aria-invalid"] == "true"
    assert page.select_one("#id_title").get("aria-invalid") is None
    assert len(page.select("[data-error]")) == len(failed().errors)


def test_optional_fields_say_so():
    assert "(optional)" in soup(SpecimenForm()).select_one('label[for="id_note"]').get_text()
    assert "(optional)" not in soup(SpecimenForm()).select_one('label[for="id_title"]').get_text()


def test_summary_links_to_controls_that_are_there():
    form = failed()
    page = soup(form)
    links = [a["href"].removeprefix("#") for a in summary(form).select("a")]
    assert links
    assert all(page.find(id=name) for name in links)


def test_summary_of_a_form_without_errors_is_empty():
    assert not summary(SpecimenForm()).select("div")


def test_errors_of_the_whole_form_are_shown_in_both_places():
    form = failed()
    form.add_error(None, "Incorrect e-mail or password.")
    assert "Incorrect e-mail" in str(summary(form))
    assert "Incorrect e-mail" in str(form)


def test_missing_fields_are_named():
    said = {name: complaints(failed()[name]) for name in ("password", "share", "sure", "amount")}
    assert said == {
        "password": ["Password is missing."],
        "share": ["An answer is missing."],
        "sure": ["Tick the box to go on."],
        "amount": ["Enter a number."],
    }


def test_own_words_for_a_missing_field_stay():
    class Own(forms.Form):
        code = forms.CharField(error_messages={"required": "Enter the 6-digit code."})

    assert complaints(Own({})["code"]) == ["Enter the 6-digit code."]


def test_error_texts_are_escaped():
    form = failed()
    form.add_error("title", "<script>alert(1)</script>")
    assert "<script>" not in str(form)
    assert "<script>" not in str(summary(form))


def test_control_keeps_the_widgets_own_class():
    class Own(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"class": "wide"}))

    assert 'class="wide input"' in control(Own()["name"])


def test_anchor_of_a_group_is_its_first_control():
    assert anchor(SpecimenForm()["share"]) == "id_share_0"
    assert anchor(SpecimenForm()["title"]) == "id_title"
