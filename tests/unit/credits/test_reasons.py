"""Why a credit was given, in words, from the entry's own facts."""

from credits.domain.reasons import reasons

FACTS = {
    "profession": "physician",
    "activity": {
        "title": "Hypertension",
        "code": "hypertension",
        "version": 3,
        "provider": "Harbour Academy",
        "accreditor": "Example Council",
    },
    "offer": {
        "name": "ABIM MOC points",
        "amount": "1.00",
        "increment": "0.25",
        "designated_at": "2026-01-02T08:05:00+00:00",
        "valid_from": "2026-02-01",
        "valid_until": "2028-01-31",
        "statement": "Designated.",
        "statement_version": 2,
        "uan": "",
        "pars_id": "201234567",
        "topics": [{"topic": "pharmacology", "amount": "0.50"}],
    },
    "diplomate": {"board": "ABIM", "number": "123456"},  # an older entry names it
    "attempts": [
        {
            "attempt": 12,
            "purpose": "post_test",
            "assessment_version": 5,
            "points": "4.00",
            "max_points": "5.00",
            "pass_mark": "80.00",
            "finished_at": "2026-05-12T09:30:00+00:00",
        }
    ],
}


def told(**changes) -> dict[str, str]:
    return dict(reasons({**FACTS, **changes}, {"physician": "Physician"}))


def test_rule_version_attempt_pass_mark_and_period_are_named():
    said = told()
    assert said["Version completed"] == "3"
    assert said["Rule"] == "At most 1.00, claimed in steps of 0.25"
    assert said["Valid"] == "1 February 2026 to 31 January 2028"
    assert said["Statement, version 2"] == "Designated."
    assert said["Board"] == "ABIM"
    assert said["Topics"] == "pharmacology 0.50"
    assert said["Post-test"] == (
        "4 of 5 points, pass mark 80%, handed in 12 May 2026, 09:30 UTC "
        "(on record as attempt 12, assessment version 5)"
    )


def test_what_carries_no_points_is_not_said_to_have_some():
    evaluation = {
        **FACTS["attempts"][0],
        "purpose": "evaluation",
        "points": "0",
        "max_points": "0.00",
        "pass_mark": None,
    }
    assert told(attempts=[evaluation])["Evaluation"].startswith("not graded, handed in 12 May")


def test_what_an_older_entry_does_not_know_is_left_out():
    offer = {
        k: v for k, v in FACTS["offer"].items() if k not in {"statement_version", "uan", "pars_id"}
    }
    said = told(offer=offer, attempts=[], profession="")
    assert said["Statement"] == "Designated."
    assert said["Profession then"] == "None stated"
    assert "PARS activity ID" not in said


def test_an_entry_in_place_of_another_says_so():
    assert told(reissue_of=7)["How it came about"] == "Issued anew in place of entry 7"
