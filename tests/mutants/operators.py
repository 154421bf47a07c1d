"""What is changed to make a mutant: one small fault at one place of a module, as a replacement of source text.

Every operator is a function from a node of the syntax tree to what may stand in its place. Left out, since a change
there changes nothing that a test could or should see: docstrings, annotations, decorators, `__slots__`, asserts (they
speak to the type checker) and what `zip` asserts by `strict`, and the words of exceptions and f-strings.
"""

from __future__ import annotations

import ast
import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Mutant:
    """path: of the module in its tree. line: from 1; lines: first and last of the statement that it stands in, without
    what the statement contains. kind: of fault. start, end: bytes of the source that `text` replaces. everywhere: it
    stands where code runs once for many tests, at import or behind a cache."""

    path: str
    line: int
    lines: tuple[int, int]
    start: int
    end: int
    kind: str
    text: str
    everywhere: bool

    def applied(self, source: str) -> str:
        """The module's source with the fault in it."""
        stored = source.encode()
        return (stored[: self.start] + self.text.encode() + stored[self.end :]).decode()


Fault = tuple[str, str]
"""Kind, and the text that replaces the node's."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sorted": "list",
    "reversed": "list",
    "sum": "max",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "plus": "minus",
    "minus": "plus",
    "times": "plus",
    "ratio": "times",
    "startswith": "endswith",
    "endswith": "startswith",
    "partition": "rpartition",
    "rpartition": "partition",
    "issubset": "issuperset",
    "union": "intersection",
}
"""Functions by the one that is called instead; among them the core's own arithmetic."""
BARE = frozenset({"rounded", "negative", "abs", "bounded"})
"""Functions whose first argument is taken as it is."""
WORDS = {"high": "low", "low": "high", "first": "last", "last": "first", "best": "worst"}
"""Texts that have a neighbour worth more than any other text."""

TEXTS = (ast.Constant, ast.JoinedStr)
UNTOUCHED = frozenset({"annotation", "returns", "decorator_list", "bases"})
COLLECTED = (ast.List, ast.Tuple, ast.ListComp, ast.JoinedStr, ast.Dict, ast.Set)


@dataclass(frozen=True, slots=True)
class Place:
    """A node where a fault may stand. lines, everywhere: see `Mutant`. inside: a function. tested: `if` or `while`
    where the node is what decides."""

    node: Any
    lines: tuple[int, int]
    everywhere: bool
    inside: bool
    tested: str


def mutants(path: str, source: str) -> list[Mutant]:
    """Every mutant of a module, in the order of its text."""
    starts = [0]
    for line in source.encode().splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    found = set()
    for place in _places(ast.parse(source), Place(None, (1, 1), True, False, "")):
        node = place.node
        at, end = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        for kind, text in _faults(place):
            found.add(Mutant(path, node.lineno, place.lines, at, end, kind, text, place.everywhere))
    return sorted(found)


def _places(node: ast.AST, around: Place) -> Iterator[Place]:
    """around: where the node stands."""
    if isinstance(node, ast.stmt):
        around = replace(around, lines=_lines(node))
    if isinstance(node, (ast.expr, ast.stmt)):
        yield replace(around, node=node)
    for part, child in _children(node):
        place = replace(around, tested="")
        if part == "body" and isinstance(node, (ast.FunctionDef, ast.Lambda)):
            place = replace(place, everywhere=(around.inside and around.everywhere) or _cached(node), inside=True)
        elif part == "test" and isinstance(node, (ast.If, ast.IfExp, ast.While)):
            place = replace(place, tested="while" if isinstance(node, ast.While) else "if")
        yield from _places(child, place)


def _lines(node: ast.stmt) -> tuple[int, int]:
    body: list[ast.stmt] = getattr(node, "body", [])
    return node.lineno, max(node.lineno, body[0].lineno - 1) if body else node.end_lineno or node.lineno


def _cached(node: ast.FunctionDef | ast.Lambda) -> bool:
    return isinstance(node, ast.FunctionDef) and any("cache" in ast.unparse(each) for each in node.decorator_list)


