"""The learner's own attempts: start, save answers, submit."""

from typing import Any

from django.db.models import F
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from api.schema import operation
from api.v1.serializers.attempts import (
    AgainSerializer,
    AskedSerializer,
    AttemptSerializer,
    DeviceSerializer,
    FilesSerializer,
    OpenAttemptSerializer,
    SavedSerializer,
    SaveSerializer,
    StartSerializer,
    StrikeSerializer,
)
from api.v1.views.catalogue import activity_or_404
from api.v1.views.enrolments import enrolment_or_404
from api.v1.views.reviewing import questions_shown, without_hidden
from assessments.domain.form import FormItem
from assessments.domain.items import Item
from assessments.domain.policy import AssessmentPolicy
from assessments.domain.tries import Progress, told
from assessments.models import Attempt
from assessments.queries import (
    SavedAnswers,
    attempts_of,
    file_sent,
    form_of,
    frozen_assessment,
    saved_answers,
)
from assessments.services import (
    AnswerRefused,
    BreakRefused,
    begin_break,
    check_answer,
    end_break,
    hold,
    is_one_way,
    pass_question,
    save_answer,
    strike_options,
    try_again,
    upload_files,
)
from common.downloads import download
from courses.queries import newest_version_beside
from learners.queries import sittings_of
from learners.services import (
    begin_attempt,
    counting_wrong_passwords,
    finish_overdue_sitting,
    left_out,
    submit,
)


def my_attempts(learner):
    """Return the learner's attempts that count for an enrolment, newest first."""
    rows = attempts_of(learner).filter(sitting__isnull=False).select_related("sitting", "learner")
    rows = rows.annotate(
        activity_version_id=newest_version_beside("sitting__enrolment__activity"),
        extra_days=F("learner__accommodation__extra_days"),
    )
    return rows.order_by("-started_at", "-pk")


def _attempt_or_404(learner, pk: int) -> Attempt:
    attempt = my_attempts(learner).filter(pk=pk).first()
    if attempt is None:
        raise Http404
    return attempt


def _sitting_or_404(learner, pk: int):
    sitting = sittings_of(learner).filter(attempt=pk).first()
    if sitting is None:
        raise Http404
    return sitting


def _held(learner, pk: int, sent: DeviceSerializer) -> Attempt:
    """Return the attempt for a device that may answer; its name is taken out of what was sent."""
    attempt = _sitting_or_404(learner, pk).attempt
    hold(attempt=attempt, tab=str(sent.validated_data.pop("tab") or ""))
    return attempt


def _asked(attempt: Attempt) -> list[dict[str, Any]]:
    version, held = frozen_assessment(attempt.version_id), saved_answers(attempt)
    form = form_of(attempt)
    if attempt.is_open and is_one_way(attempt):
        form = form[: attempt.reached]
    return [
        _question(attempt, place, place.asks(version.items), held, version.policy) for place in form
    ]


def _question(
    attempt: Attempt, place: FormItem, item: Item, held: SavedAnswers, policy: AssessmentPolicy
) -> dict[str, Any]:
    at, response = place.position, held.responses.get(place.position)
    progress = held.progress(at, item, policy)
    return {
        "position": at,
        "slot": place.slot,
        "points": str(place.points),
        "kind": item.kind,
        "stem": item.stem,
        "lead_in": item.lead_in,
        "answer_field": item.response_field,
        "options": item.options_shown(place.arrangement),
        "stems": getattr(item, "stems", ()),
        "reuse": getattr(item, "reuse", True),
        "max_choices": getattr(item, "max_choices", None),
        "unit": getattr(item, "unit", ""),
        "details": {
            **item.details(place.arrangement),
            **item.progress(response, place.arrangement),
        },
        "response": response,
        "sequence": held.origins[at].sequence if at in held.origins else 0,
        "certainty": held.certainties.get(at),
        "answered": response is not None,
        "flagged": at in attempt.flagged,
        "struck": attempt.struck.get(str(at), []),
        "stage": progress.stage,
        "locked": progress.is_locked,
        "tries": len(progress.scores),
        "tries_left": progress.tries_left,
        "verdict": progress.verdict,
        "hint": progress.hint.text if progress.hint else "",
        "told": _told(place, item, response, progress, policy),
    }


