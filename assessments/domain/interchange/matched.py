"""Items matched with answers, as GIFT and Moodle have them: rows of a text and its one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assessments.domain.interchange.choices import TRUTH, key_of, stem_key
from assessments.domain.interchange.portable import ItemRefused, Notes, build, one_line
from assessments.domain.items import Item
from assessments.domain.items.matching import Matching, OptionOrder, Scheme
from assessments.domain.items.true_false_set import Scheme as StatementScheme, TrueFalseSet


@dataclass(frozen=True)
class Row:
    """What is to be matched and its answer; an answer alone is one that fits nothing."""

    text: str
    answer: str
    line: int = 0


def read_rows(rows: Sequence[Row], *, shuffle: bool, notes: Notes, **fields: Any) -> Item:
    """Return the question of these rows: of verdicts a set of statements, else a matching."""
    if not rows:
        raise ItemRefused("There is nothing to match.")
    for row in rows:
        if not row.answer:
            raise ItemRefused("An item has no answer.", row.line)
    if all(row.text and row.answer in TRUTH for row in rows):
        return _read_statements(rows, shuffle=shuffle, **fields)
    if shuffle:
        notes.lost("That the items are shuffled did not come across; their options are.")
    names: dict[str, str] = {}
    for row in rows:
        names.setdefault(row.answer.casefold(), row.answer)
    keys = {name: key_of(place) for place, name in enumerate(names)}
    return build(
        Matching,
        options=[{"key": keys[name], "text": text} for name, text in names.items()],
        stems=[
            {"key": stem_key(place), "text": row.text, "answers": [keys[row.answer.casefold()]]}
            for place, row in enumerate(row for row in rows if row.text)
        ],
        **fields,
    )


def _read_statements(rows: Sequence[Row], *, shuffle: bool, **fields: Any) -> Item:
    statements = [
        {"key": key_of(place), "text": row.text, "is_true": row.answer == TRUTH[0]}
        for place, row in enumerate(rows)
    ]
    return build(TrueFalseSet, statements=statements, shuffle=shuffle, **fields)


def write_statements(item: TrueFalseSet, notes: Notes) -> list[Row]:
    """Return statements as rows, noting what rows cannot say."""
    if item.scheme is not StatementScheme.PER_STATEMENT:
        notes.lost("The marking became one share for each statement.")
    if (item.true_label, item.false_label) != TRUTH:
        notes.lost("The verdicts became True and False.")
    if any(statement.rationale for statement in item.statements):
        notes.lost("The reasons of single statements did not come across.")
    return [
        Row(one_line(statement.text), TRUTH[0 if statement.is_true else 1])
        for statement in item.statements
    ]


def write_matching(item: Matching, notes: Notes) -> list[Row]:
    """Return the stems as rows, and a row for each option that fits none; note what is lost."""
    if any(stem.count > 1 for stem in item.stems):
        raise ItemRefused("An item with several answers has no form there.")
    if item.scheme is not Scheme.PER_ANSWER and len(item.stems) > 1:
        notes.lost("The marking became one share for each item.")
    if not item.reuse:
        notes.lost("That an option is used only once did not come across.")
    if item.option_order is not OptionOrder.SHUFFLED:
        notes.lost("The order of the options did not come across.")
    if any(stem.rationale for stem in item.stems):
        notes.lost("The reasons of single items did not come across.")
    texts = {option.key: one_line(option.text) for option in item.options}
    used = {key for stem in item.stems for key in stem.answers}
    return [
        *(Row(one_line(stem.text), texts[stem.answers[0]]) for stem in item.stems),
        *(Row("", text) for key, text in texts.items() if key not in used),
    ]
