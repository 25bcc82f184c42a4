"""Video and audio with what makes them accessible."""

from django.core.exceptions import ValidationError
from django.core.validators import FileExtensionValidator
from django.db import models
from wagtailmedia.models import AbstractMedia


class LessonMedia(AbstractMedia):
    """A recording with its captions or transcript."""

    captions = models.FileField(
        upload_to="captions",
        blank=True,
        validators=[FileExtensionValidator(["vtt"])],
        help_text="A WebVTT file. A video needs captions, a sound recording a transcript.",
    )
    captions_language = models.CharField(max_length=10, default="en")
    transcript = models.TextField(blank=True)

    admin_form_fields = (
        "title",
        "file",
        "collection",
        "captions",
        "captions_language",
        "transcript",
        "duration",
        "width",
        "height",
        "thumbnail",
        "tags",
    )

    class Meta(AbstractMedia.Meta):
        verbose_name = "recording"

    def clean(self):
        super().clean()
        if self.type == "audio" and not self.transcript:
            raise ValidationError({"transcript": "A sound recording needs a transcript."})
        if self.type == "video" and not self.captions and not self.transcript:
            raise ValidationError({"captions": "A video needs captions or a transcript."})
