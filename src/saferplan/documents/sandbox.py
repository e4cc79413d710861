"""The language that may be used inside {{ }} and {% %}: names of figures, sums, choices and short loops.

Jinja2's sandbox keeps chapters away from Python; what it lets through and this does not is listed in ALLOWED.
Everything that could run for ever or fill the memory is bounded here, so that a chapter from a stranger can be built.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import isfinite
from types import CodeType
from typing import Any, Final, NamedTuple, cast

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from saferplan.documents import numbers
from saferplan.documents.bounds import MAX_ITEMS, Work, at_most, bounded_range
from saferplan.documents.quoting import QuotedFinding, common_kind, origins, quoted_value, reckoned, written
from saferplan.errors import nearest

MAX_DEPTH = 40
"""Levels of nesting in a chapter's expressions and blocks."""
MAX_JOINED = 10_000
"""Characters that `~` and `join` may put together."""
MAX_NUMBER = 1e18
MAX_DIGITS = 18
"""Places that `round` may keep or clear: MAX_NUMBER has no more, and Python works out ten to their power."""
MAX_KEPT = 128
"""Chapters whose compiled form is kept: a handful serves every area, and each takes a tenth of a second to compile."""

ALLOWED: Final = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign, nodes.With),
    *(nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.Dict, nodes.Pair, nodes.Keyword, nodes.CondExpr),
    *(nodes.Filter, nodes.Test, nodes.Call, nodes.Getitem, nodes.Getattr, nodes.Slice, nodes.Concat),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos),
    *(nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
)
TESTS = ("defined", "none", "number", "string", "odd", "even", "divisibleby", "in", "eq", "ne", "lt", "le", "gt", "ge")
OWN_STEPS = ("printed", "bounded", "held", "gone_through")
"""Filters that are put around what a chapter says, and that it cannot name."""
STANDARD_FILTERS = ("length", "first", "last", "sort", "map", "select", "reject", "selectattr", "rejectattr", "list")


class Word:
    """A function of the vocabulary as a chapter may call it."""

    def __init__(self, name: str, function: Callable[..., Any]) -> None:
        self.name = name
        self.function = function

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.function(*arguments, **named)