def _told(
    place: FormItem,
    item: Item,
    response: dict[str, Any] | None,
    progress: Progress,
    policy: AssessmentPolicy,
) -> dict[str, Any] | None:
    """Return what may be told of a checked answer, None if there is nothing."""
    found = told(item, response, progress, policy.check_shows, place.arrangement)
    if found is None:
        return None
    review = item.review(response, place.arrangement) if found.is_whole else None
    return {
        "verdict": found.verdict,
        "reasons": [{"text": text, "reason": reason} for text, reason in found.lines],
        "about": found.about,
        "review": review,
    }


class _AttemptView(GenericAPIView):
    serializer_class = OpenAttemptSerializer

    def described(self, attempt: Attempt) -> dict[str, Any]:
        attempt.questions = questions_shown(attempt, _asked)
        without_hidden([attempt])
        policy = frozen_assessment(attempt.version_id).policy
        attempt.asks_certainty, attempt.checking = policy.certainty, policy.checking
        attempt.penalty = str(policy.penalty)
        attempt.server_time = timezone.now()
        attempt.length = len(attempt.form)
        attempt.one_way = is_one_way(attempt)
        attempt.sections = frozen_assessment(attempt.version_id).policy.sections
        return self.get_serializer(attempt).data


class Attempts(_AttemptView):
    """My attempts, newest first; start another."""

    @operation(AttemptSerializer(many=True))
    def get(self, request):
        page = self.paginate_queryset(my_attempts(request.user))
        return self.get_paginated_response(AttemptSerializer(without_hidden(page), many=True).data)

    @operation(OpenAttemptSerializer, request=StartSerializer, code=201, errors=(409,))
    def post(self, request):
        sent = StartSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        activity = activity_or_404(sent.validated_data["activity"])
        password = sent.validated_data["password"]
        with counting_wrong_passwords(request, password):
            sitting = begin_attempt(
                enrolment=enrolment_or_404(request.user, activity),
                activity=activity,
                placement_id=sent.validated_data["placement"],
                at=timezone.now(),
                password=password,
                honour=sent.validated_data["honour"],
            )
        attempt = _attempt_or_404(request.user, sitting.attempt_id)
        return Response(self.described(attempt), status=status.HTTP_201_CREATED)


class AttemptDetail(_AttemptView):
    """One of my attempts with its questions and what the server holds of my answers."""

    @operation(OpenAttemptSerializer)
    def get(self, request, pk):
        finish_overdue_sitting(sitting=_sitting_or_404(request.user, pk), at=timezone.now())
        return Response(self.described(_attempt_or_404(request.user, pk)))


class SavedAnswer(GenericAPIView):
    """Save my answer to one question."""

    serializer_class = SavedSerializer

    @operation(SavedSerializer, request=SaveSerializer, errors=(409,))
    def put(self, request, pk, position):
        sent = SaveSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        now = timezone.now()
        attempt = _held(request.user, pk, sent)
        saved = save_answer(
            attempt=attempt,
            position=position,
            response=sent.validated_data["response"],
            operation=sent.validated_data["operation"],
            at=now,
            certainty=sent.validated_data["certainty"],
            seen=sent.validated_data["seen"],
        )
        return Response(self.get_serializer({**vars(saved), "server_time": now}).data)


class _QuestionView(GenericAPIView):
    serializer_class = AskedSerializer

    def described(self, attempt: Attempt, position: int) -> Response:
        attempt = _attempt_or_404(self.request.user, attempt.pk)
        rows = questions_shown(attempt, _asked)
        row = next((row for row in rows if row["position"] == position), None)
        if row is None:
            raise Http404
        return Response(self.get_serializer(row).data)


