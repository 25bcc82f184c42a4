"""How every form on the site is drawn: label, hint, error, control."""

from django.core.exceptions import ValidationError
from django.forms import BoundField, CheckboxInput, Field, PasswordInput, Widget
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import SafeString

CODE_AUTOCOMPLETE = "one-time-code"


class AttendRenderer(TemplatesSetting):
    """Draw {{ form }} and {{ field.as_field_group }} with the site's components."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def control(field: BoundField) -> SafeString:
    """Return the bound field's own control with the class that the style sheet knows."""
    widget = field.field.widget
    classes = " ".join(filter(None, [widget.attrs.get("class", ""), _class_of(widget)]))
    return field.as_widget(attrs={"class": classes} if classes else {})


def _class_of(widget: Widget) -> str:
    if isinstance(widget, CheckboxInput):
        return ""
    return "input code" if widget.attrs.get("autocomplete") == CODE_AUTOCOMPLETE else "input"


def anchor(field: BoundField) -> str:
    """Return the id that an error message links to: the control, or the first of a group."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label or field.auto_id


def kind(field: BoundField) -> str:
    """Return how a field is laid out: checkbox, group, password or plain."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if field.use_fieldset:
        return "group"
    return "password" if isinstance(widget, PasswordInput) else "plain"


def complaints(field: BoundField) -> list[str]:
    """Return a field's errors as sentences that still make sense in the summary, apart from it."""
    return [words for error in field.errors.as_data() for words in _words(field, error)]


def _words(field: BoundField, error: ValidationError) -> list[str]:
    generic = Field.default_error_messages["required"]
    if error.code != "required" or error.message != generic:
        return list(error.messages)
    if kind(field) == "checkbox":
        return ["Tick the box to go on."]
    label = str(field.label)
    return ["An answer is missing." if label.endswith("?") else f"{label} is missing."]