class ChapterEnvironment(ImmutableSandboxedEnvironment):
    """Compiles chapters. `printed` turns what an expression gave, and its line, into a mark."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})
    intercepted_unops = frozenset({"+", "-"})

    def __init__(self, words: dict[str, Any], printed: Callable[[Any, int], str]) -> None:
        super().__init__(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)
        self.globals = {"range": bounded_range, **words}
        work = Work()
        self.tests = {name: self.tests[name] for name in TESTS} | {"in": work.is_in}
        self.filters = {name: self.filters[name] for name in STANDARD_FILTERS} | _own_filters()
        self.filters["printed"] = pass_context(lambda _context, value, line: printed(value, line))
        self.filters["bounded"] = work.bounded
        self.filters["held"] = work.held
        self.filters["gone_through"] = work.gone_through

    def compiled(self, source: str, file: str) -> Any:
        """The template of a chapter. Raises TemplateSyntaxError, SecurityError, RecursionError or ValueError."""
        chapter = _compiled(source, file)
        self._check_names(chapter.names)
        return self.template_class.from_code(self, chapter.code, self.make_globals(None))

    def _check_names(self, names: Iterable[tuple[str, int]]) -> None:
        for name, line in names:
            if name == "self" or name not in self.globals:
                offer = nearest(name, list(self.globals))
                raise _refused(f"there is no figure or word '{name}'. {offer}".rstrip(), line)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return isinstance(obj, dict | LoopContext) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        owner = getattr(obj, "__self__", None)
        return isinstance(obj, Word) or obj is bounded_range or isinstance(owner, dict | LoopContext)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self._field(obj, attribute) if isinstance(obj, QuotedFinding) else super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        return self._field(obj, argument) if isinstance(obj, QuotedFinding) else super().getitem(obj, argument)

    def _field(self, finding: QuotedFinding, name: Any) -> Any:
        try:
            return finding.attribute(name)
        except AttributeError:
            offer = nearest(str(name), finding.fields)
            hint = f"figure '{finding.finding.id}' has no '{name}'. {offer}".rstrip()
            return self.undefined(hint=hint, obj=finding, name=str(name))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002
        _only_numbers(left, right)
        result = self.binop_table[operator](left, right)
        if abs(result) > MAX_NUMBER:
            raise SecurityError("the number worked out here is too large")
        kind = common_kind(left, right) if operator in "+-" else "number"
        return _carried(result, kind, left, right, is_reckoned=True)

    def call_unop(self, context: Context, operator: str, arg: Any) -> Any:  # noqa: ARG002
        _only_numbers(arg)
        return _carried(self.unop_table[operator](arg), common_kind(arg), arg)


class _Compiled(NamedTuple):
    """A chapter that keeps to the language. `names`: what it asks of the vocabulary, and in which lines."""

    code: CodeType
    names: tuple[tuple[str, int], ...]


@lru_cache(maxsize=MAX_KEPT)
def _compiled(source: str, file: str) -> _Compiled:
    """The same whatever the words mean: they are looked up when it runs."""
    environment = ChapterEnvironment({}, lambda value, _line: str(value))
    tree = environment.parse(source, filename=file)
    _check(tree)
    asked = find_undeclared_variables(tree) | {"self"}
    names = tuple((name.name, name.lineno) for name in tree.find_all(nodes.Name) if name.name in asked)
    return _Compiled(environment.compile(_Wrapping(environment).visit(tree), filename=file), names)


class _Wrapping(NodeTransformer):
    """Sends every printed expression, loop and joined text through the checks of this module."""

    def __init__(self, environment: ChapterEnvironment) -> None:
        self.environment = environment

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja2 calls it by the node's name
        self.generic_visit(node)
        node.nodes = [
            child
            if isinstance(child, nodes.TemplateData)
            else self._filtered(child, "printed", nodes.Const(child.lineno))
            for child in node.nodes
        ]
        return node

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja2 calls it by the node's name
        steps = sum(1 for _ in node.find_all(nodes.Node))
        self.generic_visit(node)
        node.iter = self._filtered(node.iter, "bounded", nodes.Const(steps))
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Filter:  # noqa: N802 - Jinja2 calls it by the node's name
        self.generic_visit(node)
        if node.name in (*STANDARD_FILTERS, "join") and node.node is not None:
            node.node = self._filtered(node.node, "gone_through")
        return node

    def visit_Operand(self, node: nodes.Operand) -> nodes.Operand:  # noqa: N802 - Jinja2 calls it by the node's name
        self.generic_visit(node)
        node.expr = self._filtered(node.expr, "gone_through")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - Jinja2 calls it by the node's name
        self.generic_visit(node)
        return self._filtered(nodes.List(node.nodes, lineno=node.lineno), "join")

    def visit_List(self, node: nodes.List) -> nodes.Filter:  # noqa: N802 - Jinja2 calls it by the node's name
        return self._built(node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Filter:  # noqa: N802 - Jinja2 calls it by the node's name
        return self._built(node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802 - Jinja2 calls it by the node's name
        return self._built(node) if node.ctx == "load" else node

    def _built(self, node: nodes.Expr) -> nodes.Filter:
        self.generic_visit(node)
        return self._filtered(node, "held")

    def _filtered(self, node: nodes.Node, name: str, *arguments: nodes.Expr) -> nodes.Filter:
        wrapped = nodes.Filter(cast(nodes.Expr, node), name, list(arguments), [], None, None, lineno=node.lineno)
        wrapped.set_environment(self.environment)
        return wrapped


def _check(tree: nodes.Node, depth: int = 0, line: int = 1) -> None:
    children = list(tree.iter_child_nodes())
    line = tree.lineno or next((child.lineno for child in children if child.lineno), line)
    if not isinstance(tree, ALLOWED):
        raise _refused(f"'{type(tree).__name__.lower()}' cannot be used in a chapter", line)
    if depth > MAX_DEPTH:
        raise _refused("this is nested too deeply", line)
    if isinstance(tree, nodes.For) and tree.recursive:
        raise _refused("a recursive loop cannot be used in a chapter", line)
    if isinstance(tree, nodes.Filter) and tree.name in OWN_STEPS:
        raise _refused(f"there is no filter '{tree.name}'", line)
    if isinstance(tree, nodes.Const) and isinstance(tree.value, float) and not isfinite(tree.value):
        raise _refused("this number is too large", line)
    for child in children:
        _check(child, depth + 1, line)


def _refused(problem: str, line: int) -> TemplateSyntaxError:
    return TemplateSyntaxError(problem, line)


def _own_filters() -> dict[str, Callable[..., Any]]:
    kinds = {kind: pass_context(_as_kind(kind)) for kind in ("count", "rate", "share", "ratio")}
    return kinds | {"join": pass_context(_join), "abs": pass_context(_abs), "round": pass_context(_round)}


def _as_kind(kind: str) -> Callable[..., Any]:
    def convert(_context: Context, value: Any) -> Any:
        _only_numbers(value)
        return _carried(value, kind, value) if origins(value) else numbers.printed(value, kind)

    return convert


def _join(_context: Context, parts: Any, between: str = "") -> Any:
    sources = list(at_most(MAX_ITEMS, parts))
    texts = [written(part) for part in sources]
    if sum(len(text) + len(between) for text in texts) > MAX_JOINED:
        raise SecurityError(f"the text put together here is longer than {MAX_JOINED:,} characters")
    return _carried(str(between).join(texts), "text", *sources)


def _abs(_context: Context, value: Any) -> Any:
    _only_numbers(value)
    return _carried(abs(value), common_kind(value), value)


def _round(_context: Context, value: Any, digits: int = 0) -> Any:
    _only_numbers(value, digits)
    if abs(digits) > MAX_DIGITS:
        raise SecurityError(f"round takes from -{MAX_DIGITS} to {MAX_DIGITS} digits")
    return (
        _carried(round(value, digits), common_kind(value), value) if digits else _carried(round(value), "number", value)
    )


def _carried(result: Any, kind: str, *sources: Any, is_reckoned: bool = False) -> Any:
    found = origins(*sources)
    return quoted_value(result, found, kind, is_reckoned=is_reckoned or reckoned(*sources)) if found else result


def _only_numbers(*values: Any) -> None:
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float):
            if isinstance(value, StrictUndefined):
                str(value)
            described = "nothing" if value is None else f"'{value}'" if isinstance(value, str) else "this"
            raise TypeError(f"{described} is not a number and cannot be reckoned with")
