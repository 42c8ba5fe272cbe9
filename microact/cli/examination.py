"""Is everything here that microact needs? `microact doctor` says so, one line each."""

import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from importlib import metadata, util

import numpy as np

from microact.check.gradient_check import gradcheck
from microact.engine.calling import activations
from microact.engine.value import Value
from microact.show.graph.diagram import draw
from microact.show.graph.render import pure_binary
from microact.show.page.explore import explore
from microact.support.optional_packages import OPTIONAL
from microact.support.version import __version__

Finding = tuple[str, bool]
"""A line, and whether it is as it should be."""


def examine() -> Iterator[Finding]:
    """Yield what is found: versions, Graphviz, optional packages, and a short test of each part.

    A missing optional package is no fault; a failed test is.
    """
    yield f"microact {__version__}, Python {platform.python_version()}, {platform.platform()}", True
    yield f"NumPy {np.__version__}", True
    yield _graphviz()
    missing: list[str] = []
    for package, (needed_for, install) in OPTIONAL.items():
        if util.find_spec(package):
            yield f"{package} {_version(package)}: {needed_for}", True
        else:
            missing.append(install)
            yield f"optional, not here: {package}: {needed_for}", True
    if missing:
        yield f"to have them: python -m pip install {' '.join(missing)}", True
    yield _tried("gradients agree with finite differences", _gradients)
    yield _tried("a diagram is drawn", _diagram)
    yield _tried("a PNG is drawn", _png)
    yield _tried("a page is written", _page)


def _graphviz() -> Finding:
    pure, system = pure_binary(), shutil.which("dot")
    if pure:
        return f"Graphviz: graphviz-pure {_version('graphviz-pure')} places diagrams", True
    if system:
        done = subprocess.run([system, "-V"], capture_output=True, text=True, check=False)
        words = " ".join((done.stderr or done.stdout).split())
        return f"Graphviz: {words}", done.returncode == 0
    return "Graphviz is missing: python -m pip install graphviz-pure", False


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "(version unknown)"


def _tried(what: str, test: Callable[[], bool]) -> Finding:
    """Run a test; whatever goes wrong is a finding and no crash."""
    start = time.perf_counter()
    try:
        good, words = test(), ""
    except Exception as error:
        good, words = False, f": {type(error).__name__}: {' '.join(str(error).split())}"
    seconds = time.perf_counter() - start
    return (f"ok, {what} ({seconds:.1f} s)" if good else f"FAILED: {what}{words}"), good


def _gradients() -> bool:
    points = np.linspace(-2.0, 2.0, 6)
    four = ("sigmoid", "tanh", "relu", "leaky_relu")
    return all(gradcheck(activations[name], points, raise_error=False).passed for name in four)


def _neuron() -> Value:
    y: Value = activations["tanh"](Value(0.5, "w") * Value(2.0, "x") + Value(-0.3, "b"))
    return y


def _diagram() -> bool:
    return b"</svg>" in draw(_neuron(), gradients=True).pipe("svg")


def _png() -> bool:
    return bool(draw(_neuron(), gradients=True).pipe("png").startswith(b"\x89PNG"))


def _page() -> bool:
    return "</html>" in explore(_neuron()).page
