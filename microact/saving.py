"""A network in one file: its architecture as text, its weights as arrays, nothing that can run.

The file is a NumPy archive (.npz) without pickles. It is written beside its target and put in
place when it is complete, so that a crash or a full disk leaves an older file whole.
"""

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from microact.nn import MLP
from microact.rules import Rule, registry

VERSION = 1
LARGEST_TEXT = 10_000_000
"""Bytes that the architecture and what else is known about a model may take."""


def save(model: MLP, path: str | os.PathLike[str]) -> None:
    """Write a network to a file, or leave what was there as it was.

    Raises:
        TypeError: if `model.about` holds something that is not JSON.
        OSError: if the file cannot be written.
    """
    facts = {
        "format": "microact",
        "version": VERSION,
        "sizes": model.sizes,
        "activations": [_describe(rule) for rule in model.activations],
        "about": model.about,
    }
    arrays: dict[str, Any] = {p.label: np.asarray(p.data) for p in model.parameters()}
    text = json.dumps(facts)
    target = Path(path)
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, facts=np.array(text), **arrays)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def load(path: str | os.PathLike[str]) -> MLP:
    """Read a network from a file that `save` wrote.

    Raises:
        ValueError: if the file is not a whole and consistent network of this version, or needs
            an activation that is not defined here.
        OSError: if it cannot be read.
    """
    source = Path(path)
    with source.open("rb") as file:  # a missing file is no broken one
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{source} is no saved network, or only a part of one")
    try:
        with zipfile.ZipFile(source) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
        if not 0 < sizes.get("facts.npy", 0) <= LARGEST_TEXT:
            raise ValueError("it was not written by microact")
        with np.load(source, allow_pickle=False) as arrays:
            facts = json.loads(str(arrays["facts"][()]))
            model = _build(facts)
            for p in model.parameters():
                # Look at the size before reading: a broken file must not fill the memory.
                if sizes.get(f"{p.label}.npy", 0) > p.size * 8 + 1000:
                    raise ValueError(f"{p.label} is larger than the network")
                p.data = _weights(arrays, p.label, p.shape)
        return model
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, OSError) as error:
        raise ValueError(f"{source} is no network that can be used: {_text(error)}") from None


def _build(facts: Any) -> MLP:
    """Make the network that the text describes, its weights still random."""
    if not isinstance(facts, dict) or facts.get("format") != "microact":
        raise ValueError("it was not written by microact")
    if facts.get("version") != VERSION:
        raise ValueError(
            f"it has version {facts.get('version')!r} of the format; this microact reads {VERSION}"
        )
    sizes, kinds = facts["sizes"], [_activation(kind) for kind in facts["activations"]]
    if len(kinds) != len(sizes) - 1 or sum(a * b for a, b in zip(sizes, sizes[1:])) > 10**9:
        raise ValueError("its layers do not fit together")
    model = MLP(sizes[0], sizes[1:], [kind or registry["identity"] for kind in kinds[:-1]])
    model.activations = kinds
    model.about = facts["about"] if isinstance(facts.get("about"), dict) else {}
    return model


def _weights(arrays: Any, name: str, shape: tuple[int, ...]) -> Any:
    array = arrays[name]
    if array.shape != shape or array.dtype.kind != "f":
        raise ValueError(
            f"{name} must be floats of shape {shape}, got {array.dtype} of shape {array.shape}"
        )
    return array


def _describe(rule: Rule | None) -> dict[str, Any] | None:
    return None if rule is None else {"name": rule.name, "parameters": rule.parameters}


def _activation(kind: Any) -> Rule | None:
    if kind is None:
        return None
    if kind["name"] not in registry:
        raise ValueError(
            f"it uses the activation {kind['name']!r}; run the code that defines it first"
        )
    return registry[kind["name"]](**kind["parameters"])


def _text(error: Exception) -> str:
    return f"{error} is missing" if isinstance(error, KeyError) else str(error)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
