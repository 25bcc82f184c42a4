"""What Celery beat starts by itself, each with the seconds from one start to the next."""

SCHEDULE = {
    "publish what is scheduled": {
        "task": "courses.tasks.publish_scheduled",
        "schedule": 60.0,
    },
    "chase disclosures": {
        "task": "courses.tasks.chase_disclosures",
        "schedule": 300.0,
    },
    "finish overdue attempts": {
        "task": "learners.tasks.finish_overdue_attempts",
        "schedule": 30.0,
    },
    "mail links to experts": {
        "task": "assessments.tasks.mail_panel_links",
        "schedule": 60.0,
    },
    "refresh item statistics": {
        "task": "assessments.tasks.refresh_statistics",
        "schedule": 300.0,
    },
    "check the wording of drafts": {
        "task": "assessments.tasks.check_new_drafts",
        "schedule": 300.0,
    },
    "carry out regrades": {
        "task": "learners.tasks.carry_out_regrades",
        "schedule": 60.0,
    },
    "send result notices": {
        "task": "learners.tasks.send_result_notices",
        "schedule": 60.0,
    },
    "seal the ledger": {
        "task": "learners.tasks.seal_ledger",
        "schedule": 300.0,
    },
    "remind of deadlines": {
        "task": "credits.tasks.remind_of_deadlines",
        "schedule": 300.0,
    },
    "settle reports of credit": {
        "task": "credits.tasks.settle_reports",
        "schedule": 600.0,
    },
    "make waiting reports to bodies": {
        "task": "outcomes.tasks.make_waiting_exports",
        "schedule": 60.0,
    },
    "forget files of reports": {
        "task": "outcomes.tasks.forget_report_files",
        "schedule": 3600.0,
    },
    "deliver reports over the web": {
        "task": "outcomes.tasks.deliver_reports",
        "schedule": 60.0,
    },
    "make waiting bundles": {
        "task": "credits.tasks.make_waiting_bundles",
        "schedule": 60.0,
    },
    "issue missing certificates": {
        "task": "credits.tasks.issue_missing_certificates",
        "schedule": 60.0,
    },
}
