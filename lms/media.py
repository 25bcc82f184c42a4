"""Serve uploads so that they can be looked at but never run."""

import mimetypes
import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse

SHOWN = ("image/", "video/", "audio/", "text/vtt", "application/pdf")
PRIVATE = ("agreements/", "answers/", "certificates/", "documents/", "evidence/", "reports/")
RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def serve(request, path):
    """Send a public upload with its own type, everything else as a download.

    Agreements, answers, certificates, documents and reports have views of their own with their own
    permissions. Players ask for parts of a recording when somebody jumps in it.
    """
    name = PurePosixPath(path)
    if ".." in name.parts or path.startswith(PRIVATE):
        raise Http404
    try:
        file = default_storage.open(path)
    except (OSError, ValueError):  # no such file, a folder, no name of a file at all
        raise Http404 from None
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    shown = kind.startswith(SHOWN) and kind != "image/svg+xml"
    response = _whole_or_part(request, file, as_attachment=not shown)
    response["Content-Type"] = kind if shown else "application/octet-stream"
    response["Accept-Ranges"] = "bytes"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; media-src 'self'; img-src 'self'"
    )
    response["Cache-Control"] = "public, max-age=86400"
    return response


class Part:
    """Some bytes of a file, from where it stands."""

    def __init__(self, file, length):
        self.file, self.left = file, length

    def read(self, size=-1):
        wanted = self.left if size < 0 else min(size, self.left)
        chunk = self.file.read(wanted)
        self.left -= len(chunk)
        return chunk

    def close(self):
        self.file.close()


def _whole_or_part(request, file, **options):
    size = file.size
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if not asked or not any(asked.groups()):
        return FileResponse(file, **options)
    start, end = _bounds(*asked.groups(), size)
    if start > end:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    file.seek(start)
    length = end - start + 1
    response = FileResponse(Part(file, length), status=206, **options)
    response["Content-Length"] = length
    response["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def _bounds(first, last, size):
    """Return first and last byte of what is asked for; the first after the last if there is none."""
    if not first:
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
