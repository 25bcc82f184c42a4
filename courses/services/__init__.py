"""Writes about activities and the providers that offer them."""

from courses.services.companies import CompanyRefused, merge_companies, review_company
from courses.services.disclosures import (
    DisclosureRefused,
    Named,
    Verdict,
    approve_exemption,
    ask_all_missing,
    ask_to_declare,
    chase_disclosures,
    decide_on_relationship,
    declare,
    propose_exemption,
    withdraw_exemption,
    withdraw_request,
)
from courses.services.indexing import index_activities
from courses.services.preflight import (
    PreflightRefused,
    WaiverRefused,
    ask_waiver,
    check_assessment,
    check_preflight,
    end_waiver,
    grant_waiver,
)
from courses.services.providers import (
    establish_catalogue,
    establish_provider,
    join_team,
    leave_team,
    set_up_roles_and_teams,
    update_provider,
)
from courses.services.publishing import (
    describe_activity,
    freeze_activity,
    freeze_lesson,
    publish_activity,
    restate_lessons,
)
from courses.services.scheduling import publish_due

__all__ = [
    "CompanyRefused",
    "DisclosureRefused",
    "Named",
    "PreflightRefused",
    "Verdict",
    "WaiverRefused",
    "approve_exemption",
    "ask_all_missing",
    "ask_to_declare",
    "ask_waiver",
    "chase_disclosures",
    "check_assessment",
    "check_preflight",
    "decide_on_relationship",
    "declare",
    "describe_activity",
    "end_waiver",
    "establish_catalogue",
    "establish_provider",
    "freeze_activity",
    "freeze_lesson",
    "grant_waiver",
    "index_activities",
    "join_team",
    "leave_team",
    "merge_companies",
    "propose_exemption",
    "publish_activity",
    "publish_due",
    "restate_lessons",
    "review_company",
    "set_up_roles_and_teams",
    "update_provider",
    "withdraw_exemption",
    "withdraw_request",
]
