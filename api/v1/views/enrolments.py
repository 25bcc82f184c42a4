"""The learner's own enrolments."""

from django.http import Http404
from django.utils import timezone
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from api.schema import operation
from api.v1.serializers.enrolments import EnrolmentSerializer, EnrolSerializer
from api.v1.views.catalogue import activity_or_404
from courses.queries import FrozenActivity, frozen_activities, published_activities
from credits.queries import offers_of
from learners.models import Enrolment
from learners.queries import (
    enrolment_in,
    enrolments_of,
    placed_assessments,
    standing_in,
    standings,
)
from learners.services import enrol, finish_lesson, front_matter_hash


def enrolment_or_404(learner, activity: FrozenActivity) -> Enrolment:
    """Return the learner's own enrolment."""
    enrolment = enrolment_in(learner, activity.activity_id)
    if enrolment is None:
        raise Http404
    return enrolment


class Enrolments(GenericAPIView):
    """My enrolments, last seen first; enrol in another activity."""

    serializer_class = EnrolmentSerializer

    @operation(EnrolmentSerializer(many=True))
    def get(self, request):
        mine = self.paginate_queryset(enrolments_of(request.user))
        wanted = [enrolment.activity_id for enrolment in mine]
        versions = dict(
            published_activities().filter(pk__in=wanted).values_list("pk", "version_id")
        )
        facts = {row.activity_id: row for row in frozen_activities(versions.values())}
        pairs = [(facts[row.activity_id], row) for row in mine if row.activity_id in facts]
        rows = standings(pairs)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @operation(EnrolmentSerializer, request=EnrolSerializer, code=201, errors=(409,))
    def post(self, request):
        sent = EnrolSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        activity = activity_or_404(sent.validated_data["activity"])
        offers = offers_of([activity.activity_id], timezone.localdate())
        enrolment = enrol(
            learner=request.user,
            activity=activity,
            acknowledged_hash=sent.validated_data["acknowledged_hash"],
            shown_hash=front_matter_hash(activity, placed_assessments(activity), offers),
            at=timezone.now(),
        )
        standing = standing_in(request.user, activity, enrolment)
        return Response(self.get_serializer(standing).data, status=status.HTTP_201_CREATED)


class EnrolmentDetail(GenericAPIView):
    """Where I stand in one activity."""

    serializer_class = EnrolmentSerializer

    @operation(EnrolmentSerializer)
    def get(self, request, code):
        activity = activity_or_404(code)
        enrolment = enrolment_or_404(request.user, activity)
        return Response(self.get_serializer(standing_in(request.user, activity, enrolment)).data)


class FinishLesson(GenericAPIView):
    """Mark a lesson as finished; a second time changes nothing."""

    serializer_class = EnrolmentSerializer

    @operation(EnrolmentSerializer, request=None, errors=(409,))
    def post(self, request, code, slug):
        activity = activity_or_404(code)
        enrolment = enrolment_or_404(request.user, activity)
        lesson = activity.lesson(slug)
        if lesson is None:
            raise Http404
        finish_lesson(enrolment=enrolment, lesson_id=lesson["id"], at=timezone.now())
        enrolment = enrolment_or_404(request.user, activity)
        return Response(self.get_serializer(standing_in(request.user, activity, enrolment)).data)
