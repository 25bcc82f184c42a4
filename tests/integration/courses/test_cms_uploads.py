"""Recordings and pictures: taken by what they are, kept under names of our making."""

from io import BytesIO

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.images.models import Image

from courses.models import LessonMedia
from tests.factories.authoring import a_team, signed_in
from tests.unit.courses.test_captions import ONE
from tests.unit.courses.test_recordings import HTML, MP3, MP4


@pytest.fixture
def ours():
    return a_team("Ours")


@pytest.fixture
def client(ours):
    return signed_in(ours.educator)


def upload(client, team, content, *, name="film.mp4", kind="video", **fields):
    form = {
        "title": "Film",
        "file": SimpleUploadedFile(name, content, content_type="video/mp4"),
        "collection": team.provider.collection_id,
        "captions_language": "en",
        "transcript": "What is said.",
        "duration": "0",
        "width": "",
        "height": "",
        "tags": "",
        **fields,
    }
    if kind == "audio":
        del form["width"], form["height"]
    return client.post(reverse("wagtailmedia:add", args=[kind]), form)


def vtt(content, name="c.vtt"):
    return SimpleUploadedFile(name, content)


def test_a_video_is_taken_and_renamed_by_its_content(ours, client):
    name = "../../My lecture (final).mp4"
    assert upload(client, ours, MP4, name=name).status_code == 302
    recording = LessonMedia.objects.get()
    assert recording.file.name.startswith("media/my-lecture-final")
    assert recording.file.name.endswith(".mp4")
    assert recording.uploaded_by_user == ours.educator


@pytest.mark.parametrize("content", [HTML, b"", b"GIF89a" + bytes(20), b"%PDF-1.7 ...", MP3])
def test_what_only_calls_itself_a_video_is_refused(ours, client, content):
    refused = upload(client, ours, content)
    assert refused.status_code == 200
    assert not LessonMedia.objects.exists()


def test_html_named_mp4_says_what_to_send(ours, client):
    refused = upload(client, ours, HTML)
    assert "Choose an MP4, WebM or Ogg video" in refused.content.decode()


def test_a_page_named_html_is_refused_whatever_it_holds(ours, client):
    upload(client, ours, MP4, name="film.html")
    assert not any(each.file.name.endswith(".html") for each in LessonMedia.objects.all())


def test_too_big_a_file_is_refused(ours, client, settings):
    settings.MAX_MEDIA_BYTES = 20
    assert "at most" in upload(client, ours, MP4).content.decode()
    assert not LessonMedia.objects.exists()


def test_a_recording_needs_words(ours, client):
    refused = upload(client, ours, MP4, transcript="")
    assert "A video needs captions or a transcript." in refused.content.decode()
    refused = upload(client, ours, MP3, name="talk.mp3", kind="audio", transcript="")
    assert "A sound recording needs a transcript." in refused.content.decode()
    assert upload(client, ours, MP3, name="talk.mp3", kind="audio").status_code == 302
    assert upload(client, ours, MP4, transcript="", captions=vtt(ONE)).status_code == 302


@pytest.mark.parametrize("content", [HTML, b"1\n00:00:01,000 --> 00:00:02,000\nSRT", b"WEBVTT"])
def test_captions_must_be_webvtt(ours, client, content):
    refused = upload(client, ours, MP4, captions=vtt(content))
    assert refused.status_code == 200
    assert not LessonMedia.objects.exists()


def test_recordings_of_another_provider_are_out_of_sight(ours, client):
    theirs = a_team("Theirs")
    upload(client, ours, MP4, title="Our film")
    upload(signed_in(theirs.educator), theirs, MP4, title="Their film")
    own, foreign = LessonMedia.objects.order_by("pk")
    assert foreign.collection == theirs.provider.collection

    for address in (reverse("wagtailmedia:index"), reverse("wagtailmedia:chooser")):
        seen = client.get(address).content.decode()
        assert "Our film" in seen
        assert "Their film" not in seen
    for view in ("edit", "media_usage", "delete", "media_chosen"):
        address = f"wagtailmedia:{view}"
        assert client.get(reverse(address, args=[own.pk])).status_code == 200, view
        assert client.get(reverse(address, args=[foreign.pk])).status_code in {302, 404}, view


def test_nothing_is_uploaded_into_anothers_collection(ours, client):
    theirs = a_team("Theirs")
    upload(client, ours, MP4, collection=theirs.provider.collection_id)
    assert not LessonMedia.objects.filter(collection=theirs.provider.collection).exists()


def picture(size=(8, 8), kind="JPEG", exif=None) -> bytes:
    out = BytesIO()
    Pillow.new("RGB", size, "red").save(out, kind, **({"exif": exif} if exif else {}))
    return out.getvalue()


def send_picture(client, team, content, name="chart.jpg", **fields):
    form = {
        "title": "Chart",
        "file": SimpleUploadedFile(name, content, content_type="image/jpeg"),
        "collection": team.provider.collection_id,
        "tags": "",
        "description": "",
        "focal_point_x": "",
        "focal_point_y": "",
        "focal_point_width": "",
        "focal_point_height": "",
        **fields,
    }
    return client.post(reverse("wagtailimages:add"), form)


def test_a_picture_is_written_anew_without_its_metadata(ours, client):
    exif = Pillow.Exif()
    exif[0x010E] = "Patient 4711"
    content = picture(exif=exif)
    assert b"Patient 4711" in content

    send_picture(client, ours, content)

    with Image.objects.get().file.open() as file:
        assert b"Patient 4711" not in file.read()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "page.jpg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "chart.svg"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "chart.png"),
    ],
)
def test_what_is_no_picture_is_refused(ours, client, content, name):
    refused = send_picture(client, ours, content, name)
    assert refused.status_code in {200, 400}
    assert not Image.objects.exists()


def test_too_many_pixels_are_refused(ours, client, monkeypatch):
    monkeypatch.setattr("common.images.MAX_PIXELS", 50)
    refused = send_picture(client, ours, picture())
    assert "at most 40 megapixels" in refused.content.decode()
    assert not Image.objects.exists()


def test_limits_stand_in_the_settings():
    assert settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE == 10 * 1024 * 1024
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS


def test_pictures_of_another_provider_are_out_of_sight(ours, client):
    theirs = a_team("Theirs")
    send_picture(client, ours, picture(), title="Our chart")
    send_picture(signed_in(theirs.educator), theirs, picture(), title="Their chart")
    own, foreign = Image.objects.order_by("pk")
    for view in ("index", "index_results"):
        seen = client.get(reverse(f"wagtailimages:{view}")).content.decode()
        assert "Our chart" in seen
        assert "Their chart" not in seen
    for view in ("edit", "image_usage", "delete"):
        assert client.get(reverse(f"wagtailimages:{view}", args=[own.pk])).status_code == 200, view
        answer = client.get(reverse(f"wagtailimages:{view}", args=[foreign.pk]))
        assert answer.status_code in {302, 404}, view
    for view, expected in (("chosen", own), ("chosen", foreign)):
        address = reverse(f"wagtailimages_chooser:{view}", args=[expected.pk])
        seen = client.get(address).content.decode()
        assert ("Our chart" in seen) == (expected == own)
        assert "Their chart" not in seen
