"""Hand out what somebody sent: to be kept as a file, never to be run by a browser."""

from typing import IO

from django.http import FileResponse

POLICY = "sandbox; default-src 'none'"


def download(file: IO[bytes], *, name: str, content_type: str) -> FileResponse:
    """Return a file as an attachment that no browser shows, guesses the type of, or keeps."""
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response
