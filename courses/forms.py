"""Forms of the CMS that need more than Wagtail's own checks."""

from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.permissions import page_permission_policy
from wagtailmedia.forms import BaseMediaForm

from assessments.domain.items import ItemInvalid
from assessments.models import Objective
from common.cms import PlacedModelForm, PlacedPageForm, PublishableForm, policy_of
from common.containers import HEAD
from common.pictures import clean_picture
from common.uploads import RefusedFilesMixin
from courses.domain.captions import CaptionsInvalid, check_captions
from courses.domain.days import years_later
from courses.domain.preflight.rules import YEARS_WITHOUT_REVIEW
from courses.domain.prerequisites import leads_back
from courses.domain.recordings import NAMES, suffix_for
from courses.models import ActivityPage, Provider
from courses.queries import checklist_of, what_asks_for_what

SAVE_FIRST = "Save it as a draft first: credit is designated before an activity is published."
PREFLIGHT = "Preflight: {}"
OF_ANOTHER_PROVIDER = "“{}” belongs to another provider."


def _begins(file):
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head


class MediaForm(RefusedFilesMixin, BaseMediaForm):
    """Recordings: checked by content, with captions or a transcript, under a name of our making."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        if file.size > settings.MAX_MEDIA_BYTES:
            limit = settings.MAX_MEDIA_BYTES // 1024 // 1024
            raise ValidationError(f"Choose a file of at most {limit} MB.")
        suffix = suffix_for(self.instance.type, _begins(file))
        if suffix is None:
            raise ValidationError(f"Choose {NAMES[self.instance.type]}: this file is none inside.")
        file.name = _safe_name(file.name, suffix)
        return file

    def clean_captions(self):
        file = self.cleaned_data["captions"]
        if file and "captions" in self.changed_data:
            try:
                check_captions(file.read())
            except CaptionsInvalid as error:
                raise ValidationError(str(error)) from error
            file.seek(0)
            file.name = _safe_name(file.name, ".vtt")
        return file

    def clean_thumbnail(self):
        file = self.cleaned_data["thumbnail"]
        return clean_picture(file) if file and "thumbnail" in self.changed_data else file


def _safe_name(name, suffix):
    return (slugify(PurePath(name).stem)[:60] or "recording") + suffix


class OfProviderForm(PlacedModelForm):
    """What belongs to a provider: to one where the person works, and it stays there."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        provider = self.fields["provider"]
        places = policy_of(self._meta.model).collections_user_has_permission_for(
            self.for_user, "add"
        )
        provider.queryset = Provider.objects.filter(collection__in=places)
        provider.empty_label = None
        provider.disabled = self.instance.pk is not None
        if provider.disabled:
            provider.queryset = Provider.objects.filter(pk=self.instance.provider_id)


class OwnContentForm(PublishableForm, PlacedPageForm):
    """A page form that takes only what belongs to the provider of its branch, or to all."""

    def foreign(self, things):
        """Return a sentence for each thing that another provider owns."""
        own = self.provider_page.provider.collection
        return [
            OF_ANOTHER_PROVIDER.format(thing)
            for thing, collection in things
            if collection.depth > 1 and collection != own and not collection.is_descendant_of(own)
        ]

    def clean(self):
        cleaned = super().clean()
        for sentence in dict.fromkeys(self.foreign(self.things_used(cleaned))):
            self.add_error(None, sentence)
        return cleaned


def _in_bank(things):
    return [(thing, thing.bank.collection) for thing in things if thing]


