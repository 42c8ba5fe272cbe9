"""Curves of the activations, drawn with matplotlib."""

from pathlib import Path
from typing import Any

import numpy as np

from microact.functions import RuleLike, as_rule
from microact.optional import optional
from microact.rules import Activation
from microact.show import style
from microact.value import Value


def plot_activation(activation: RuleLike, reach: float = 5.0, ax: Any = None) -> Any:
    """Draw an activation's curve and its slope, the local gradient.

    Args:
        activation: by name, class or instance.
        reach: from −reach to reach.
        ax: a matplotlib Axes to draw into; by default a new figure's.

    Returns:
        The Axes.

    Raises:
        TypeError: for a rule that is not an elementwise activation of one number.
        ModuleNotFoundError: if matplotlib is missing, with what installs it.
    """
    rule = as_rule(activation)
    if not isinstance(rule, Activation):
        raise TypeError(f"{rule.name} is not a curve: it is no function of a single number")
    if ax is None:
        pyplot = optional("matplotlib.pyplot", "a plot")
        ax = pyplot.figure(figsize=(3.6, 2.7), layout="constrained").subplots()
    reach = max(reach, *(1.3 * abs(kink) for kink in rule.kinks), 0.0)
    x = Value(_between_kinks(rule, reach))
    inputs = [x, 0.25] if rule.name == "prelu" else [x]
    y = rule(*inputs)
    y.backward(np.ones(y.shape))
    ax.axhline(0, color="#D0D7DE", lw=0.8)
    ax.axvline(0, color="#D0D7DE", lw=0.8)
    ax.plot(x.data, _broken(y.data, rule), color=style.POSITIVE, lw=2.2, label=rule.title)
    slope = _broken(x.grad, rule)
    ax.plot(x.data, slope, color=style.INK, lw=1.6, ls="--", label="slope")
    ax.tick_params(labelsize=8, colors=style.QUIET)
    ax.spines[["top", "right"]].set_visible(False)
    ax.set_xlabel("x", fontsize=9, color=style.QUIET)
    ax.legend(fontsize=8, frameon=False, ncols=2, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    return ax


def save_figure(ax: Any, path: Path) -> None:
    """Write an Axes' figure to a file, the same bytes each time, and close it."""
    pyplot = optional("matplotlib.pyplot", "a plot")
    with pyplot.rc_context({"svg.hashsalt": "microact", "svg.fonttype": "none"}):
        dated = {"metadata": {"Date": None}} if path.suffix == ".svg" else {"dpi": 144}
        ax.figure.savefig(path, **dated)
    pyplot.close(ax.figure)


def _between_kinks(rule: Activation, reach: float) -> np.ndarray[Any, Any]:
    """Sample on both sides of each kink, so that a jump of the slope is drawn as one."""
    sides = [kink + side for kink in rule.kinks for side in (-1e-9, 0.0, 1e-9)]
    return np.sort(np.concatenate([np.linspace(-reach, reach, 401), sides]))


def _broken(y: Any, rule: Activation) -> Any:
    """Leave a gap where the curve jumps."""
    y = np.array(y, dtype=float)
    y[np.r_[False, np.abs(np.diff(y)) > 0.5]] = np.nan
    return y
