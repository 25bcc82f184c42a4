"""Framework signals: one line each."""

from django.dispatch import receiver
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished, post_page_move, published

from assessments.models import Assessment
from courses.models import ActivityPage, LessonPage
from courses.services import check_assessment, freeze_lesson, publish_activity, restate_lessons


@receiver(page_published, sender=ActivityPage)
def freeze_published_activity(instance, **_rest):
    if instance.live:
        publish_activity(activity=instance, at=timezone.now())


@receiver(page_published, sender=LessonPage)
def freeze_published_lesson(instance, **_rest):
    if instance.live:
        freeze_lesson(lesson=instance, at=timezone.now())


@receiver(page_unpublished, sender=LessonPage)
def restate_lessons_left(instance, **_rest):
    restate_lessons(parents=[instance.get_parent()], at=timezone.now())


@receiver(post_page_move, sender=LessonPage)
def restate_lessons_moved(parent_page_before, parent_page_after, **_rest):
    restate_lessons(parents=[parent_page_before, parent_page_after], at=timezone.now())


@receiver(published, sender=Assessment)
def check_published_assessment(instance, **_rest):
    if instance.live:
        check_assessment(assessment=instance)
