"""Formulas of calculated questions: read once, worked out exactly, with no way to anything else.

A formula is split into numbers, names and signs, read as a Python expression, and accepted only if every
part of it is on the lists below; nothing is ever run. Sums, products, quotients and whole-number powers
are exact fractions. `sqrt`, `ln`, `exp`, `log10` and other powers are correct to 40 significant digits.
"""

import ast
import re
from collections.abc import Callable, Mapping
from decimal import Context, Decimal, DecimalException
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

from assessments.domain.decimals import rounded

LONGEST = 300
DEEPEST = 30
MOST_BITS = 4096  # of a numerator or denominator: more than any dose, less than any harm
MOST_DECIMALS = 10
PRECISION = Context(prec=40, Emax=500, Emin=-500)
TOKEN = re.compile(r" *(?:([0-9]+\.?[0-9]*|\.[0-9]+)|([a-z][a-z0-9_]*)|(\*\*|[-+*/(),]))")
FRIENDLY = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "\n": " ", "\t": " "})

Number: TypeAlias = Fraction


class FormulaInvalid(ValueError):
    """This is no formula; the text is a sentence for the author."""


class FormulaFails(ArithmeticError):
    """The formula has no result for these values; the text says why, as in "it divides by zero"."""


def _limited(number: Number) -> Number:
    if max(number.numerator.bit_length(), number.denominator.bit_length()) > MOST_BITS:
        raise FormulaFails("its numbers grow too large")
    return number


def _power(base: Number, exponent: Number) -> Number:
    if exponent.denominator == 1:
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if abs(exponent.numerator) * size > MOST_BITS:
            raise FormulaFails("its numbers grow too large")
        if not base and exponent < 0:
            raise FormulaFails("it divides by zero")
        return Fraction(base**exponent.numerator)
    if base < 0:
        raise FormulaFails("it takes a root of a negative number")
    return _worked_out(lambda: PRECISION.power(_decimal(base), _decimal(exponent)))


def _divided(one: Number, other: Number) -> Number:
    if not other:
        raise FormulaFails("it divides by zero")
    return one / other


def _sqrt(number: Number) -> Number:
    if number < 0:
        raise FormulaFails("it takes a root of a negative number")
    return _worked_out(lambda: PRECISION.sqrt(_decimal(number)))


def _ln(number: Number) -> Number:
    return _worked_out(lambda: PRECISION.ln(_positive(number)))


def _log10(number: Number) -> Number:
    return _worked_out(lambda: PRECISION.log10(_positive(number)))


def _exp(number: Number) -> Number:
    return _worked_out(lambda: PRECISION.exp(_decimal(number)))


def _round(number: Number, places: Number = Fraction(0)) -> Number:
    if places.denominator != 1 or not 0 <= places <= MOST_DECIMALS:
        raise FormulaFails(f"it rounds to other than 0 to {MOST_DECIMALS} decimals")
    return Fraction(rounded(number, int(places)))


def _decimal(number: Number) -> Decimal:
    return PRECISION.divide(Decimal(number.numerator), Decimal(number.denominator))


def _positive(number: Number) -> Decimal:
    if number <= 0:
        raise FormulaFails("it takes a logarithm of zero or less")
    return _decimal(number)


def _worked_out(work: Callable[[], Decimal]) -> Number:
    try:
        return Fraction(work())
    except (DecimalException, OverflowError, ValueError) as error:
        raise FormulaFails("its numbers grow too large") from error


SIGNS: Mapping[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: lambda one, other: one + other,
    ast.Sub: lambda one, other: one - other,
    ast.Mult: lambda one, other: one * other,
    ast.Div: _divided,
    ast.Pow: _power,
}
# Each function with the fewest and the most numbers that it takes
FUNCTIONS: Mapping[str, tuple[Callable[..., Number], int, int]] = {
    "min": (min, 2, 20),
    "max": (max, 2, 20),
    "round": (_round, 1, 2),
    "sqrt": (_sqrt, 1, 1),
    "ln": (_ln, 1, 1),
    "exp": (_exp, 1, 1),
    "log10": (_log10, 1, 1),
}


class Formula:
    """A formula that was read and found sound; make one with `read_formula`."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(_tokens(text))
        self.names: set[str] = set()
        try:
            self._root = ast.parse(self.text, mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise FormulaInvalid(
                "The formula cannot be read: check its signs and brackets."
            ) from error
        self._check(self._root, DEEPEST)

    def _check(self, node: ast.expr, depth: int) -> None:
        """Accept what stands on the lists, note the names, refuse all else."""
        if not depth:
            raise FormulaInvalid("The formula is nested too deeply.")
        match node:
            case ast.BinOp(op=op) if type(op) in SIGNS:
                parts = [node.left, node.right]
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                parts = [node.operand]
            case ast.Call(func=ast.Name(id=name), keywords=[]):
                parts = node.args
                _check_call(name, len(parts))
            case ast.Name(id=name):
                self.names.add(name)
                parts = []
            case ast.Constant(value=int() | float()):
                parts = []
            case ast.Tuple():
                raise FormulaInvalid("Write decimals with a point, such as 0.5.")
            case _:
                raise FormulaInvalid("A formula holds numbers, variables, + - * / ** and brackets.")
        for part in parts:
            self._check(part, depth - 1)

    def result(self, values: Mapping[str, Number]) -> Number:
        """Return the result for these values; raise `FormulaFails` where there is none."""
        return self._value(self._root, values)

    def _value(self, node: ast.expr, values: Mapping[str, Number]) -> Number:
        match node:
            case ast.BinOp():
                one, other = self._value(node.left, values), self._value(node.right, values)
                found = SIGNS[type(node.op)](one, other)
            case ast.UnaryOp():
                found = self._value(node.operand, values)
                found = -found if isinstance(node.op, ast.USub) else found
            case ast.Call(func=ast.Name(id=name)):
                found = FUNCTIONS[name][0](*(self._value(part, values) for part in node.args))
            case ast.Name(id=name):
                found = values[name]
            case _:
                found = Fraction(ast.get_source_segment(self.text, node) or "")
        return _limited(found)


def _tokens(text: str) -> list[str]:
    text = text.translate(FRIENDLY).strip()
    if len(text) > LONGEST:
        raise FormulaInvalid(f"Shorten the formula to {LONGEST} characters.")
    found, at = [], 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            raise FormulaInvalid(_stray(text[at:].lstrip()[0]))
        found.append(token.group().strip())
        at = token.end()
    return found


def _stray(sign: str) -> str:
    if sign == "^":
        return "Write powers with **, such as weight**2."
    return f"“{sign}” has no meaning in a formula."


def _check_call(name: str, given: int) -> None:
    if name not in FUNCTIONS:
        known = ", ".join(FUNCTIONS)
        raise FormulaInvalid(f"There is no function {name}; there are {known}.")
    _function, fewest, most = FUNCTIONS[name]
    if not fewest <= given <= most:
        wanted = fewest if given < fewest else most
        raise FormulaInvalid(f"{name} takes {wanted} number{'' if wanted == 1 else 's'}.")


@lru_cache(maxsize=1024)
def read_formula(text: str) -> Formula:
    """Return a formula ready to be worked out; raise `FormulaInvalid` with a sentence."""
    return Formula(text)
