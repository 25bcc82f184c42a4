"""Addresses of the learner's journey."""

from django.urls import path

from learners.views import (
    activity,
    assessment,
    breaks,
    calendar,
    catalogue,
    files,
    lesson,
    plan,
    questions,
    receipts,
    result,
    searches,
    sitting,
    today,
)

app_name = "learners"
LESSON = "activities/<slug:code>/lessons/<slug:slug>/"

urlpatterns = [
    path("", today.landing, name="landing"),
    path("today/", today.today, name="today"),
    path("calendar/<str:token>.ics", calendar.calendar, name="calendar"),
    path("activities/", catalogue.catalogue, name="catalogue"),
    path("searches/", searches.searches, name="searches"),
    path("searches/save/", searches.save, name="search_save"),
    path("searches/<int:pk>/", searches.rename, name="search_rename"),
    path("searches/<int:pk>/delete/", searches.delete, name="search_delete"),
    path("activities/<slug:code>/", activity.activity, name="activity"),
    path("activities/<slug:code>/enrol/", activity.enrol, name="enrol"),
    path("activities/<slug:code>/complete/", activity.complete, name="complete"),
    path("owed/plan/", plan.plan, name="plan"),
    path(LESSON, lesson.lesson, name="lesson"),
    path(f"{LESSON}finish/", lesson.finish, name="lesson_finish"),
    path(f"{LESSON}position/", lesson.position, name="lesson_position"),
    path(f"{LESSON}checks/<int:question_version_id>/", lesson.check, name="lesson_check"),
    path(
        "activities/<slug:code>/assessments/<int:placement_id>/",
        assessment.assessment,
        name="assessment",
    ),
    path("sittings/<int:sitting_id>/questions/<int:position>/", sitting.question, name="question"),
    path(
        "sittings/<int:sitting_id>/questions/<int:position>/files/<str:sha256>/",
        files.sent_file,
        name="sent_file",
    ),
    path("sittings/<int:sitting_id>/all/", questions.questions, name="questions"),
    path("sittings/<int:sitting_id>/break/", breaks.break_page, name="break"),
    path("sittings/<int:sitting_id>/review/", sitting.review, name="review"),
    path("sittings/<int:sitting_id>/submit/", sitting.submit, name="submit"),
    path("sittings/<int:sitting_id>/receipt/", receipts.receipt, name="receipt"),
    path("sittings/<int:sitting_id>/receipt.json", receipts.receipt_file, name="receipt_file"),
    path("receipts/verify/", receipts.verify, name="verify_receipt"),
    path("sittings/<int:sitting_id>/result/", result.result, name="result"),
]
