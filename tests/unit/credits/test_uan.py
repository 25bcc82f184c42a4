"""Universal activity numbers: parts, audience and format, and what is refused."""

import pytest

from credits.domain.uan import UanRefused, check_uan, read_uan


def test_parts_are_read():
    uan = read_uan(" 0123-0000-26-001-h01-p ")
    assert (uan.provider, uan.joint, uan.year, uan.sequence) == ("0123", "0000", "26", "001")
    assert (uan.format, uan.topic, uan.audience) == ("H", "01", "P")


def test_sequence_may_have_four_digits_and_joint_be_nines():
    assert read_uan("0123-9999-26-1001-H99-T").sequence == "1001"


@pytest.mark.parametrize(
    ("number", "audience", "live", "sentence"),
    [
        ("", "P", False, "Write it as"),
        ("0123-1111-26-001-H01-P", "P", False, "Write it as"),
        ("0123-0000-26-01-H01-P", "P", False, "Write it as"),
        ("٠١٢٣-0000-26-001-H01-P", "P", False, "Write it as"),
        ("0123-0000-26-001-H09-P", "P", False, "no topic"),
        ("0123-0000-26-001-H01-P", "T", False, "ends in T"),
        ("0123-0000-26-001-H01-T", "P", False, "ends in P"),
        ("0123-0000-26-001-L01-P", "P", False, "H, home study"),
        ("0123-0000-26-001-H01-P", "P", True, "L, live"),
    ],
)
def test_a_number_of_another_offer_is_refused(number, audience, live, sentence):
    with pytest.raises(UanRefused, match=sentence):
        check_uan(number, audience=audience, live=live)


def test_home_and_live_have_their_own_with_the_same_sequence():
    assert check_uan("0123-0000-26-001-H01-P", audience="P").endswith("H01-P")
    assert check_uan("0123-0000-26-001-L01-P", audience="P", live=True).endswith("L01-P")
