"""The seed of credit types: every one whole, and fillable."""

from string import Formatter

import pytest

from accounts.models import Profession
from credits.domain.credit_types import BOARDS, CREDIT_SYSTEMS
from credits.domain.uan import AUDIENCES

BY_CODE = {system.code: system for system in CREDIT_SYSTEMS}


@pytest.mark.parametrize("system", CREDIT_SYSTEMS, ids=lambda system: system.code)
def test_each_is_whole(system):
    fields = {name for _text, name, _spec, _how in Formatter().parse(system.designation_statement)}
    assert fields - {None} <= {"provider", "format", "amount", "unit", "uan"}
    assert "amount" in fields
    assert ("uan" in fields) == bool(system.uan_audience)
    assert set(system.professions) <= set(Profession.values)
    assert system.increment > 0
    assert system.within in {"", *BY_CODE}
    assert system.uan_audience in {"", *AUDIENCES}
    assert len(system.short_name) <= 40
    assert system.body
    assert system.unit


def test_codes_are_unique_and_every_board_has_points():
    assert len(BY_CODE) == len(CREDIT_SYSTEMS)
    assert {system.board for system in CREDIT_SYSTEMS} - {""} == set(BOARDS)


def test_who_takes_what():
    assert BY_CODE["ama_pra_1"].professions == ("physician",)
    assert BY_CODE["aapa_1"].professions == ("physician_assistant",)
    assert BY_CODE["acpe_t"].professions == ("pharmacy_technician",)
    assert BY_CODE["uk_cpd"].reflection_required
    assert [code for code, system in BY_CODE.items() if system.reporting == "CPE Monitor"] == [
        "acpe",
        "acpe_t",
    ]
