"""Write `microact/engine/functions.pyi`: what editors and type checkers know of each function.

`python -m tests.make_stub`, after a rule was added. The functions themselves are made from the
rules when microact is imported.
"""

import inspect
from pathlib import Path

from microact.engine import functions

STUB = Path(functions.__file__).with_suffix(".pyi")

HEAD = '''"""Every rule as a function. Made from the rules: `python -m tests.make_stub`."""

from collections.abc import Callable
from typing import Any, Generic, ParamSpec

from microact.engine.spellings import (
{by_hand}
)
from microact.readings.numbers import Number

P = ParamSpec("P")

class _OfARule(Generic[P]):
    rule: type[Any]
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Number: ...

def _of_a_rule(f: Callable[P, Number]) -> _OfARule[P]: ...

inf: float
nan: float
pi: float
__all__ = {every}
'''


def stub() -> str:
    every = {name: f for name, f in vars(functions).items() if callable(f) and name[0] != "_"}
    by_hand = sorted(n for n, f in every.items() if not hasattr(f, "rule") and n == f.__name__
                     and f.__module__ == "microact.engine.spellings")  # fmt: skip
    parts = [
        HEAD.format(
            every=functions.__all__, by_hand="\n".join(f"    {name} as {name}," for name in by_hand)
        )
    ]
    for name, f in sorted(every.items()):
        if getattr(f, "rule", None) is None or name in by_hand or name != f.__name__:
            continue
        given = []
        for p in inspect.signature(f).parameters.values():
            star = "*" if p.kind is p.VAR_POSITIONAL else ""
            given.append(f"{star}{p.name}: Number" + (" = ..." if p.default is not p.empty else ""))
        first = (inspect.getdoc(f) or "").partition("\n")[0].replace("\\", "\\\\")
        parts.append(f'@_of_a_rule\ndef {name}({", ".join(given)}) -> Number:\n    """{first}"""\n')
    return "\n".join(parts)


if __name__ == "__main__":
    STUB.write_text(stub(), encoding="utf-8")
    print(f"wrote {STUB}")
