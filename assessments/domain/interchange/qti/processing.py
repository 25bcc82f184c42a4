"""Response processing: run an item's rules, or its template, over a response."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from assessments.domain.interchange.qti.expressions import Scope, evaluate, match, truth
from assessments.domain.interchange.qti.values import (
    NUMBERS,
    Declaration,
    NotUnderstood,
    Value,
    declaration_of,
    members,
    number,
)
from assessments.domain.interchange.safe_xml import Node

SCORE = "SCORE"
RESPONSE = "RESPONSE"
MOST_RULES = 300
MARKS = ("responseIf", "responseElseIf", "setOutcomeValue", "variable", "baseValue", "mapResponse")
SILENT = frozenset({"printedVariable"})


class _Exit(Exception):
    """The rules are done."""


class Processing:
    """What an item declares and how it is marked.

    Template variables are constants here: an item that sets them anew does not come in.
    """

    def __init__(self, item: Node) -> None:
        self.responses = {
            each.identifier: each
            for each in map(declaration_of, item.children("responseDeclaration"))
        }
        self.outcomes = {
            each.identifier: each for each in map(_outcome, item.children("outcomeDeclaration"))
        }
        self.constants = {
            each.identifier: each
            for each in map(declaration_of, item.children("templateDeclaration"))
        }
        self.rules = item.child("responseProcessing")
        self.maximum = next(
            (
                number(node.get("normalMaximum", ""))
                for node in item.children("outcomeDeclaration")
                if node.get("identifier") == SCORE and node.get("normalMaximum")
            ),
            None,
        )
        if self.rules is not None and len(self.rules.below(*MARKS)) > MOST_RULES:
            raise NotUnderstood(f"more than {MOST_RULES} rules")

    @property
    def is_marked(self) -> bool:
        """Whether anything says what is right."""
        said = any(
            each.correct is not None or each.mapping or each.areas
            for each in self.responses.values()
        )
        rules = [] if self.rules is None else self.rules.below("setOutcomeValue")
        return said or any(rule.get("identifier") == SCORE for rule in rules)

    def run(self, responses: Mapping[str, Value]) -> dict[str, Value]:
        """Return the variables after the rules have run; raise `NotUnderstood`."""
        declared: dict[str, Declaration] = {
            **self.constants,
            **self.outcomes,
            **self.responses,
        }
        declared.setdefault(SCORE, Declaration(SCORE, "single", "float"))
        scope = Scope(declared, responses)
        template = "" if self.rules is None else self.rules.get("template", "")
        if self.rules is None or (template and not len(self.rules)):
            self._run_template(template, scope)
            return scope.held
        try:
            for rule in self.rules.children():
                _run(rule, scope)
        except _Exit:
            pass
        except (IndexError, ValueError) as error:
            raise NotUnderstood("a rule that is not whole") from error
        return scope.held

    def score(self, responses: Mapping[str, Value]) -> Fraction:
        """Return the score, 0 where none is set; raise `NotUnderstood`."""
        found = members(self.run(responses).get(SCORE))
        if found and not isinstance(found[0], Fraction):
            raise NotUnderstood("a score that is no number")
        return found[0] if found else Fraction(0)  # type: ignore[return-value]

    def _run_template(self, template: str, scope: Scope) -> None:
        """Mark the one response by its mapping or by what is right, as the template says."""
        name = template.rsplit("/", 1)[-1].removesuffix(".xml").lower()
        if name not in {"", "match_correct", "map_response", "map_response_point"}:
            raise NotUnderstood(f"the template {name[:40]}")
        marked = [RESPONSE] if RESPONSE in self.responses else list(self.responses)
        if len(marked) != 1:
            raise NotUnderstood("a template for several responses")
        declared, held = self.responses[marked[0]], scope.held.get(marked[0])
        by_mapping = declared.mapping and (name == "map_response" or declared.correct is None)
        if declared.areas and name != "match_correct":
            scope.held[SCORE] = declared.areas.worth(held)
        elif by_mapping and declared.mapping:
            scope.held[SCORE] = declared.mapping.worth(held)
        else:
            right = held is not None and match(held, declared.correct) is True
            scope.held[SCORE] = Fraction(int(right))


def _outcome(node: Node) -> Declaration:
    """Return the declaration of an outcome; a number that is given no value begins at 0."""
    declared = declaration_of(node)
    is_number = declared.cardinality == "single" and declared.base_type in NUMBERS
    if declared.default is not None or not is_number:
        return declared
    return replace(declared, default=Fraction(0))


def _run(rule: Node, scope: Scope) -> None:
    if rule.tag == "responseCondition":
        _run_condition(rule, scope)
    elif rule.tag == "setOutcomeValue":
        declared = scope.declaration(rule)
        scope.held[declared.identifier] = evaluate(rule.children()[0], scope)
    elif rule.tag == "exitResponse":
        raise _Exit
    elif rule.tag == "responseProcessingFragment":
        for each in rule.children():
            _run(each, scope)
    elif rule.tag not in SILENT:
        raise NotUnderstood(f"<{rule.tag}>")


def _run_condition(rule: Node, scope: Scope) -> None:
    for branch in rule.children():
        parts = branch.children()
        if branch.tag != "responseElse":
            condition, *parts = parts
            if not truth(condition, scope):
                continue
        for each in parts:
            _run(each, scope)
        return
