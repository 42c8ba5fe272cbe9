"""A network in one file: its architecture as text, its weights as arrays, nothing that can run.

The file is a NumPy archive (.npz) without pickles. It appears when it is complete, so that a crash
or a full disk leaves an older file whole.
"""

import json
import math
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.npyio import NpzFile

from microact.nn import MLP, Module
from microact.nn.as_text import described, made_again, refuse_unlike, rule_again, rule_as_text
from microact.nn.module import room
from microact.readings.numbers import Array
from microact.rules import Rule, registry
from microact.support.atomic_files import new_file
from microact.support.facts import Facts

VERSION = 1
HEADER = 10_000
"""Bytes that an array's shape and dtype may take in a file."""
LONGEST_TEXT = 2_000_000
"""Letters that the architecture and what else is known about a model may take."""


def save(model: Module, path: str | os.PathLike[str]) -> None:
    """Write a network to a file, or leave what was there as it was.

    Of a class of your own the file holds its name and what it was made with; where it is loaded,
    the class has to be defined.

    Raises:
        TypeError: if `model.about` holds something that JSON does not give back as it is, or a
            module was made with something that cannot be written as text.
        ValueError: if a weight has another shape than this network's.
        OSError: if the file cannot be written.
    """
    about = getattr(model, "about", {})
    facts: Facts = {"format": "microact", "version": VERSION, "about": about}
    arrays: dict[str, Any] = model.state()
    if type(model) is MLP:
        facts["sizes"] = model.sizes
        facts["activations"] = [_describe(rule) for rule in model.activations]
        _refuse_other_weights(model, arrays)
    else:
        facts["module"] = described(model)
        refuse_unlike(model, facts["module"])
    named = model.named_parameters().items()
    facts["frozen"] = [name for name, p in named if not p.requires_grad]
    facts["resting"] = [name[:-1] for name, part in model._parts() if not part.training]
    text = json.dumps(facts)
    if not isinstance(about, dict) or json.loads(text)["about"] != about:
        raise TypeError(f"model.about is a dictionary of what JSON keeps as it is, got {about!r}")
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"model.about is too long to save: {len(text):,} letters as JSON")
    with new_file(path) as file:
        np.savez(file, facts=np.array(text), **arrays)


def load(path: str | os.PathLike[str]) -> Any:
    """Read a network from a file that `save` wrote: an `nn.MLP`, or whatever module it was.

    Raises:
        ValueError: if the file is not a whole and consistent network of this version, or needs
            an activation or a class that is not defined here.
        OSError: if it cannot be read.
    """
    source = Path(path)
    with source.open("rb") as file:  # a missing file is no broken one
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{source} is no saved network, or only a part of one")
    try:
        with source.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            _refuse_packed(archive)
            facts = json.loads(str(_array(archive, "facts", 4 * LONGEST_TEXT)))
            _refuse_others(facts)
            model = _any_module(archive, facts) if "module" in facts else _mlp(archive, facts)
        _tell(model, facts)
        return model
    except Exception as error:  # whatever a broken archive makes zipfile, NumPy or JSON raise
        text = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise ValueError(
            f"{source} is no network that can be used: {text[:200] or type(error).__name__}"
        ) from None


def _mlp(archive: NpzFile, facts: Facts) -> MLP:
    """Make the MLP that a text describes, and give it its numbers."""
    sizes = _sizes(facts)
    arrays = []
    for name, shape in zip(_names(sizes), _shapes(sizes)):
        array = _array(archive, name, 8 * math.prod(shape))
        if array.shape != shape or array.dtype.kind != "f":
            raise ValueError(
                f"{name} must be floats of shape {shape}, got {array.dtype} of shape {array.shape}"
            )
        arrays.append(array)
    model = _build(facts)
    for array, p in zip(arrays, model.parameters()):
        p.data = array
    return model


def _any_module(archive: NpzFile, facts: Facts) -> Module:
    """Make the module that a text describes, and give it its numbers."""
    assert archive.zip is not None  # it is open
    entries = archive.zip.infolist()
    size = sum(entry.file_size for entry in entries if entry.filename != "facts.npy")
    token = room.set([size / 2])  # no number is shorter than two bytes
    try:
        model = made_again(facts["module"])
    finally:
        room.reset(token)
    state = {name: _array(archive, name, 8 * x.size) for name, x in model.state().items()}
    more = set(archive.files) - {"facts", *state}
    wrong = [name for name, x in state.items() if x.dtype.kind != "f"]
    if more or wrong:
        raise ValueError(f"{sorted(more or wrong)[0]} is no weight of this network")
    model.load_state(state)
    return model


