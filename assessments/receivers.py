"""Framework signals: one line each."""

from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Revision
from wagtail.signals import published

from assessments.models import Assessment, Question, QuestionBank
from assessments.services import check_bank, check_question, freeze_assessment


@receiver(published, sender=Assessment)
def freeze_published_assessment(instance, revision, **_rest):
    # Scheduling a first publication sends `published` while nothing is live yet.
    if instance.live:
        freeze_assessment(assessment=instance, at=timezone.now(), by=revision.user)


@receiver(post_save, sender=Revision)
def check_saved_draft(instance, **_rest):
    # A draft of a live question is saved as a revision alone.
    if instance.content_type.model_class() is Question:
        check_question(draft=instance.as_object(), at=timezone.now())


@receiver(post_save, sender=QuestionBank)
def check_bank_in_its_language(instance, created, **_rest):
    if not created:
        check_bank(bank=instance)
