from decimal import Decimal

from outcomes.domain.credit import CreditLine, totals


def line(kind, profession, recorded, adjusted="0", withdrawn="0"):
    amounts = [Decimal(amount) for amount in (recorded, adjusted, withdrawn)]
    return CreditLine(1, kind, kind.upper(), profession, 2, *amounts)


def test_balance_is_the_sum_of_its_parts():
    assert line("ama", "nurse", "3.00", "-0.25", "-1.00").balance == Decimal("1.75")


def test_totals_add_each_type_over_professions():
    found = totals([line("ama", "a", "0.10"), line("cne", "a", "5"), line("ama", "b", "0.20")])
    assert [(row.type_code, row.profession, row.recorded, row.people) for row in found] == [
        ("ama", "", Decimal("0.30"), 4),
        ("cne", "", Decimal(5), 2),
    ]
