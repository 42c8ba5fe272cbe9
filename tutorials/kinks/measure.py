"""What libraries answer at the edges: asks all that are installed, and writes the page.

    python tutorials/kinks/measure.py

Answers of libraries that are not installed here stay as they were measured.
"""

import json
import math
import sys
import warnings
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from edges import EDGES
from libraries import found

ANSWERS = HERE / "answers.json"
PAGE = HERE.parent / "kinks.md"


def answer(library, edge):
    """Return what a library answers, as text; nothing if it has no such function."""
    f = library.functions.get(edge.function)
    if f is None:
        return ""
    cells = []
    for arguments in edge.inputs:
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                if edge.asks == "second slope":
                    cells.append(text(library.second(f, *arguments)))
                    continue
                value, slopes = library.first(f, [list(x) if isinstance(x, list) else x
                                                  for x in arguments])  # fmt: skip
        except NotImplementedError:
            return ""
        except Exception:  # whatever a library says when it has no answer
            return "raises"
        slope = ", ".join(map(text, slopes))
        cells.append({"slope": slope, "value": text(value)}.get(
            edge.asks, f"{text(value)}; {slope}"))  # fmt: skip
    return ", ".join(cells)


def text(x):
    """Write a number or a list of them with four digits."""
    x = np.asarray(x, np.float64)
    if x.shape:
        return f"[{', '.join(map(text, x))}]"
    x = float(x)
    if math.isnan(x):
        return "nan"
    return f"{x + 0.0:.4g}".replace("-", "−")


def measured(libraries):
    """Return the answers of each library, and its version."""
    return {
        one.name: {
            "version": one.version.partition("+")[0],
            "float32": one.narrow,
            "answers": {edge.title: answer(one, edge) for edge in EDGES},
        }
        for one in libraries
    }


def page(answers):
    """Write the page."""
    names = list(answers)
    head = [f"{name} {answers[name]['version']}" for name in names]
    lines = [INTRODUCTION.format(
        narrow=" and ".join(name for name in names if answers[name]["float32"])), ""]  # fmt: skip
    lines += [f"| | {' | '.join(head)} |", f"|{' --- |' * (len(names) + 1)}"]
    for edge in EDGES:
        cells = [answers[name]["answers"].get(edge.title, "") for name in names]
        lines.append(f"| {edge.title} | {' | '.join(cells)} |")
    return "\n".join([*lines, "", AFTER])


INTRODUCTION = """# What libraries answer at kinks

A kink is a corner of a curve, as ReLU's at 0: there every number between the slope on its left and
the slope on its right is a *subgradient*, and which one a library gives is its choice.
Libraries choose differently, and within one library functions of equal value may choose
differently: so "as PyTorch" says nothing until a function and a version are named. Here is what
each answers by its own functions and its own derivative, on the CPU, in float64 but for {narrow}.
An empty cell: it has no such function, or no second derivatives. All cells are slopes unless they
say otherwise; ″ is the slope of the slope.

`python tutorials/kinks/measure.py` asks again whatever is installed, and writes this page."""

AFTER = """## What microact chose, and why

- 0 for `relu` at 0, and at both bounds of `hardtanh` and `relu6`: what does not pass the number on
  passes no gradient on. PyTorch's `relu`, `hardtanh` and `relu6` and TensorFlow's `relu` choose so.
- The slope of the left side for `leaky_relu`, `elu` and `selu` at 0, since their formulas say
  `x if x > 0 else …`. PyTorch's functions of those names choose so.
- 1 for `clip` at its bounds: a number that is inside, bounds included, is passed on.
- Equal shares where several are largest in `max`, and a half to each side of `maximum` at a tie:
  no side is better than the other. The sum of what is passed on is what arrived.
- 0 where the formula would divide 0 by 0 in `std` of equal numbers, as `torch.std`; written out as
  the root of a variance it is infinite × 0, which is NaN.
- `x ** y` at (0, 0) is 1, and flat in both: 0, as a constant would have it.
- A slope that is computed from the output, as a sigmoid's y · (1 − y), is 0 where y rounds to 1;
  the true one is 4e-18 there. No step of training notices.
- Second slopes follow from the lines of the first: `elu` says `exp(minimum(x, 0))`, and `minimum`
  halves at a tie, so `elu″(0)` is ½, the mean of its two sides.
"""


if __name__ == "__main__":
    known = json.loads(ANSWERS.read_text(encoding="utf-8")) if ANSWERS.exists() else {}
    known |= measured(found())
    ANSWERS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    PAGE.write_text(page(known), encoding="utf-8")
    print(f"{PAGE.name} says what {', '.join(known)} answer")
