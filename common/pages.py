"""Pages that say something and ask for nothing, and the gallery of components."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.urls import path
from django.views.generic import TemplateView

PAGES = ("accessibility", "privacy", "independence", "contact")

urlpatterns = [
    path(f"about/{name}/", TemplateView.as_view(template_name=f"pages/{name}.html"), name=name)
    for name in PAGES
]


class SpecimenForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Activity title")
    amount = forms.DecimalField(label="Credits", help_text="In steps of 0.25, for example 1.50.")
    email = forms.EmailField(label="Work email", required=False)
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    code = forms.CharField(
        label="6-digit code",
        max_length=6,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    kind = forms.ChoiceField(label="Type", choices=[("", "Choose"), ("ama", "AMA PRA Category 1")])
    share = forms.ChoiceField(
        label="How sure are you?",
        widget=forms.RadioSelect,
        choices=[("guess", "Guessing"), ("fairly", "Fairly sure"), ("certain", "Certain")],
    )
    file = forms.FileField(label="Certificate", help_text="PDF, JPG or PNG, up to 10 MB.")
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField(label="I attest that this matches my participation.")


class GalleryView(TemplateView):
    """Show every component in every state; a template that breaks, breaks here first."""

    template_name = "components/gallery/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        step = SimpleNamespace
        failed = SpecimenForm({"title": "Regional cardiology grand rounds", "amount": "one"})
        failed.auto_id = "failed_%s"
        return super().get_context_data(
            failed=failed,
            specimen=SpecimenForm(),
            page=Paginator(range(171), 20).page(2),
            steps=[
                step(title="Pre-test", url="#steps", state="done", note="Completed"),
                step(title="Four trials", url="#steps", state="now", note="7 of 14 min left"),
                step(
                    title="Final assessment", url="", state="waiting", note="Opens after lesson 2"
                ),
            ],
            crumbs=[step(title="Catalogue", url="#"), step(title="Cardiology", url="#")],
            stats=[
                step(label="Finished", value="861", note="69% of 1,248 enrolled"),
                step(label="Knowledge gain", value="+27.4", note="points"),
            ],
            replies=[8, 8, 32, 222, 524],
            forecast=[("Tu", 12), ("We", 5), ("Th", 8), ("Fr", 3), ("Sa", 9), ("Su", 2), ("Mo", 6)],
            trend=[3, 5, 4, 8, 7, 11],
            ticks=[0, 50, 100],
            **kwargs,
        )


gallery_urlpatterns = [path("components/", GalleryView.as_view(), name="gallery")]
