"""Packages that only some features need, loaded when they are used."""

from importlib import import_module
from typing import Any


def optional(module: str, needed_for: str) -> Any:
    """Import a module, or say in one line what installs it.

    Raises:
        ModuleNotFoundError: with the `pip install` that mends it.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        raise ModuleNotFoundError(
            f"{needed_for} needs {package}: python -m pip install {package}", name=error.name
        ) from None
