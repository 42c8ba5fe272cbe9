"""A network in one file: its architecture as text, its weights as arrays, nothing that can run.

The file is a NumPy archive (.npz) without pickles. It appears when it is complete, so that a crash
or a full disk leaves an older file whole.
"""

import io
import json
import math
import os
import zipfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from microact.nn import MLP, Linear, Module
from microact.nn.as_text import described, made_again, refuse_unlike, rule_again, rule_as_text
from microact.nn.module import room
from microact.readings.numbers import Array
from microact.rules import Rule, registry
from microact.support.atomic_files import new_file
from microact.support.facts import Facts

VERSION = 1
HEADER = 10_000
"""Bytes that an array's shape and dtype may take in a file."""
LONGEST_NAME = 1000
LONGEST_TEXT = 2_000_000
"""Letters that the architecture and what else is known about a model may take."""


def save(model: Module, path: str | os.PathLike[str]) -> None:
    """Write a network to a file, or leave what was there as it was.

    Of a class of your own the file holds its name and what it was made with; where it is loaded,
    the class has to be defined. What a random generator has drawn is not kept: dropout draws anew.

    Raises:
        TypeError: if `model.about` holds something that JSON does not give back as it is, a
            module was made with something that cannot be written as text, or something in it is
            not as it was made, and would be another when it is loaded.
        ValueError: if a weight has another shape than this network's.
        OSError: if the file cannot be written.
    """
    about = getattr(model, "about", {})
    facts: Facts = {"format": "microact", "version": VERSION, "about": about}
    arrays: dict[str, Any] = model.state()
    if type(model) is MLP:
        facts["sizes"] = model.sizes
        facts["activations"] = [_describe(rule) for rule in model.activations]
        _refuse_other_parts(model, arrays)
    else:
        facts["module"] = described(model)
        refuse_unlike(model, facts["module"])
    named = model.named_parameters().items()
    facts["frozen"] = [name for name, p in named if not p.requires_grad]
    facts["resting"] = [name[:-1] for name, part in model._parts() if not part.training]
    try:
        text = json.dumps(facts)
        kept = isinstance(about, dict) and json.loads(text)["about"] == about
    except (TypeError, ValueError, RecursionError):
        kept = False
    if not kept:
        raise TypeError(
            "model.about is a dictionary of what JSON keeps as it is: texts, numbers of Python's, "
            "truths, None, lists and dictionaries of them"
        )
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"model.about is too long to save: {len(text):,} letters as JSON")
    for name, array in arrays.items():
        _refuse_unreadable(name, array)
    with new_file(path) as file:
        _write(file, {"facts": np.array(text), **arrays})


def load(path: str | os.PathLike[str]) -> Any:
    """Read a network from a file that `save` wrote: an `nn.MLP`, or whatever module it was.

    Raises:
        ValueError: if the file is not a whole and consistent network of this version, or needs
            an activation or a class that is not defined here.
        OSError: if it cannot be read.
    """
    source = Path(path)
    source.stat()  # a missing file is no broken one
    if not source.is_file():  # a pipe may never end
        raise ValueError(f"{source} is no file")
    with source.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise ValueError(f"{source} is no saved network, or only a part of one")
        try:
            with zipfile.ZipFile(file) as archive:
                _refuse_packed(archive)
                facts = _facts(archive)
                model = _any_module(archive, facts) if "module" in facts else _mlp(archive, facts)
            _tell(model, facts)
            return model
        except Exception as error:  # whatever a broken archive or text makes somebody raise
            told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
            told = told if isinstance(error, ValueError | KeyError) else ""
            raise ValueError(
                f"{source} is no network that can be used: "
                f"{told[:200] or 'what it says about itself is damaged'}"
            ) from None


