"""CMS screens on which people see and choose only what stands where they may work."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.admin.utils import unquote
from django.db.models import Model, ProtectedError, Q
from django.forms import BaseForm, ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property, classproperty
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.models import SnippetAdminURLFinder, get_snippet_models
from wagtail.snippets.views import chooser, snippets

from common.places import PlacePolicy

View = Callable[..., HttpResponseBase]


def policy_of(model: type[Model]) -> PlacePolicy | None:
    """Return the policy by which a model's instances stand in places, None if they do not."""
    viewset = getattr(model, "snippet_viewset", None)
    policy = getattr(viewset, "permission_policy", None)
    return policy if isinstance(policy, PlacePolicy) else None


def in_place(view: View, policy: PlacePolicy) -> View:
    """Answer 404 for an object out of the person's places; else they act as its place lets them."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "pk" in kwargs:
            instance = get_object_or_404(policy.model, pk=unquote(str(kwargs["pk"])))
            if not policy.user_has_permission_for_instance(request.user, "view", instance):
                raise Http404
            policy.stand_at(request.user, instance)
        return view(request, *args, **kwargs)

    return wrapped


class EveryWordSearch:
    """A list that finds what holds every word of a search in one field or another: whole names."""

    def search_queryset(self, queryset: Any) -> Any:
        if not self.is_searching:  # type: ignore[attr-defined]
            return queryset
        for word in self.search_query.split():  # type: ignore[attr-defined]
            found = Q()
            for field in self.search_fields:  # type: ignore[attr-defined]
                found |= Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(found)
        return queryset


class Choosing:
    """What the chooser's views share: the objects that the person may see."""

    def get_object_list(self) -> Any:
        return policy_of(self.model_class).visible_to(self.request.user)  # type: ignore


class PlacedChooseView(Choosing, chooser.ChooseView):
    """Offer what the person may see."""


class PlacedChooseResultsView(Choosing, chooser.ChooseResultsView):
    """Search in what the person may see."""


class PlacedChosenView(Choosing, chooser.SnippetChosenView):
    """Take a choice among what the person may see."""

    def get_object(self, pk: Any) -> Model:
        found: Model = self.get_object_list().get(pk=pk)
        return found


class PlacedChosenMultipleView(Choosing, chooser.SnippetChosenMultipleView):
    """Take choices among what the person may see."""

    def get_objects(self, pks: Any) -> Any:
        return self.get_object_list().filter(pk__in=pks)


class PlacedChooserViewSet(chooser.SnippetChooserViewSet):
    """A chooser that knows places."""

    choose_view_class = PlacedChooseView
    choose_results_view_class = PlacedChooseResultsView
    chosen_view_class = PlacedChosenView
    chosen_multiple_view_class = PlacedChosenMultipleView


class PlacedIndexView(snippets.IndexView):
    """List what the person may see, one deed at a time: bulk deeds know no places."""

    @cached_property
    def columns(self) -> list[Any]:
        return [each for each in super().columns if not isinstance(each, BulkActionsCheckboxColumn)]


class NoBulkDelete(DeleteBulkAction):
    """Stand before Wagtail's own bulk deed, which asks for no place."""

    @classproperty
    def models(cls) -> list[type[Model]]:  # noqa: N805 - a property of the class
        return [model for model in get_snippet_models() if policy_of(model)]

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponseBase:
        raise Http404


class PlacedFilterSet(WagtailFilterSet):
    """Filters whose choices are what the person may see."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.filters.values():
            model = getattr(getattr(each, "queryset", None), "model", None)
            if model and (policy := policy_of(model)):
                each.queryset = policy.visible_to(self.request.user)


class KeptDeleteView(snippets.DeleteView):
    """Say so, instead of failing, when other things rest on what is to be deleted."""

    def form_valid(self, form: Any) -> HttpResponseBase:
        try:
            return super().form_valid(form)
        except ProtectedError:
            kind = self.object._meta.verbose_name
            messages.error(
                self.request, f"“{self.object}” stays: other things rest on this {kind}."
            )
            return redirect(self.index_url_name)


class PlacedViewSet(snippets.SnippetViewSet):
    """Screens for a model whose instances stand in collections; `through` says how."""

    through = "collection"
    index_view_class = PlacedIndexView
    delete_view_class = KeptDeleteView
    chooser_viewset_class = PlacedChooserViewSet
    add_to_admin_menu = True

    @property
    def permission_policy(self) -> PlacePolicy:
        return PlacePolicy(self.model, through=self.through)

    def get_queryset(self, request: HttpRequest) -> Any:
        return self.permission_policy.visible_to(request.user)

    def construct_view(self, view_class: Any, **kwargs: Any) -> View:
        return in_place(super().construct_view(view_class, **kwargs), self.permission_policy)

    @property
    def url_finder_class(self) -> type:
        return type("_UrlFinder", (PlacedUrlFinder,), {"model": self.model})


class PlacedUrlFinder(SnippetAdminURLFinder):
    """Link to an object only for those who may change it."""

    model: type[Model]

    def __init__(self, user: Any = None) -> None:
        super().__init__(user)
        self.user = user

    def get_edit_url(self, instance: Model) -> str | None:
        policy = policy_of(self.model)
        may_edit = (
            not self.user
            or policy is None
            or policy.user_has_permission_for_instance(self.user, "change", instance)
        )
        found: str | None = super().get_edit_url(instance) if may_edit else None
        return found


class PlacedForm:
    """A form mixin: its fields, and those of its inline forms, take only what the person may see."""

    for_user: Any
    formsets: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inline = [form for formset in self.formsets.values() for form in formset.forms]
        for form in [self, *inline]:
            self._offer_visible(form)

    def kept_forms(self, relation: str) -> list[Any]:
        """Return the sound inline forms that will stand once the form is saved."""
        formset = self.formsets[relation]
        deleted = formset.deleted_forms
        return [
            form
            for form in formset.forms
            if form.is_valid() and form not in deleted and (form.instance.pk or form.has_changed())
        ]

    def _offer_visible(self, form: BaseForm) -> None:
        for field in form.fields.values():
            offered = field.queryset if isinstance(field, ModelChoiceField) else None
            policy = policy_of(offered.model) if offered is not None else None
            if policy and self.for_user:
                cast(ModelChoiceField, field).queryset = policy.visible_to(self.for_user)  # type: ignore[type-arg]


class PublishableForm:
    """A form mixin: a draft may be unfinished, what is published or submitted may not."""

    is_deferred_validation: bool
    problem_field: str | None = None  # where the problems stand; at the top unless said

    def publication_problems(self) -> list[str]:
        """Return what keeps the entered object from being published, as sentences."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        if not super().is_valid():  # type: ignore[misc]
            return False
        problems = [] if self.is_deferred_validation else self.publication_problems()
        if problems:
            self.add_error(self.problem_field, problems)  # type: ignore[attr-defined]
        return not problems


class PlacedModelForm(PlacedForm, WagtailAdminModelForm):
    """The form of a snippet that knows places."""


class PlacedPageForm(PlacedForm, WagtailAdminPageForm):
    """The form of a page that knows places."""
