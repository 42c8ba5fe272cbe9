"""A program written out as one function: in Python, or in JavaScript."""

from microact.expressions.javascript import JAVASCRIPT
from microact.expressions.python import PYTHON
from microact.source.straight_line import Program


def python(program: Program) -> str:
    """Write a program in Python."""
    text = PYTHON.text
    head = [f"def step({', '.join(program.inputs)}):"]
    body = [
        f"    {line.name} = {text(line.value)}  # {_one_line(line.comment)}"
        for line in (*program.forward, *program.backward)
    ]
    kept = f", {text(tuple(program.kept))}" * bool(program.kept)
    back = f"    return {text(program.output)}, {text(tuple(program.gradients))}{kept}"
    return "\n".join([*head, *body, back]) + "\n"


def javascript(program: Program) -> str:
    """Write a program in JavaScript, to be run below its `PRELUDE`."""
    text = JAVASCRIPT.text
    lines = [f"function step({', '.join(program.inputs)}) {{"]
    known: set[str] = set()
    for line in (*program.forward, *program.backward):
        declare = "" if line.name in known else "let "
        known.add(line.name)
        lines.append(f"  {declare}{line.name} = {text(line.value)}; // {_one_line(line.comment)}")
    kept = f", {text(program.kept)}" * bool(program.kept)
    end = f"  return [{text(program.output)}, {text(program.gradients)}{kept}];"
    return "\n".join([*lines, end, "}"]) + "\n"


def _one_line(comment: str) -> str:
    """A comment ends with its line, in every language's idea of one."""
    return " ".join(comment.split())
