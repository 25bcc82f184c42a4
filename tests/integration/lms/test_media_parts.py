"""Parts of a recording, as players ask for them."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

CONTENT = bytes(range(100))


@pytest.fixture
def address():
    return "/media/" + default_storage.save("media/talk.mp4", ContentFile(CONTENT))


def ask(client, address, part):
    answer = client.get(address, headers={"Range": part} if part else {})
    return answer, b"".join(answer.streaming_content if answer.streaming else [answer.content])


@pytest.mark.parametrize(
    ("part", "sent", "told"),
    [
        ("bytes=0-9", CONTENT[:10], "bytes 0-9/100"),
        ("bytes=90-", CONTENT[90:], "bytes 90-99/100"),
        ("bytes=-5", CONTENT[-5:], "bytes 95-99/100"),
        ("bytes=50-500", CONTENT[50:], "bytes 50-99/100"),
        ("bytes=-500", CONTENT, "bytes 0-99/100"),
        ("bytes=99-99", CONTENT[99:], "bytes 99-99/100"),
    ],
)
def test_a_part_is_sent_alone(client, address, part, sent, told):
    answer, content = ask(client, address, part)

    assert (answer.status_code, content) == (206, sent)
    assert answer["Content-Range"] == told
    assert answer["Content-Length"] == str(len(sent))
    assert answer["Content-Type"] == "video/mp4"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("part", ["", "bytes=-", "bytes=a-b", "bytes=0-9,20-29", "lines=0-9"])
def test_anything_else_is_answered_with_the_whole(client, address, part):
    answer, content = ask(client, address, part)

    assert (answer.status_code, content) == (200, CONTENT)
    assert answer["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("part", ["bytes=100-", "bytes=9-0", "bytes=-0"])
def test_a_part_that_is_not_there_is_refused(client, address, part):
    answer, _content = ask(client, address, part)

    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */100"


@pytest.mark.parametrize(
    "path", ["media/", "media", "", "no-such.mp4", "a%00b", "media/talk.mp4/x"]
)
def test_what_is_no_file_is_not_found(client, address, path):
    assert client.get(f"/media/{path}").status_code == 404
