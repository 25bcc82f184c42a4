"""Writes about assessments: freeze, start, save, submit, rule, regrade."""

from assessments.services.answering import (
    ON_BREAK,
    check_answer,
    is_one_way,
    pass_question,
    save_answer,
    stands_open,
    try_again,
)
from assessments.services.breaks import (
    BreakRefused,
    begin_break,
    end_break,
    may_break,
    tidy_break,
    time_on_breaks,
)
from assessments.services.checking import (
    FindingGone,
    accept_finding,
    check_bank,
    check_new_drafts,
    check_question,
    take_back_acceptance,
)
from assessments.services.exporting import export_questions
from assessments.services.freezing import (
    FreezeRefused,
    freeze_assessment,
    freeze_question,
    problems_of,
    republish_assessment,
)
from assessments.services.holding import hold, is_held_elsewhere, let_go, take_over
from assessments.services.importing import (
    ImportRefused,
    discard_import,
    finish_import,
    preview_import,
)
from assessments.services.marking import (
    Given,
    MarkingRefused,
    claim_answer,
    claim_next,
    give_mark,
    grade_marked,
    mark_again,
    release_answer,
    save_draft,
)
from assessments.services.moving import ReopeningRefused, due_move, let_lapse, reopen_attempt
from assessments.services.noting import flag_question, strike_options
from assessments.services.operations import Saved, Seen
from assessments.services.receipts import Checked, check_receipt, write_receipt
from assessments.services.refusing import AnswerRefused
from assessments.services.regrading import (
    Regraded,
    RulingRefused,
    draft_ruling,
    mark_of,
    regrade_attempt,
    rule_on_question,
)
from assessments.services.standard_setting import (
    StudyRefused,
    adopt_cut_score,
    close_study,
    dismiss_judge,
    invite_judges,
    open_next_round,
    open_study,
    rate,
    set_grid,
)
from assessments.services.starting import AttemptRefused, start_attempt
from assessments.services.statistics import refresh_statistics
from assessments.services.submitting import SUBMITTED, submit_attempt
from assessments.services.uploading import upload_files

__all__ = [
    "ON_BREAK",
    "SUBMITTED",
    "AnswerRefused",
    "AttemptRefused",
    "BreakRefused",
    "Checked",
    "FindingGone",
    "FreezeRefused",
    "Given",
    "ImportRefused",
    "MarkingRefused",
    "Regraded",
    "ReopeningRefused",
    "RulingRefused",
    "Saved",
    "Seen",
    "StudyRefused",
    "accept_finding",
    "adopt_cut_score",
    "begin_break",
    "check_answer",
    "check_bank",
    "check_new_drafts",
    "check_question",
    "check_receipt",
    "claim_answer",
    "claim_next",
    "close_study",
    "discard_import",
    "dismiss_judge",
    "draft_ruling",
    "due_move",
    "end_break",
    "export_questions",
    "finish_import",
    "flag_question",
    "freeze_assessment",
    "freeze_question",
    "give_mark",
    "grade_marked",
    "hold",
    "invite_judges",
    "is_held_elsewhere",
    "is_one_way",
    "let_go",
    "let_lapse",
    "mark_again",
    "mark_of",
    "may_break",
    "open_next_round",
    "open_study",
    "pass_question",
    "preview_import",
    "problems_of",
    "rate",
    "refresh_statistics",
    "regrade_attempt",
    "release_answer",
    "reopen_attempt",
    "republish_assessment",
    "rule_on_question",
    "save_answer",
    "save_draft",
    "set_grid",
    "stands_open",
    "start_attempt",
    "strike_options",
    "submit_attempt",
    "take_back_acceptance",
    "take_over",
    "tidy_break",
    "time_on_breaks",
    "try_again",
    "upload_files",
    "write_receipt",
]
