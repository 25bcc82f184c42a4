"""Form controls of the CMS."""

from django.forms import CheckboxSelectMultiple, Script


class FilteredCheckboxes(CheckboxSelectMultiple):
    """Checkboxes in a box that scrolls, with a field that narrows a long list."""

    template_name = "common/cms/filtered_checkboxes.html"

    class Media:
        css = {"all": ["css/cms/filtered.css"]}
        js = [Script("js/cms/filtered.js", type="module")]
