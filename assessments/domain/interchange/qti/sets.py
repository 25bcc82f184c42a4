"""Items with several interactions as vignette sets: each part is read as an item of its own.

What belongs to one interaction alone is cut out: its piece of the body, its response, and the rules
of its own score where it has one. Otherwise the rules of the whole item are asked about this one
response, the others being left open, so that scores must add up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

from assessments.domain import items
from assessments.domain.interchange.markup import escaped, html_of, split
from assessments.domain.interchange.numbers import lowest
from assessments.domain.interchange.portable import ItemRefused, build, one_line
from assessments.domain.interchange.qti.body import FEEDBACKS, Body
from assessments.domain.interchange.qti.feedback import FEEDBACK
from assessments.domain.interchange.qti.marking import near, understood
from assessments.domain.interchange.qti.processing import RESPONSE, SCORE, Processing
from assessments.domain.interchange.qti.values import Value
from assessments.domain.interchange.safe_xml import Node
from assessments.domain.items import Item
from assessments.domain.items.vignette_set import INSIDE, MOST, VignetteSet

Read = Callable[[Body, Node], Item]
RULES = "responseProcessing"
HEAVIEST = 100


@dataclass(frozen=True)
class Piece:
    """An interaction with what stands around it alone; `before` is what it may share."""

    interaction: Node
    before: list[Node]
    own: Node

    @property
    def response(self) -> str:
        return self.interaction.get("responseIdentifier", "")


def read_set(body: Body, readers: Mapping[str, Read]) -> Item:
    """Return the vignette set that an item with several interactions makes."""
    if len(body.interactions) > MOST:
        raise ItemRefused(f"The item has more than {MOST} interactions.", body.item.line)
    pieces = list(_pieces(body))
    before, pieces = _shared(pieces)
    parts, best, shares = [], {}, []
    for piece in pieces:
        question, answer, share = read_part(body, piece, readers)
        parts.append(question)
        best[piece.response] = answer
        shares.append(share)
    case = body.prose("".join(html_of(_wrapped([node])) for node in before))
    lead_in = VignetteSet.model_fields["lead_in"].default
    if all(piece.own.tag == "div" for piece in pieces):
        stem, asks = split(case, body.notes)
        case, lead_in = (stem, asks) if stem and asks else (case, lead_in)
    return build(
        VignetteSet,
        stem=case or f"<p>{escaped(one_line(body.item.get('title', '')) or 'A case')}</p>",
        lead_in=lead_in,
        rationale=rationale_of(body, [piece.response for piece in pieces]),
        parts=[
            {"key": f"p{place + 1}", "weight": str(weight), "question": items.dump(question)}
            for place, (question, weight) in enumerate(
                zip(parts, weights_of(body, best, shares), strict=True)
            )
        ],
    )


def _pieces(body: Body) -> Iterator[Piece]:
    """Divide the body at the blocks that hold interactions."""
    root, asked = body.body, {id(node) for node in body.interactions}
    while len(root) == 1 and id(root[0]) not in asked:
        root = cast(Node, root[0])
    before: list[Node] = []
    for child in root.children():
        found = [node for node in cast("Iterator[Node]", child.iter()) if id(node) in asked]
        if len(found) > 1:
            message = "Two interactions stand in one paragraph: they cannot be parted."
            raise ItemRefused(message, child.line)
        if found:
            yield Piece(found[0], before, child)
            before = []
        else:
            before.append(child)


def _shared(pieces: Sequence[Piece]) -> tuple[list[Node], list[Piece]]:
    """Return what stands before all questions, and the pieces without it.

    What asks the first question, its last paragraph, stays with it unless the block itself asks.
    """
    first, *others = pieces
    asks = first.interaction.child("prompt") is not None or first.own.tag == "div"
    case = first.before if asks else first.before[:-1]
    return case, [replace(first, before=first.before[len(case) :]), *others]


def read_part(
    body: Body, piece: Piece, readers: Mapping[str, Read]
) -> tuple[Item, Value, Fraction]:
    """Return the question that a piece asks, the answer that earns the most, and its score."""
    read = readers.get(piece.interaction.tag)
    if read is None:
        kind = piece.interaction.tag[:40]
        raise ItemRefused(f"There is no kind of question here for <{kind}>.", body.item.line)
    own = _own_rules(body, piece.response)
    item = _alone(body, piece, own)
    processing = _Watched(item, piece.response, has_own=bool(own))
    alone = Body(item, body.files, body.base, body.notes, processing, body.media)
    question = read(alone, alone.interactions[0])
    if question.kind not in INSIDE:
        raise ItemRefused(
            f"A question of the kind “{question.label}” cannot be part of a set.", body.item.line
        )
    return question, processing.best, processing.share


class _Watched(Processing):
    """The marking of one response, which notes the answer that earned the most."""

    def __init__(self, item: Node, response: str, *, has_own: bool) -> None:
        super().__init__(item)
        self.maximum = Fraction(1) if has_own else None
        declared = self.responses.get(response)
        self.response, self.most = response, Fraction(0)
        self.best: Value = declared.correct if declared else None

    def score(self, responses: Mapping[str, Value]) -> Fraction:
        found = super().score(responses)
        if found > self.most:
            self.most, self.best = found, responses.get(self.response)
        return found

    @property
    def share(self) -> Fraction:
        """What the best answer earns of the question's points: scores of its own are shares."""
        if self.maximum is None:
            return Fraction(1)
        return super().score({self.response: self.best})


