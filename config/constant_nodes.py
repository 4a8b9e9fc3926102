"""Renders the constant parts of templates once a process: words to translate, icons, addresses without arguments.

Two fifths of the nodes of a page depend on nothing but the language and on where Lodge is mounted. Neighbours among
them become one node, which keeps its text for each language and each place. What a tag reads from the context is
never constant, so no text of a person is kept.
"""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    TextNode,
    TokenType,
    Variable,
)
from django.template.defaulttags import CommentNode, IfNode, LoadNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders import cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_Surroundings = tuple[str | None, str, str]
_F = TypeVar("_F", bound=Callable[..., Any])
_pure: set[Callable[..., Any]] = set()
_KEY = "_surroundings"


def pure(function: _F) -> _F:
    """Declare that the result of a simple tag depends on its arguments and the surroundings alone."""
    _pure.add(function)
    return function


def surroundings(context: Context) -> _Surroundings:
    """What constant parts depend on: the language, the prefix of all addresses, and the URLconf.

    Read once for a context, because each of them costs as much as a small tag. So no template may change its language.
    """
    known: _Surroundings | None = context.__dict__.get(_KEY)
    if known is None:
        urls = get_urlconf() or settings.ROOT_URLCONF
        known = context.__dict__[_KEY] = (get_language(), get_script_prefix(), str(urls))
    return known


class Constant(Node):
    """Neighbouring nodes that are constant."""

    child_nodelists = ()

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.token = nodes[0].token
        self._texts: dict[tuple[_Surroundings, bool], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """Their text. Raises what they raise."""
        key = surroundings(context), context.autoescape
        text = self._texts.get(key)
        if text is None:
            text = self._texts[key] = NodeList(self.nodes).render(context)
        return text


class Loader(cached.Loader):
    """Django's loader, which also joins what is constant in each template."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template, as Django's loader finds it."""
        known = self.get_template_cache.get(self.cache_key(template_name, skip))
        template: Template = super().get_template(template_name, skip)
        if template is not known:
            join(template.nodelist)
        return template


def join(nodes: NodeList) -> None:
    """Replace neighbours in *nodes*, and below, that are constant by one node."""
    joined: list[Node] = []
    run: list[Node] = []
    for node in nodes:
        if is_constant(node):
            run.append(node)
            continue
        joined += [*_as_one(run), node]
        run = []
        for below in _below(node):
            join(below)
    nodes[:] = [*joined, *_as_one(run)]


def _as_one(run: list[Node]) -> Iterable[Node]:
    if all(isinstance(node, TextNode) for node in run):
        return run
    return [Constant(run)]


def _below(node: Node) -> Iterable[NodeList]:
    if isinstance(node, IfNode):
        return [nodelist for _condition, nodelist in node.conditions_nodelists]
    if isinstance(node, LanguageNode):
        raise TemplateSyntaxError(
            "A page is in one language: activate it before the page is rendered."
        )
    found = (getattr(node, name, None) for name in node.child_nodelists)
    return [each for each in found if isinstance(each, NodeList)]


def is_constant(node: Node) -> bool:
    """Whether the text of *node* depends on nothing but its surroundings."""
    if isinstance(node, TextNode | CommentNode | LoadNode):
        return True
    if isinstance(node, TranslateNode):
        return not (node.asvar or node.message_context) and _is_literal(node.filter_expression)
    if isinstance(node, BlockTranslateNode):
        return not (node.asvar or node.message_context or node.plural) and all(
            token.token_type == TokenType.TEXT for token in node.singular
        )
    if isinstance(node, StaticNode):
        return node.varname is None and _is_literal(node.path)
    if isinstance(node, URLNode):
        given = [node.view_name, *node.args, *node.kwargs.values()]
        return node.asvar is None and all(map(_is_literal, given))
    if type(node) is SimpleNode:
        given = [*node.args, *node.kwargs.values()]
        return node.func in _pure and node.target_var is None and all(map(_is_literal, given))
    return False


def _is_literal(expression: FilterExpression) -> bool:
    var = expression.var
    if expression.filters:
        return False
    return not isinstance(var, Variable) or var.literal is not None