class SentFiles(_QuestionView):
    """Send files to one question; the answer then holds them beside those that it held.

    To take one away, save the answer without it.
    """

    parser_classes = (MultiPartParser,)

    @operation(AskedSerializer, request={"multipart/form-data": FilesSerializer}, errors=(409,))
    def post(self, request, pk, position):
        sent = FilesSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        attempt = _held(request.user, pk, sent)
        upload_files(attempt=attempt, position=position, at=timezone.now(), **sent.validated_data)
        return self.described(attempt, position)


class SentFile(APIView):
    """One of my files, as I sent it."""

    @operation(OpenApiTypes.BINARY)
    def get(self, request, pk, position, sha256):
        found = file_sent(_sitting_or_404(request.user, pk).attempt, position, sha256)
        if found is None:
            raise Http404
        held, file = found
        return download(file, name=held.name, content_type=held.kind.content_type)


class CheckedAnswer(_QuestionView):
    """Have my answer to one question checked; unchanged or sent again, it is no new try."""

    @operation(AskedSerializer, request=SaveSerializer, errors=(409,))
    def post(self, request, pk, position):
        sent = SaveSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        attempt = _held(request.user, pk, sent)
        check_answer(attempt=attempt, position=position, at=timezone.now(), **sent.validated_data)
        return self.described(attempt, position)


class AnotherTry(_QuestionView):
    """Open a checked answer for another try; where nothing waits, nothing is changed."""

    @operation(AskedSerializer, request=AgainSerializer, errors=(409,))
    def post(self, request, pk, position):
        sent = AgainSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        attempt = _held(request.user, pk, sent)
        try_again(attempt=attempt, position=position, at=timezone.now(), **sent.validated_data)
        return self.described(attempt, position)


class StruckOptions(_QuestionView):
    """Rule out these options of one question and no others; it is no answer."""

    @operation(AskedSerializer, request=StrikeSerializer, errors=(409,))
    def put(self, request, pk, position):
        sent = StrikeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        attempt, keys = _held(request.user, pk, sent), sent.validated_data["options"]
        strike_options(attempt=attempt, position=position, keys=keys, at=timezone.now())
        attempt.refresh_from_db(fields=["struck"])
        return self.described(attempt, position)


class TakeBreak(_AttemptView):
    """Stop my clock for what is left of my breaks; DELETE lets it run again."""

    @operation(OpenAttemptSerializer, request=None, errors=(409,))
    def post(self, request, pk):
        try:
            begin_break(attempt=_sitting_or_404(request.user, pk).attempt, at=timezone.now())
        except BreakRefused as refused:
            raise AnswerRefused("no_break", refused.message) from refused
        return Response(self.described(_attempt_or_404(request.user, pk)))

    @operation(OpenAttemptSerializer, request=None)
    def delete(self, request, pk):
        end_break(attempt=_sitting_or_404(request.user, pk).attempt, at=timezone.now())
        return Response(self.described(_attempt_or_404(request.user, pk)))


class PassQuestion(_AttemptView):
    """Go on from the open question of an attempt without a way back; its answer then stands."""

    @operation(OpenAttemptSerializer, request=DeviceSerializer, errors=(409,))
    def post(self, request, pk, position):
        sent = DeviceSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        attempt = _held(request.user, pk, sent)
        if not is_one_way(attempt):
            raise AnswerRefused(
                "free", "The questions of this attempt can be answered in any order."
            )
        pass_question(attempt=attempt, position=position, at=timezone.now())
        return Response(self.described(_attempt_or_404(request.user, pk)))


class SubmitAttempt(GenericAPIView):
    """Submit; a second time gives the same grade."""

    serializer_class = AttemptSerializer

    @operation(AttemptSerializer, request=None, errors=(409,))
    def post(self, request, pk):
        sitting = _sitting_or_404(request.user, pk)
        at = timezone.now()
        if sitting.attempt.is_open and (missing := left_out(sitting, at)):
            told = " ".join(f"{place}: {problem.message}" for place, problem in missing.items())
            raise AnswerRefused("unanswered", f"Before you hand in, by position. {told}")
        submit(sitting=sitting, at=at)
        [attempt] = without_hidden([_attempt_or_404(request.user, pk)])
        return Response(self.get_serializer(attempt).data)
