"""The demo's post: each letter is told once, with what it asks for."""

from lms.stack.mail import END_OF_LETTER, Letter, Mailbox, read_letter

CODE = b"""\
Content-Type: text/plain; charset="utf-8"
Subject: =?utf-8?q?Confirm_your_address_=E2=80=93_Attend?=
From: Attend <no-reply@localhost>
To: zoe@example.org

Hello,

Your code is below.

QX7P-2KLM

Attend, http://localhost:8000/
"""
LINK = b"""\
Subject: Your certificate
To: zoe@example.org

It is at http://localhost:8000/certificates/AB12.pdf, or look it up
at http://localhost:8000/verify/AB12/.
"""


def test_a_letter_tells_recipient_subject_and_code():
    letter = read_letter(CODE)
    assert letter == Letter("zoe@example.org", "Confirm your address – Attend", (), ("QX7P-2KLM",))


def test_a_letter_tells_its_links_without_the_full_stop():
    assert read_letter(LINK).links == (
        "http://localhost:8000/certificates/AB12.pdf",
        "http://localhost:8000/verify/AB12/",
    )


def test_a_box_tells_each_letter_once_and_only_when_it_is_whole(tmp_path):
    old = tmp_path / "1.log"
    old.write_bytes(CODE + END_OF_LETTER)
    box = Mailbox(tmp_path)
    assert list(box.new_letters()) == []

    new = tmp_path / "2.log"
    new.write_bytes(LINK + END_OF_LETTER + CODE)
    assert [letter.subject for letter in box.new_letters()] == ["Your certificate"]
    with new.open("ab") as file:
        file.write(END_OF_LETTER)
    assert [letter.codes for letter in box.new_letters()] == [("QX7P-2KLM",)]
    assert list(box.new_letters()) == []
