"""Templates into code as Jinja writes it, where it matters for speed with less between the lines.

What is shown is escaped by `escaped`. Our own templates ask objects for attributes that are there
and call functions that want no context, so these are asked and called at once; those of the
workspace may do whatever Jinja allows.
"""

from collections.abc import Callable
from functools import cached_property
from importlib.resources import files
from keyword import iskeyword
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr, Getattr, Node

from site_builder.escaping import escaped

TEMPLATES = Path(str(files("site_builder") / "templates"))


class _Generator(CodeGenerator):
    """Writes the code of one template."""

    def _output_child_pre(
        self, node: Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.escaped(")

    def get_visitor(self, node: Node) -> Callable[..., Any] | None:
        if isinstance(node, Getattr) and self._is_ours and not iskeyword(node.attr):
            return self._attribute
        if isinstance(node, Call) and self._is_ours and not (node.dyn_args or node.dyn_kwargs):
            return self._call
        return super().get_visitor(node)

    def _attribute(self, node: Getattr, frame: Frame) -> None:
        self.write("(")
        self.visit(node.node, frame)
        self.write(f").{node.attr}")

    def _call(self, node: Call, frame: Frame) -> None:
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    @cached_property
    def _is_ours(self) -> bool:
        return self.filename is not None and Path(self.filename).parent == TEMPLATES


def compile_quickly(environment: Environment) -> None:
    """Let the environment's templates, which are yet to be compiled, be made into such code."""
    environment.code_generator_class = _Generator
    environment.extend(escaped=escaped)