def _alone(body: Body, piece: Piece, own: Sequence[Node]) -> Node:
    """Return an item that asks this one question."""
    item = Node("assessmentItem", dict(body.item.attrib))
    item.line = body.item.line
    for child in body.item.children():
        if child.tag == "itemBody":
            item.append(_wrapped([*piece.before, piece.own], "itemBody"))
        elif child.tag == RULES and own:
            item.append(_wrapped(own, RULES))
        elif child.tag not in FEEDBACKS or _is_own(child, piece.response, own):
            item.append(child)
    return _scored(item, piece.response) if own else item


def _wrapped(nodes: Sequence[Node], tag: str = "div") -> Node:
    made = Node(tag)
    made.extend(nodes)
    return made


def _own_rules(body: Body, response: str) -> list[Node]:
    """Return the rules that set the outcomes of one response, as files written here name them."""
    if not response.startswith(f"{RESPONSE}_") or body.processing.rules is None:
        return []
    mine = {_named(name, response) for name in (SCORE, FEEDBACK)}
    return [
        rule
        for rule in body.processing.rules.children()
        if (sets := rule.below("setOutcomeValue"))
        and all(each.get("identifier") in mine for each in sets)
    ]


def _named(name: str, response: str) -> str:
    return name + response.removeprefix(RESPONSE)


def _is_own(feedback: Node, response: str, own: Sequence[Node]) -> bool:
    """Whether feedback belongs to one question; without rules of its own, what it alone brings."""
    if own:
        return feedback.get("outcomeIdentifier") == _named(FEEDBACK, response)
    return feedback.get("outcomeIdentifier") != FEEDBACK


def _scored(item: Node, response: str) -> Node:
    """Return an item whose own score is called as scores are."""
    made = Node(item.tag, dict(item.attrib))
    made.text, made.tail, made.line = item.text, item.tail, item.line
    own = _named(SCORE, response)
    if item.get("identifier") == own:
        made.set("identifier", SCORE)
    elif item.get("identifier") == SCORE:
        made.set("identifier", "WHOLE")
    made.extend(_scored(child, response) for child in item.children())
    return made


def rationale_of(body: Body, responses: Sequence[str]) -> str:
    """Return what is said to every answer about the item as a whole."""
    said = understood(lambda: body.said({}), body.notes, "feedback did not come across.")
    parts = {_named(FEEDBACK, response) for response in responses}
    return body.rationale([n for n in said or [] if n.get("outcomeIdentifier") not in parts])


def weights_of(body: Body, best: Mapping[str, Value], shares: Sequence[Fraction]) -> list[int]:
    """Return what each question is worth, as small whole numbers."""

    def earned() -> list[Fraction]:
        alone = [body.processing.score({name: answer}) for name, answer in best.items()]
        if not near(sum(alone, Fraction(0)), body.processing.score(dict(best))):
            message = "The item marks its questions together: they cannot be parted."
            raise ItemRefused(message, body.item.line)
        return [each / share for each, share in zip(alone, shares, strict=True)]

    found: Any = understood(earned, body.notes, "its questions count alike.")
    if not found or min(found) <= 0:
        return [1] * len(best)
    counts = lowest([(each / sum(found)).limit_denominator(HEAVIEST * MOST) for each in found])
    if max(counts) > HEAVIEST:
        body.notes.lost("The weights of its questions did not come across.")
        return [1] * len(best)
    return counts