def _tell(model: Module, facts: Facts) -> None:
    """Tell a module which weights are frozen and which parts rest, and what else is known."""
    weights, parts = model.named_parameters(), dict(model._parts())
    frozen, resting = (facts.get(kind, []) for kind in ("frozen", "resting"))
    for names, known in ((frozen, weights), (resting, {name[:-1] for name in parts})):
        texts = isinstance(names, list) and all(isinstance(name, str) for name in names)
        if not texts or not all(name in known for name in names):
            raise ValueError("it speaks of parts that this network has not")
    still_ones, resting_ones = set(frozen), set(resting)
    for name, p in weights.items():
        p.requires_grad = name not in still_ones
    for name, part in parts.items():
        part.training = name[:-1] not in resting_ones
    about = facts.get("about")
    if isinstance(about, dict) and (about or hasattr(model, "about")):
        model.about = about


def _refuse_other_weights(model: MLP, arrays: dict[str, Any]) -> None:
    """Raise unless an MLP's weights are those that its sizes name."""
    expected = dict(zip(_names(model.sizes), _shapes(model.sizes)))
    for name in sorted(expected.keys() ^ arrays.keys()):
        raise TypeError(
            f"a file keeps the {len(expected)} weights of an MLP, and {name} is "
            + ("missing" if name in expected else "one more: write a module that holds both")
        )
    for name, shape in expected.items():
        if arrays[name].shape != shape:
            raise ValueError(
                f"{name} has shape {arrays[name].shape}, in this network it is {shape}"
            )


def _refuse_packed(archive: NpzFile) -> None:
    """Raise `ValueError` for packed arrays: `save` packs none, and a few bytes unpack to many."""
    assert archive.zip is not None  # it is open
    for entry in archive.zip.infolist():
        if entry.compress_type != zipfile.ZIP_STORED:
            raise ValueError(f"{entry.filename} is packed, which microact does not do")


def _refuse_others(facts: Facts) -> None:
    """Raise `ValueError` unless the text is of this format."""
    if not isinstance(facts, dict) or facts.get("format") != "microact":
        raise ValueError("it was not written by microact")
    if facts.get("version") != VERSION:
        raise ValueError(
            f"it has version {facts.get('version')!r} of the format; this microact reads {VERSION}"
        )


def _sizes(facts: Facts) -> list[int]:
    """Return the sizes that the text names."""
    sizes = facts["sizes"]
    whole = isinstance(sizes, list) and all(type(n) is int and n > 0 for n in sizes)
    if not whole or len(facts["activations"]) != len(sizes) - 1:
        raise ValueError("its layers do not fit together")
    return list(sizes)


def _names(sizes: list[int]) -> list[str]:
    """Name the arrays: `layer1.weight`, `layer1.bias`, … (a label may be anything)."""
    layers = range(1, len(sizes))
    return [f"layer{i}.{part}" for i in layers for part in ("weight", "bias")]


def _shapes(sizes: list[int]) -> list[tuple[int, ...]]:
    return [shape for a, b in zip(sizes, sizes[1:]) for shape in ((a, b), (b,))]


def _array(archive: NpzFile, name: str, size: int) -> Array:
    """Read one array, if it takes no more bytes than it should: no file may fill the memory."""
    if name not in archive:
        raise ValueError(f"{name} is missing: it is damaged, or was not written by microact")
    assert archive.zip is not None  # it is open
    if archive.zip.getinfo(f"{name}.npy").file_size > size + HEADER:
        raise ValueError(f"{name} is larger than it can be in a network")
    array: Array = archive[name]
    return array


def _build(facts: Facts) -> MLP:
    """Make the network that the text describes, its weights still random."""
    sizes, kinds = facts["sizes"], [_activation(kind) for kind in facts["activations"]]
    model = MLP(
        sizes[0], sizes[1:], [kind or registry["identity"] for kind in kinds[:-1]], kinds[-1]
    )
    model.activations = kinds
    return model


def _describe(rule: Rule | None) -> Facts | None:
    return None if rule is None else rule_as_text(rule)


def _activation(kind: Facts | None) -> Rule | None:
    return None if kind is None else rule_again(kind)
