"""Packages that only some features need, loaded when they are used."""

from importlib import import_module
from typing import Any

OPTIONAL = {
    "matplotlib": ("plots", "matplotlib"),
    "tqdm": ("progress bars of the tour", "tqdm"),
    "readchar": ("stepping with the arrow keys in a terminal", "readchar"),
    "pylatexenc": ("the lessons' formulas as text in a terminal", "pylatexenc"),
    "PIL": ("films of the backward pass as GIF and APNG", "pillow"),
    "svg2pdf_py": ("pictures as PDF", "svg2pdf-py"),
    "pypdf": ("several sheets in one PDF", "pypdf"),
    "array_api_compat": ("lines run by PyTorch and Dask", "array-api-compat"),
    "flint": ("bounds that are proven", "python-flint"),
    "mpmath": ("numbers of many digits", "mpmath"),
    "torch": ("networks that come from PyTorch", "torch"),
    "safetensors": ("weights that leave for PyTorch", "safetensors"),
    "onnx": ("models that leave as ONNX", "onnx"),
    "IPython": ("the lessons as notebooks", "ipykernel jupytext"),
}
"""Packages that some features need: what for, and what to install."""

INSTALLED_AS = {
    "resvg_py": "resvg-py", "svg2pdf_py": "svg2pdf-py", "PIL": "pillow",
    "array_api_compat": "array-api-compat", "flint": "python-flint",
}  # fmt: skip
"""What pip calls a package that is imported by another name."""


def optional(module: str, needed_for: str, *also: str) -> Any:
    """Import a module, or say in one line what installs it (and what else will be needed).

    Raises:
        ModuleNotFoundError: with the `pip install` that mends it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        missing = (error.name or module).partition(".")[0]  # it, or what it needs itself
        package = INSTALLED_AS.get(missing, missing)
        raise ModuleNotFoundError(
            f"{needed_for} needs {package}: python -m pip install {' '.join([package, *also])}",
            name=error.name,
        ) from None
