"""Model fields that any app may use."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db.models import Model
from wagtail.fields import RichTextField, StreamField

from common.html import clean_rich_text


class CheckboxArrayField(ArrayField):  # type: ignore[type-arg]
    """An array of choices, edited as a list of checkboxes."""

    def formfield(self, **kwargs: Any) -> Any:
        field: Any = forms.TypedMultipleChoiceField(
            choices=self.base_field.choices or (),
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name.capitalize()),
            help_text=self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
        field.has_changed = lambda initial, new: list(initial or []) != list(new or [])
        return field


class SanitisedRichTextField(RichTextField):
    """Rich text that passes through the one sanitizer on its way into a table or a revision."""

    def pre_save(self, model_instance: Model, add: bool) -> str:
        cleaned = clean_rich_text(super().pre_save(model_instance, add) or "")
        setattr(model_instance, self.attname, cleaned)
        return cleaned


class BlocksField(StreamField):
    """Blocks that come and change without a migration: the column holds JSON whatever they are."""

    def deconstruct(self) -> Any:
        name, path, _blocks, options = super().deconstruct()
        del options["block_lookup"]
        return name, path, [[]], options
