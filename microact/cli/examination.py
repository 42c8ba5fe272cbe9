"""Is everything here that microact needs? `microact doctor` says so, one line each."""

import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib import import_module, metadata, util
from pathlib import Path

import numpy as np

from microact.check.certificate import certify
from microact.check.gradient_check import gradcheck
from microact.engine.calling import activations
from microact.engine.value import Value
from microact.exchange.from_torch import from_torch
from microact.exchange.to_onnx import to_onnx
from microact.nn import MLP
from microact.saving import load
from microact.show.graph.diagram import draw
from microact.show.graph.render import pure_binary
from microact.show.motion.animate import animate
from microact.show.page.explore import explore
from microact.source.unrolling import unroll
from microact.support.optional_packages import OPTIONAL
from microact.support.version import __version__
from microact.tables import load_csv

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
    yield _tried("a network is saved and loaded", _saved)
    yield _tried("a table is read", _table)
    yield _tried("lines of source run", _lines)
    for package, what, test in (
        ("PIL", "a film is made", _film), ("svg2pdf_py", "a PDF is drawn", _pdf),
        ("flint", "bounds are proven", _bounds), ("torch", "a network comes from PyTorch", _torch),
        ("onnx", "a network leaves as ONNX", _onnx),
    ):  # fmt: skip
        if util.find_spec(package):
            yield _tried(what, test)


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


def _saved() -> bool:
    model, X = MLP(2, [3, 1], seed=0), np.ones((1, 2))
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "net.npz")
        return bool(np.all(load(Path(folder) / "net.npz")(X).data == model(X).data))


def _table() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text("when;price;y\n" + "1.2.2020;1,5;a\n2.3.2021;$2;b\n" * 9, encoding="utf-8")
        return load_csv(path).classes == ["a", "b"]


def _lines() -> bool:
    y = _neuron()
    return bool(np.isclose(unroll(y)(0.5, 2.0, -0.3)[0], y.item()))


def _film() -> bool:
    with tempfile.TemporaryDirectory() as folder:
        return animate(_neuron(), Path(folder) / "a.gif", width=200).read_bytes()[:4] == b"GIF8"


def _pdf() -> bool:
    return bool(draw(_neuron()).pipe("pdf").startswith(b"%PDF"))


def _bounds() -> bool:
    return 0 < certify(unroll(_neuron()), 0.5, 2.0, -0.3).worst < 1e-12


def _torch() -> bool:
    torch = import_module("torch")
    module, x = torch.nn.Linear(2, 1), torch.ones(1, 2)
    ours = from_torch(module, x)(np.ones((1, 2), np.float32))
    return bool(np.allclose(ours.data, module(x).detach().numpy(), rtol=1e-5))


def _onnx() -> bool:
    onnx = import_module("onnx")
    with tempfile.TemporaryDirectory() as folder:
        to_onnx(MLP(2, [3, 1], seed=0), Path(folder) / "net.onnx")
        onnx.checker.check_model(onnx.load(str(Path(folder) / "net.onnx")))
    return True
