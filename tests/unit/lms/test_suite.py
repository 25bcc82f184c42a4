"""The count that `bin/test` ends with."""

from lms.stack.checks import Count
from lms.stack.suite import count_tests, total

REPORT = """<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10"/>
</testsuites>"""


def test_a_report_is_counted(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert count_tests(report) == Count(passed=4, failed=3, skipped=3)


def test_a_missing_report_is_a_failure(tmp_path):
    assert count_tests(tmp_path / "none.xml") == Count(passed=0, failed=1)


def test_counts_add_up():
    assert str(total(Count(7, 1), Count(4, 3, 2))) == "11 passed, 4 failed, 2 skipped"
