"""Reads a fixed include once, where it stands, instead of looking it up for every page.

`{% include "components/dock.html" %}` in a template of ours finds its template and makes a fresh
state for it each time. What it includes never changes, so its nodes are kept beside the tag.
Variables and `only` work as ever. Templates with blocks, unknown ones, and those that include
themselves are left to Django.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from django import template
from django.conf import settings
from django.template import Context, TemplateDoesNotExist, TemplateSyntaxError
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode, do_include

register = template.Library()

OURS = str(settings.BASE_DIR / "templates")
_being_read: ContextVar[tuple[str, ...]] = ContextVar("being_read", default=())


class Inlined(Node):
    """The nodes of an included template, with the variables that it is given."""

    child_nodelists = ()  # it holds no block, so nobody need look for one

    def __init__(
        self, nodelist: NodeList, values: Mapping[str, FilterExpression], is_alone: bool
    ) -> None:
        self.nodelist = nodelist
        self.values = values
        self.is_alone = is_alone

    def render(self, context: Context) -> str:
        values = {name: value.resolve(context) for name, value in self.values.items()}
        if self.is_alone:
            return self.nodelist.render(context.new(values))
        with context.push(**values):
            return self.nodelist.render(context)


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """Keep what a fixed include of ours shows; leave every other to Django."""
    node = do_include(parser, token)
    name = node.template.var
    if not isinstance(name, str) or node.template.filters or not _is_ours(parser):
        return node
    nodelist = _read(name)
    if nodelist is None or _has_blocks(nodelist):
        return node
    return Inlined(nodelist, node.extra_context, node.isolated_context)


def _has_blocks(nodelist: NodeList) -> bool:
    return any(nodelist.get_nodes_by_type(kind) for kind in (BlockNode, ExtendsNode))


def _is_ours(parser: Parser) -> bool:
    return bool(parser.origin and str(parser.origin.name).startswith(OURS))


def _read(name: str) -> NodeList | None:
    """Return the nodes of a template unless it is being read already or cannot be."""
    outer = _being_read.get()
    if name in outer:
        return None
    mark = _being_read.set((*outer, name))
    try:
        loaded: Any = get_template(name)
    except (TemplateDoesNotExist, TemplateSyntaxError):
        return None
    finally:
        _being_read.reset(mark)
    nodes: NodeList = loaded.template.nodelist
    return nodes
