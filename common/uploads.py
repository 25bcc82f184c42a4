"""What forms for uploads share."""

from django import forms


class RefusedFilesMixin(forms.BaseForm):
    """Say of a refused file why it was refused, and nothing else.

    The model is checked without that file, and would complain that it is none or has no ending.
    """

    def _post_clean(self) -> None:
        said = {name: errors.copy() for name, errors in self.errors.items()}
        super()._post_clean()  # type: ignore[misc]
        if any(isinstance(self.fields.get(name), forms.FileField) for name in said):
            self.errors.clear()
            self.errors.update(said)
