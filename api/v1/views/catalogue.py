"""The catalogue, for everybody."""

from collections.abc import Iterable

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from accounts.models import Profession
from api.schema import operation
from api.v1.serializers.catalogue import ActivityCardSerializer, ActivitySerializer
from api.v1.views.catalogue_pages import CataloguePagination
from courses.domain.activity_types import TYPES
from courses.models import ActivityPage, Strand
from courses.queries import FrozenActivity, current_activity
from credits.queries import offers_of
from learners.domain.catalogue import AMOUNTS, LENGTHS, LONGEST_TEXT, SORTS
from learners.queries import Catalogue, placed_assessments
from learners.services import front_matter_hash


def _filter(name: str, about: str, values: Iterable[str] = ()) -> OpenApiParameter:
    choices = list(values) or None
    return OpenApiParameter(name, str, many=True, enum=choices, description=about)


PARAMETERS = [
    OpenApiParameter(
        "q",
        str,
        description=f"Words to search for, at most {LONGEST_TEXT} characters. All must occur in the activity or its "
        'lessons; quotes keep words together, "or" and a minus sign work as usual. Mistyped words are mended '
        "where nothing is found.",
    ),
    _filter("strand", "Clinical or soft skills.", Strand.values),
    _filter("topic", "A topic by its name."),
    _filter("credit", "Code of a type of credit that it offers."),
    _filter("amount", "The most credit that it offers.", AMOUNTS),
    _filter("length", "At most so many minutes.", LENGTHS),
    _filter("format", "The type of activity.", TYPES),
    _filter("profession", "For whom it is meant.", Profession.values),
    _filter("provider", "Slug of the provider."),
    _filter("owed", 'With a key: "any", or what it counts towards, as `facets` name it then.'),
    OpenApiParameter(
        "sort",
        OpenApiTypes.STR,
        enum=[each for each in SORTS if each],
        description="Left out: best match first, without words newest first.",
    ),
]


def activity_or_404(code: str) -> FrozenActivity:
    """Return a published activity's facts."""
    try:
        return current_activity(code)
    except ActivityPage.DoesNotExist:
        raise Http404 from None


class Activities(GenericAPIView):
    """Activities that may be begun today."""

    permission_classes = [AllowAny]
    serializer_class = ActivityCardSerializer

    pagination_class = CataloguePagination

    @operation(ActivityCardSerializer(many=True), parameters=PARAMETERS)
    def get(self, request):
        learner = request.user if request.user.is_authenticated else None
        found = Catalogue(
            dict(request.query_params.lists()), on=timezone.localdate(), learner=learner
        )
        page = self.paginate_queryset(found.rows)
        cards = [row.activity.facts for row in page]
        self.paginator.found = found
        return self.get_paginated_response(self.get_serializer(cards, many=True).data)


class Activity(GenericAPIView):
    """One activity with everything that is shown before it begins."""

    permission_classes = [AllowAny]
    serializer_class = ActivitySerializer

    @operation(ActivitySerializer)
    def get(self, request, code):
        activity = activity_or_404(code)
        assessments = placed_assessments(activity)
        offers = list(offers_of([activity.activity_id], timezone.localdate()))
        placements = [
            {**place, **_rules(assessments[place["assessment_id"]])}
            for place in activity.facts["placements"]
            if place["assessment_id"] in assessments
        ]
        described = {
            **activity.facts,
            "prerequisites": activity.prerequisites,
            "placements": placements,
            "offers": offers,
            "front_matter_hash": front_matter_hash(activity, assessments, offers),
        }
        return Response(self.get_serializer(described).data)


def _rules(version):
    policy = version.policy
    return {
        "questions": policy.length,
        "pass_mark": policy.pass_mark,
        "pass_mark_words": policy.pass_mark_words,
        "time_limit_minutes": policy.time_limit_minutes,
        "attempts_allowed": policy.attempts_allowed,
    }
