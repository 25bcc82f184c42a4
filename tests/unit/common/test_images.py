"""A picture is what its content says, of a size that can be held, without what the camera added."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from common import images
from common.images import ImageRefused, safe_image


def picture(kind="PNG", size=(40, 20), mode="RGB", **save):
    out = BytesIO()
    Image.new(mode, size, save.pop("colour", 0)).save(out, kind, **save)
    out.seek(0)
    return out


def claiming(width, height):
    """Return a PNG whose header claims more pixels than its body holds."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 9)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def refused(file, **kwargs):
    with pytest.raises(ImageRefused) as caught:
        safe_image(file, name="x.png", **kwargs)
    return caught.value


@pytest.mark.parametrize(("kind", "ending"), images.SUFFIXES.items())
def test_image_keeps_its_format_and_gets_its_ending(kind, ending):
    safe = safe_image(picture(kind), name="ward photo.exe")
    assert safe.name == f"ward photo{ending}"
    assert Image.open(safe).format == kind


def test_name_says_nothing_about_content():
    assert safe_image(picture("PNG"), name="../../etc/scan.jpg").name == "scan.png"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"GIF89a",
        b"\x89PNG\r\n",
    ],
)
def test_what_is_no_picture_is_refused(content):
    assert refused(BytesIO(content)).code == "not_an_image"


def test_formats_outside_the_list_are_refused():
    assert refused(picture("TIFF")).code == "not_an_image"
    assert refused(picture("BMP")).code == "not_an_image"


def test_too_many_bytes_are_refused_before_decoding():
    refusal = refused(BytesIO(b"x" * 2_000_000), max_bytes=1024 * 1024)
    assert refusal.code == "too_big"
    assert refusal.message == "Choose a picture under 1 MB."


@pytest.mark.parametrize("side", [8_000, 20_000, 60_000])
def test_too_many_pixels_are_refused_by_the_header_alone(side):
    assert refused(claiming(side, side)).code == "too_many_pixels"


def test_truncated_picture_is_refused():
    whole = picture("JPEG", size=(400, 400), colour=(200, 30, 30)).getvalue()
    assert refused(BytesIO(whole[: len(whole) // 2])).code == "not_an_image"


def test_metadata_is_gone_and_rotation_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "Camera of A. Patient"
    safe = Image.open(safe_image(picture("JPEG", exif=exif), name="x.jpg"))
    assert safe.size == (20, 40)
    assert not safe.getexif()
    assert b"Patient" not in safe_image(picture("JPEG", exif=exif), name="x.jpg").read()


def test_comments_and_profiles_are_gone():
    safe = Image.open(
        safe_image(picture("JPEG", comment=b"secret", icc_profile=b"p" * 200), name="x")
    )
    assert "comment" not in safe.info
    assert "icc_profile" not in safe.info


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("WEBP", "RGBA"), ("PNG", "P"), ("PNG", "L")]
)
def test_transparency_palette_and_grey_survive(kind, mode):
    safe = Image.open(safe_image(picture(kind, mode=mode), name="x"))
    assert safe.mode == mode


def test_trailing_payload_is_dropped():
    polyglot = BytesIO(picture().getvalue() + b"<script>alert(1)</script>")
    assert b"script" not in safe_image(polyglot, name="x").read()
