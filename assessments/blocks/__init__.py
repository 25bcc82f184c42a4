"""Answer formats as Wagtail blocks: one module a question kind, found by looking.

Each module defines `class Block(InteractionFormat)` and is named after its kind in
`assessments.domain.items`; nothing here needs an edit when a kind is added.
"""

from importlib import import_module
from pkgutil import iter_modules

from wagtail import blocks

SHARED = {"base", "base_marked", "pictured"}  # what several formats are made of


def _formats():
    names = sorted(m.name for m in iter_modules(__path__) if m.name not in SHARED)
    modules = {name: import_module(f"{__name__}.{name}") for name in names}
    ordered = sorted(modules.items(), key=lambda pair: (pair[1].Block.order, pair[0]))
    return [(name, module.Block()) for name, module in ordered]


class InteractionBlock(blocks.StreamBlock):
    """Exactly one answer format."""

    def __init__(self, local_blocks=None, **kwargs):
        super().__init__(local_blocks or _formats(), **kwargs)

    def get_prep_value(self, value):
        """Read every part first, so that each option is stored with its lasting id."""
        list(value or ())
        return super().get_prep_value(value)
