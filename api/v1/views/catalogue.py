"""The catalogue, for everybody."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.response import Response

from api.schema import operation
from api.v1.serializers.catalogue import ActivityCardSerializer, ActivitySerializer
from courses.models import ActivityPage
from courses.queries import FrozenActivity, current_activity, frozen_activities, open_versions
from credits.queries import offers_of
from learners.queries import placed_assessments
from learners.services import front_matter_hash

LONGEST_SEARCH = 200


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

    @operation(
        ActivityCardSerializer(many=True),
        parameters=[OpenApiParameter("q", str, description="Words to search for.")],
    )
    def get(self, request):
        text = request.query_params.get("q", "")[:LONGEST_SEARCH].replace("\x00", "")
        page = self.paginate_queryset(open_versions(timezone.localdate(), text))
        cards = [activity.facts for activity in frozen_activities(page)]
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