def _children(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What stands in a node, by the name of the part, without what is left out."""
    if isinstance(node, (ast.JoinedStr, ast.Assert)) or _is_slots(node) or _is_strict(node):
        return
    if isinstance(node, ast.Raise):
        if isinstance(node.exc, ast.Call):
            yield from (("args", each) for each in node.exc.args if not isinstance(each, TEXTS))
        return
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            docstring = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not docstring and name not in UNTOUCHED:
                yield name, child


def _is_slots(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__slots__"


def _is_strict(node: ast.AST) -> bool:
    return isinstance(node, ast.keyword) and node.arg == "strict"


def _faults(place: Place) -> Iterator[Fault]:
    for kind, (types, operator) in OPERATORS.items():
        if isinstance(place.node, types):
            for text in operator(place.node, place):
                yield kind, text


def _changed(node: ast.AST, **parts: Any) -> str:
    """The text of a node with other parts, in parentheses where it is an expression that may need them."""
    other = copy.copy(node)
    for name, value in parts.items():
        setattr(other, name, value)
    text = ast.unparse(other)
    return f"({text})" if isinstance(node, (ast.BinOp, ast.BoolOp, ast.Compare)) else text


def _comparison(node: ast.Compare, place: Place) -> Iterator[str]:
    for index, operator in enumerate(node.ops):
        yield _changed(node, ops=[*node.ops[:index], COMPARED[type(operator)](), *node.ops[index + 1 :]])


def _arithmetic(node: ast.BinOp | ast.AugAssign, place: Place) -> Iterator[str]:
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    texts = any(isinstance(each, COLLECTED) or _is_text(each) for each in sides)
    is_type = isinstance(node.op, ast.BitOr) and not place.inside
    if type(node.op) in COMPUTED and not texts and not is_type:
        yield _changed(node, op=COMPUTED[type(node.op)]())


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _connection(node: ast.BoolOp, place: Place) -> Iterator[str]:
    yield _changed(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


def _operand(node: ast.BoolOp, place: Place) -> Iterator[str]:
    """Without one of the operands."""
    for index in range(len(node.values)):
        rest = [*node.values[:index], *node.values[index + 1 :]]
        yield _changed(node, values=rest) if len(rest) > 1 else f"({ast.unparse(rest[0])})"


def _sign(node: ast.UnaryOp, place: Place) -> Iterator[str]:
    yield f"({ast.unparse(node.operand)})"


def _condition(node: ast.expr, place: Place) -> Iterator[str]:
    """One branch for all; a loop that is never begun."""
    if place.tested and not isinstance(node, ast.Constant):
        yield from ("True", "False") if place.tested == "if" else ("False",)


def _filter(node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, place: Place) -> Iterator[str]:
    """Nothing is left out."""
    for index, each in enumerate(node.generators):
        if each.ifs:
            other = copy.copy(each)
            other.ifs = []
            yield _changed(node, generators=[*node.generators[:index], other, *node.generators[index + 1 :]])


def _constant(node: ast.Constant, place: Place) -> Iterator[str]:
    if isinstance(node.value, bool):
        yield repr(not node.value)
    elif isinstance(node.value, int):
        yield repr(node.value + 1)
    elif isinstance(node.value, str):
        yield json.dumps(WORDS.get(node.value, f"XX{node.value}"), ensure_ascii=False)


def _return(node: ast.Return, place: Place) -> Iterator[str]:
    if node.value is not None and not isinstance(node.value, ast.Constant):
        yield "return None"


def _call(node: ast.Call, place: Place) -> Iterator[str]:
    """Another function is called, or none."""
    if isinstance(node.func, ast.Name):
        if node.func.id in CALLED:
            yield _changed(node, func=ast.Name(CALLED[node.func.id]))
        if node.func.id in BARE and node.args:
            yield f"({ast.unparse(node.args[0])})"
    elif isinstance(node.func, ast.Attribute) and node.func.attr in CALLED:
        yield _changed(node, func=ast.Attribute(node.func.value, CALLED[node.func.attr]))


def _keyword(node: ast.Call, place: Place) -> Iterator[str]:
    """Without one of the arguments that are named."""
    for index, each in enumerate(node.keywords):
        if not _is_strict(each):
            yield _changed(node, keywords=[*node.keywords[:index], *node.keywords[index + 1 :]])


def _statement(node: ast.stmt, place: Place) -> Iterator[str]:
    """Nothing is done. An assignment to a name stays: its next use would only fail for want of the name."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    named = bool(targets) and all(isinstance(each, (ast.Name, ast.Tuple)) for each in targets)
    returns = isinstance(node, ast.Return) and node.value is not None
    if place.inside and not named and not returns:
        yield "pass"


OPERATORS: dict[str, tuple[Any, Callable[..., Iterator[str]]]] = {
    "comparison": (ast.Compare, _comparison),
    "arithmetic": ((ast.BinOp, ast.AugAssign), _arithmetic),
    "and, or": (ast.BoolOp, _connection),
    "operand left out": (ast.BoolOp, _operand),
    "sign or not left out": (ast.UnaryOp, _sign),
    "condition forced": (ast.expr, _condition),
    "filter left out": ((ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp), _filter),
    "constant": (ast.Constant, _constant),
    "nothing returned": (ast.Return, _return),
    "another call": (ast.Call, _call),
    "argument left out": (ast.Call, _keyword),
    "statement left out": (
        (
            ast.Expr,
            ast.Assign,
            ast.AnnAssign,
            ast.AugAssign,
            ast.Raise,
            ast.Continue,
            ast.Break,
            ast.Delete,
            ast.Return,
        ),
        _statement,
    ),
}
