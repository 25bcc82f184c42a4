"""The people of a provider in the CMS: who they are, how their disclosures stand, and asking them."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.widgets import HeaderButton
from wagtail.snippets.views import snippets

from common.cms import PlacedFilterSet, PlacedIndexView, PlacedViewSet
from courses.domain.disclosure import STATES, State, state_of
from courses.forms import OfProviderForm
from courses.models import Person
from courses.places import AT_PROVIDER, may_ask, may_read, person_policy, request_policy
from courses.queries.disclosures import (
    in_state,
    open_requests,
    people_to_ask,
    tie_of,
    with_disclosure_state,
)
from courses.services import DisclosureRefused, ask_all_missing, ask_to_declare, withdraw_request


def state_in_words(person):
    """Return how a person's disclosure stands, and whether an answer is awaited."""
    words = STATES[state_of(person.expires_on, timezone.localdate())]
    if person.asked_at:
        return f"{words}, asked on {person.asked_at:%-d %b %Y}"
    return words


def address_of(person):
    """Return where a person's disclosures are looked after."""
    return reverse(Person.snippet_viewset.get_url_name("inspect"), args=[person.pk])


def people_asked_by(user):
    """Return the people whom somebody may ask for their disclosures."""
    return person_policy.instances_in(
        request_policy.collections_user_has_permission_for(user, "add")
    )


class PersonFilterSet(PlacedFilterSet):
    """People by the state of their disclosure."""

    state = ChoiceFilter(
        label="Disclosure", choices=[(e.value, STATES[e]) for e in State], method="by_state"
    )

    class Meta:
        model = Person
        fields = ["provider"]

    def by_state(self, people, name, value):
        return in_state(people, State(value), on=timezone.localdate())


class PersonIndexView(PlacedIndexView):
    """People, with a way to ask everybody who is missing."""

    @property
    def header_more_buttons(self):
        buttons = [*super().header_more_buttons]
        if request_policy.user_has_permission(self.request.user, "add"):
            url = reverse("courses_ask_all")
            buttons.append(HeaderButton("Ask who is missing", url=url, icon_name="mail"))
        return buttons


class PersonView(snippets.InspectView):
    """A person with their declarations, and what was asked."""

    template_name = "courses/cms/person.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | shown(self.request.user, self.object)


def shown(user, person):
    """Return what the page of a person says to somebody."""
    newest = person.declarations.first()
    state = state_of(newest and newest.expires_on, timezone.localdate())
    reads = may_read(user, person.provider)
    declarations = person.declarations.prefetch_related("relationships__company__merged_into")
    return {
        "person": person,
        "state": STATES[state],
        "newest": newest,
        "declarations": [
            (each, [(row, tie_of(row, None)) for row in each.relationships.all()])
            for each in (declarations if reads else ())
        ],
        "reads": reads,
        "asks": may_ask(user, person.provider),
        "open": open_requests().filter(person=person).prefetch_related("letters").first(),
        "now": timezone.now(),
        "activities": person.contributions.select_related("activity").order_by(
            "activity__title", "sort_order"
        ),
    }


class PersonViewSet(PlacedViewSet):
    """People in control of content, with the state of their disclosures."""

    model = Person
    through = AT_PROVIDER
    icon = "user"
    menu_label = "People"
    menu_order = 95
    index_view_class = PersonIndexView
    inspect_view_class = PersonView
    inspect_view_enabled = True
    filterset_class = PersonFilterSet
    list_display = [
        "name",
        Column("affiliation", label="Affiliation", sort_key="affiliation"),
        TitleColumn("state", label="Disclosure", accessor=state_in_words, get_url=address_of),
    ]
    search_fields = ["name", "email", "affiliation"]
    edit_handler = ObjectList(
        [
            FieldPanel("provider"),
            FieldRowPanel([FieldPanel("name"), FieldPanel("credentials")]),
            FieldPanel("affiliation"),
            FieldPanel("email"),
        ],
        base_form_class=OfProviderForm,
    )

    def get_queryset(self, request):
        return with_disclosure_state(super().get_queryset(request))


def _person_or_404(request, pk):
    person = get_object_or_404(Person.objects.select_related("provider"), pk=pk)
    if not person_policy.user_has_permission_for_instance(request.user, "view", person):
        raise Http404
    if not may_ask(request.user, person.provider):
        raise PermissionDenied
    return person


@require_POST
def ask(request, pk):
    """Ask a person for their disclosure, or send the link anew."""
    person = _person_or_404(request, pk)
    try:
        ask_to_declare(person=person, by=request.user, at=timezone.now())
        messages.success(request, f"{person.name} is sent a link; earlier links open nothing.")
    except DisclosureRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(address_of(person))


@require_POST
def take_link_back(request, pk):
    """Take back what a person was asked."""
    person = _person_or_404(request, pk)
    found = open_requests().filter(person=person).first()
    if found:
        withdraw_request(request=found, at=timezone.now())
        messages.success(request, f"The link of {person.name} opens nothing any more.")
    return redirect(address_of(person))


@require_http_methods(["GET", "HEAD", "POST"])
def ask_all(request):
    """Show whose declaration is missing or has expired, and ask all of them."""
    people = people_asked_by(request.user)
    if not request_policy.user_has_permission(request.user, "add"):
        raise PermissionDenied
    if request.method == "POST":
        asked = ask_all_missing(people=people, by=request.user, at=timezone.now())
        noun = "person is" if len(asked) == 1 else "people are"
        messages.success(request, f"{len(asked)} {noun} sent a link.")
        return redirect(Person.snippet_viewset.get_url_name("list"))
    today = timezone.localdate()
    found = with_disclosure_state(people).order_by("name", "pk")
    lacking = found.filter(Q(expires_on=None) | Q(expires_on__lt=today))
    context = {
        "to_ask": people_to_ask(people, on=today).order_by("name", "pk"),
        "without_address": lacking.filter(email=""),
        "waiting": lacking.exclude(asked_at=None),
    }
    return render(request, "courses/cms/ask_all.html", context)