def _write(file: IO[bytes], arrays: dict[str, Any]) -> None:
    """Write an archive as `np.savez` does, whatever the names are, and nothing pickled."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            entry = zipfile.ZipInfo(f"{name}.npy")  # without a date: the same bytes each time
            with archive.open(entry, "w", force_zip64=True) as member:
                np.lib.format.write_array(member, np.asanyarray(array), allow_pickle=False)


def _refuse_unreadable(name: str, array: Array) -> None:
    """Raise unless a weight can be read again, and is found by its name."""
    fits = len(name) <= LONGEST_NAME and "\0" not in name and name.isascii() | name.isprintable()
    if not fits or name == "facts" or name.endswith(".npy"):
        raise ValueError(f"a file cannot keep a weight called {name!r:.80}: give it another name")
    if array.dtype.kind not in "fiub":
        raise TypeError(f"a file keeps numbers and truths, and {name} holds {array.dtype}")


def _facts(archive: zipfile.ZipFile) -> Facts:
    """Read what a file says about its network."""
    text = str(_array(archive, "facts", 4 * LONGEST_TEXT))
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("what it says about itself is damaged") from None
    _refuse_others(facts)
    return dict(facts)


def _mlp(archive: zipfile.ZipFile, facts: Facts) -> MLP:
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


def _any_module(archive: zipfile.ZipFile, facts: Facts) -> Module:
    """Make the module that a text describes, and give it its numbers."""
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries if entry.filename != "facts.npy")
    token = room.set([size / 2])  # no number is shorter than two bytes
    try:
        model = made_again(facts["module"])
    finally:
        room.reset(token)
    expected = model.state()
    state = {name: _array(archive, name, 16 * x.size) for name, x in expected.items()}
    more = {entry.filename.removesuffix(".npy") for entry in entries} - {"facts", *state}
    if more:
        raise ValueError(f"{sorted(more)[0]} is no weight of this network")
    for name, x in state.items():
        if x.dtype != expected[name].dtype:
            raise ValueError(f"{name} must be {expected[name].dtype}, got {x.dtype}")
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


def _refuse_other_parts(model: MLP, arrays: dict[str, Any]) -> None:
    """Raise unless an MLP is what its sizes and activations make."""
    usual = {"sizes", "activations", "layers", "training"}
    more = [name for name in vars(model) if name not in usual | {"about"} and name[0] != "_"]
    other = [i for i, layer in enumerate(model.layers, 1) if type(layer) is not Linear]
    if len(model.activations) != len(model.sizes) - 1:
        raise TypeError(f"{len(model.activations)} activations for {len(model.sizes) - 1} layers")
    if more or other:
        raise TypeError(
            f"a file of an MLP keeps its sizes, activations and weights, and "
            f"{more[0] if more else f'layer{other[0]}, which is no Linear,'} would be lost: write "
            "a module of your own that holds both"
        )
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


def _refuse_packed(archive: zipfile.ZipFile) -> None:
    """Raise `ValueError` for packed arrays: `save` packs none, and a few bytes unpack to many."""
    names = archive.namelist()
    if len(set(names)) < len(names):
        raise ValueError("it holds something twice")
    for entry in archive.infolist():
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
    if "sizes" not in facts:
        raise ValueError("its sizes are missing")
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


def _array(archive: zipfile.ZipFile, name: str, size: int) -> Array:
    """Read one array, if it takes no more bytes than it should: no file may fill the memory.

    All of it is read: only then does zipfile see that it is damaged.
    """
    entry = f"{name}.npy"
    if entry not in archive.namelist():
        raise ValueError(f"{name} is missing: it is damaged, or was not written by microact")
    if archive.getinfo(entry).file_size > size + HEADER:
        raise ValueError(f"{name} is larger than it can be in a network")
    try:
        given = io.BytesIO(archive.read(entry))
        array: Array = np.lib.format.read_array(given, allow_pickle=False)
    except Exception:  # zipfile and NumPy raise many kinds
        raise ValueError(f"{name} is damaged, or holds no numbers") from None
    if given.read(1):
        raise ValueError(f"{name} is damaged: it is longer than its shape")
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