class PrerequisiteForm(WagtailAdminModelForm):
    """Offers what is published where the author works, and what was chosen before."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        theirs = page_permission_policy.explorable_instances(self.for_user).values("pk")
        needs = self.fields["needs"]
        needs.queryset = (
            ActivityPage.objects.filter(Q(live=True, pk__in=theirs) | Q(pk=self.instance.needs_id))
            .exclude(versions=None)
            .order_by("title", "pk")
        )
        needs.label_from_instance = _with_its_end


def _with_its_end(activity):
    if not activity.live:
        return f"{activity} (withdrawn)"
    ends = activity.expires_on
    return f"{activity} ({'ended' if ends < timezone.localdate() else 'until'} {ends:%-d %B %Y})"


class ActivityForm(OwnContentForm):
    """An activity's front matter; its code and type are fixed from the first publication on."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            today = timezone.localdate()
            self.initial |= {
                "code": "",  # the title fills it in
                "released_on": today,
                "reviewed_on": today,
                "expires_on": years_later(today, YEARS_WITHOUT_REVIEW),
            }
        if self.instance.first_published_at:
            for name in ("code", "type"):
                self.fields[name].disabled = True
                self.fields[name].help_text = "Fixed since the first publication."

    def add_prefix(self, field_name):
        """Post “method” by another name: a control so called hides the form's own attribute."""
        return super().add_prefix("participation" if field_name == "method" else field_name)

    @property
    def provider_page(self):
        return self.parent_page.specific

    def things_used(self, cleaned):
        cover = cleaned.get("cover")
        return [
            *_in_bank(self._chosen("objectives", "objective")),
            *_in_bank(self._chosen("placements", "assessment")),
            *((each, each.provider.collection) for each in self._chosen("contributors", "person")),
            *([(cover, cover.collection)] if cover else []),
        ]

    def clean(self):
        cleaned = super().clean()
        asks = what_asks_for_what()
        for form in self.kept_forms("prerequisites"):
            needs = form.cleaned_data.get("needs")
            if needs and needs.pk == self.instance.pk:
                form.add_error("needs", "An activity cannot come before itself.")
            elif needs and self.instance.pk and leads_back(self.instance.pk, needs.pk, asks):
                form.add_error(
                    "needs",
                    f"“{needs}” asks for this activity first, directly or through others: nobody "
                    "could begin either.",
                )
        return cleaned

    def publication_problems(self):
        problems = self._unfinished()
        if problems or "action-publish" not in self.data:
            return problems
        if not self.instance.pk:
            return [SAVE_FIRST]
        blocking = checklist_of(self.save(commit=False)).blocking
        return [PREFLIGHT.format(finding.sentence) for finding in blocking]

    def _unfinished(self):
        return [
            *self._missing(),
            *(
                f"“{assessment}” is not published yet."
                for assessment in self._chosen("placements", "assessment")
                if not assessment.live
            ),
        ]

    def _missing(self):
        needed = {
            "objectives": ("objective", "Add at least one objective."),
            "contributors": ("person", "Name at least one person in control of the content."),
            "references": ("reference", "Add at least one reference."),
        }
        return [
            sentence
            for relation, (field, sentence) in needed.items()
            if not self._chosen(relation, field)
        ]

    def _chosen(self, relation, field):
        """Return what the inline forms of a relation hold in a field."""
        formset = self.formsets[relation]
        kept = [
            form for form in formset.forms if form.is_valid() and form not in formset.deleted_forms
        ]
        return [value for form in kept if (value := form.cleaned_data.get(field))]


class LessonForm(OwnContentForm):
    """A lesson; what its blocks choose must be the provider's own too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        promised = self.parent_page.specific.get_latest_revision_as_object().objectives.all()
        offered = Q(pk__in=[row.objective_id for row in promised])
        if self.instance.pk:
            offered |= Q(lessons=self.instance)
        self.fields["objectives"].queryset = Objective.objects.filter(offered).distinct()
        self.fields["objectives"].help_text = "Those of the activity that this lesson teaches."

    @property
    def provider_page(self):
        return self.parent_page.get_parent().specific

    def things_used(self, cleaned):
        return [
            *_in_bank(cleaned.get("objectives") or ()),
            *(used for block in cleaned.get("body") or () for used in _used_in(block)),
        ]

    def publication_problems(self):
        return [
            problem
            for block in self.cleaned_data["body"]
            if block.block_type == "knowledge_check"
            for problem in _unanswerable(block.value["question"])
        ]


def _used_in(block):
    """Return what a block chooses, each with the collection that it belongs to."""
    if block.block_type == "knowledge_check":
        return _in_bank([block.value["question"]])
    chosen = {"figure": "image", "recording": "recording"}.get(block.block_type)
    thing = chosen and block.value[chosen]
    return [(thing, thing.collection)] if thing else []


def _unanswerable(question):
    """Return what keeps a question from being asked in a lesson."""
    try:
        question.compile()
    except ItemInvalid as invalid:
        return [f"“{question}”: {message}" for message in invalid.messages]
    return []
