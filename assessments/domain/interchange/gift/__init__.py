"""GIFT: questions as text, with `=` before right answers, `~` before wrong ones and `{` `}` around.

Wrinkles that it knows: escapes, formats such as `[html]`, negative weights, `####` before the
general feedback, `{#3:2}` and `{#1..5}`, a catch-all, `$CATEGORY:`, text after `}`, tags in
comments. A blank line ends a question.
"""

from assessments.domain.interchange.gift.reading import read
from assessments.domain.interchange.gift.writing import write

__all__ = ["read", "write"]
