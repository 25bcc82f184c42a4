"""Addresses of the API, version 1."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerView

from api.v1.views import attempts, catalogue, enrolments, missing, transcript

app_name = "api_v1"
urlpatterns = [
    path("activities/", catalogue.Activities.as_view(), name="activities"),
    path("activities/<slug:code>/", catalogue.Activity.as_view(), name="activity"),
    path("enrolments/", enrolments.Enrolments.as_view(), name="enrolments"),
    path("enrolments/<slug:code>/", enrolments.EnrolmentDetail.as_view(), name="enrolment"),
    path(
        "enrolments/<slug:code>/lessons/<slug:slug>/finish/",
        enrolments.FinishLesson.as_view(),
        name="finish_lesson",
    ),
    path("attempts/", attempts.Attempts.as_view(), name="attempts"),
    path("attempts/<int:pk>/", attempts.AttemptDetail.as_view(), name="attempt"),
    path(
        "attempts/<int:pk>/answers/<int:position>/",
        attempts.SavedAnswer.as_view(),
        name="answer",
    ),
    path(
        "attempts/<int:pk>/answers/<int:position>/files/",
        attempts.SentFiles.as_view(),
        name="sent_files",
    ),
    path(
        "attempts/<int:pk>/answers/<int:position>/files/<str:sha256>/",
        attempts.SentFile.as_view(),
        name="sent_file",
    ),
    path(
        "attempts/<int:pk>/answers/<int:position>/check/",
        attempts.CheckedAnswer.as_view(),
        name="check",
    ),
    path(
        "attempts/<int:pk>/answers/<int:position>/again/",
        attempts.AnotherTry.as_view(),
        name="again",
    ),
    path(
        "attempts/<int:pk>/answers/<int:position>/struck/",
        attempts.StruckOptions.as_view(),
        name="struck",
    ),
    path(
        "attempts/<int:pk>/answers/<int:position>/pass/",
        attempts.PassQuestion.as_view(),
        name="pass_question",
    ),
    path("attempts/<int:pk>/break/", attempts.TakeBreak.as_view(), name="break"),
    path("attempts/<int:pk>/submit/", attempts.SubmitAttempt.as_view(), name="submit"),
    path("transcript/", transcript.Transcript.as_view(), name="transcript"),
    path("transcript/totals/", transcript.Totals.as_view(), name="totals"),
    path("certificates/<str:code>/", transcript.Verification.as_view(), name="verification"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerView.as_view(url_name="api_v1:schema"), name="docs"),
    re_path(r"^.*$", missing.Missing.as_view(), name="missing"),
]
