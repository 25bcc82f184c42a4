"""Form controls."""

from django.forms import CheckboxSelectMultiple, Script, TextInput


def digits() -> TextInput:
    """Return a field for a number that is a name: a phone shows its number pad."""
    return TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})


class FilteredCheckboxes(CheckboxSelectMultiple):
    """Checkboxes in a box that scrolls, with a field that narrows a long list."""

    template_name = "common/cms/filtered_checkboxes.html"

    class Media:
        css = {"all": ["css/cms/filtered.css"]}
        js = [Script("js/cms/filtered.js", type="module")]
