"""How the pages of standard setting write shares."""

from fractions import Fraction

from django import template

from assessments.domain.decimals import plain, rounded

register = template.Library()


@register.filter
def share(value):
    """Write a share in percent, with one place at most."""
    return f"{plain(rounded(Fraction(value) * 100, 1))} %"
