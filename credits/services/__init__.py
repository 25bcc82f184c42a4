"""Writes about credit: designate, record, claim less, reverse, issue certificates."""

from credits.services.badges import issue_badge, issue_missing_badges, status_list
from credits.services.bundles import (
    BundleRefused,
    ask_for_bundle,
    make_bundle,
    make_waiting_bundles,
)
from credits.services.certificates import (
    issue_certificate,
    issue_missing_certificates,
    on_paper,
)
from credits.services.closing import ClosingRefused, erase_learner
from credits.services.conditions import cap_of, drop_board, name_board, write_reflection
from credits.services.corrections import reissue_credit, take_back
from credits.services.designating import (
    OfferRefused,
    designate_credit,
    ensure_credit_types,
    withdraw_offer,
)
from credits.services.external import (
    ExternalRefused,
    add_external,
    change_external,
    delete_external,
    import_external,
)
from credits.services.handling import (
    hold_report,
    put_right,
    release_report,
    send_again,
    set_reporting_numbers,
)
from credits.services.ledger import (
    CreditRefused,
    adjust_claim,
    entries_for,
    record_credit,
    restore_credit,
    reverse_credit,
    withdraw_credit,
)
from credits.services.licences import (
    LicenceRefused,
    add_licence,
    answer_questions,
    change_licence,
    remove_licence,
)
from credits.services.planning import plan_for
from credits.services.reminders import (
    learner_named_by,
    make_due_reminders,
    renew_calendar,
    revoke_calendar,
    send_reminders,
    wish_reminders,
)
from credits.services.reporting import (
    ReportRefused,
    allow_reporting,
    forget_identifier,
    identity_for,
    move_report,
    open_reports,
    settle_left_behind,
    settle_reports,
    stop_reporting,
    take_back_reports,
    tell_identifiers,
)
from credits.services.requirements import (
    ensure_requirements,
    establish_requirement,
    revise_requirement,
)
from credits.services.sealing import seal_entries
from credits.services.sending import (
    identities_for,
    lock_queued,
    lock_reports,
    mark_sent,
    queue_again,
    record_answers,
)

__all__ = [
    "BundleRefused",
    "ClosingRefused",
    "CreditRefused",
    "ExternalRefused",
    "LicenceRefused",
    "OfferRefused",
    "ReportRefused",
    "add_external",
    "add_licence",
    "adjust_claim",
    "allow_reporting",
    "answer_questions",
    "ask_for_bundle",
    "cap_of",
    "change_external",
    "change_licence",
    "delete_external",
    "designate_credit",
    "drop_board",
    "ensure_credit_types",
    "ensure_requirements",
    "entries_for",
    "erase_learner",
    "establish_requirement",
    "forget_identifier",
    "hold_report",
    "identities_for",
    "identity_for",
    "import_external",
    "issue_badge",
    "issue_certificate",
    "issue_missing_badges",
    "issue_missing_certificates",
    "learner_named_by",
    "lock_queued",
    "lock_reports",
    "make_bundle",
    "make_due_reminders",
    "make_waiting_bundles",
    "mark_sent",
    "move_report",
    "name_board",
    "on_paper",
    "open_reports",
    "plan_for",
    "put_right",
    "queue_again",
    "record_answers",
    "record_credit",
    "reissue_credit",
    "release_report",
    "remove_licence",
    "renew_calendar",
    "restore_credit",
    "reverse_credit",
    "revise_requirement",
    "revoke_calendar",
    "seal_entries",
    "send_again",
    "send_reminders",
    "set_reporting_numbers",
    "settle_left_behind",
    "settle_reports",
    "status_list",
    "stop_reporting",
    "take_back",
    "take_back_reports",
    "tell_identifiers",
    "wish_reminders",
    "withdraw_credit",
    "withdraw_offer",
    "write_reflection",
]
