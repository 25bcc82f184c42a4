"""The learner's journey: enrol, learn, be measured, complete, be regraded."""

from learners.services.answering import (
    PageInvalid,
    Receipt,
    answer_page,
    answer_question,
    check_question,
    holds_page,
    items_in,
    left_out,
    try_question_again,
)
from learners.services.closing import anonymise
from learners.services.completing import complete_if_done, completion_facts
from learners.services.enrolling import EnrolmentRefused, enrol, front_matter_hash
from learners.services.learning import (
    CheckAsked,
    answer_check,
    check_asked,
    finish_lesson,
    open_lesson,
    save_position,
)
from learners.services.marking import mark_answer, mark_answer_again
from learners.services.measuring import (
    StepRefused,
    begin_attempt,
    finish_overdue_attempts,
    finish_overdue_sitting,
    reopen,
    submit,
)
from learners.services.noticing import send_overdue_notices
from learners.services.passwords import counting_wrong_passwords
from learners.services.regrading import (
    LoweringRefused,
    ask_for_regrade,
    carry_out,
    carry_out_regrades,
)
from learners.services.releasing import send_result_notices
from learners.services.sealing import seal_everything, seal_ledger
from learners.services.searching import (
    SearchRefused,
    delete_search,
    rename_search,
    save_search,
)

__all__ = [
    "CheckAsked",
    "EnrolmentRefused",
    "LoweringRefused",
    "PageInvalid",
    "Receipt",
    "SearchRefused",
    "StepRefused",
    "anonymise",
    "answer_check",
    "answer_page",
    "answer_question",
    "ask_for_regrade",
    "begin_attempt",
    "carry_out",
    "carry_out_regrades",
    "check_asked",
    "check_question",
    "complete_if_done",
    "completion_facts",
    "counting_wrong_passwords",
    "delete_search",
    "enrol",
    "finish_lesson",
    "finish_overdue_attempts",
    "finish_overdue_sitting",
    "front_matter_hash",
    "holds_page",
    "items_in",
    "left_out",
    "mark_answer",
    "mark_answer_again",
    "open_lesson",
    "rename_search",
    "reopen",
    "save_position",
    "save_search",
    "seal_everything",
    "seal_ledger",
    "send_overdue_notices",
    "send_result_notices",
    "submit",
    "try_question_again",
]
