import io
import json
import os
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import microact as ma
from microact.nn import MLP
from microact.rules import registry

X = np.random.default_rng(0).normal(size=(5, 3))


@pytest.fixture
def model():
    made = MLP(3, [4, 5, 2], hidden=[ma.LeakyReLU(0.2), "tanh"], output="softmax", seed=4)
    made.about = {"species": ["a", "b"]}
    return made


def test_a_network_comes_back_as_it_was(model, tmp_path):
    model.save(tmp_path / "net.npz")
    back = ma.load(tmp_path / "net.npz")
    assert repr(back) == repr(model)
    assert back.about == {"species": ["a", "b"]}
    np.testing.assert_array_equal(back(X).data, model(X).data)
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]
    plain = MLP(2, [1])
    plain.save(str(tmp_path / "plain"))  # a name without an ending is kept as it is
    assert repr(ma.load(tmp_path / "plain")) == "MLP(2 → 1)"


def test_the_file_holds_no_pickle(model, tmp_path):
    model.save(tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz", allow_pickle=False) as arrays:
        assert set(arrays) == {"facts", *(p.label for p in model.parameters())}
        assert all(arrays[name].dtype.kind in "fU" for name in arrays)


def test_an_activation_of_ones_own_must_be_defined_first(tmp_path):
    class Cubic(ma.Activation):
        def forward(self, x, xp):
            return x * x * x

        def local_gradient(self, x, y, xp):
            return 3 * x * x

    try:
        MLP(3, [4, 1], hidden=Cubic).save(tmp_path / "net.npz")
        assert repr(ma.load(tmp_path / "net.npz")) == "MLP(3 → 4 cubic → 1)"
    finally:
        registry.pop("cubic")
    with pytest.raises(ValueError, match="uses the activation 'cubic'; run the code that defines"):
        ma.load(tmp_path / "net.npz")


def test_a_failed_save_leaves_the_old_file_whole(model, tmp_path, monkeypatch):
    path = tmp_path / "net.npz"
    model.save(path)
    before = path.read_bytes()
    model.about = {"a set": {1, 2}}
    with pytest.raises(TypeError, match="a dictionary of what JSON keeps as it is"):
        model.save(path)
    model.about = {}

    def full(*args, **arrays):
        args[0].write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np.lib.format, "write_array", full)
    with pytest.raises(OSError, match="No space left"):
        model.save(path)
    monkeypatch.undo()
    monkeypatch.setattr(os, "fsync", lambda n: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        model.save(path)
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]


def rewritten(path, change):
    """Write the archive again with some of its arrays changed."""
    with np.load(path) as arrays:
        content = dict(arrays)
    change(content)
    np.savez(path, **content)


def facts(**changes):
    def change(content):
        content["facts"] = np.array(json.dumps(json.loads(str(content["facts"])) | changes))

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (facts(version=2), "it has version 2 of the format; this microact reads 1"),
        (facts(format="other"), "it was not written by microact"),
        (facts(sizes=[3, 4, 2]), "its layers do not fit together"),
        (facts(sizes=[3, 4, 6, 2]), "must be floats of shape (4, 6), got float64 of shape (4, 5)"),
        (facts(sizes=[10**6, 10**6, 5, 2]), "must be floats of shape (1000000, 1000000)"),
        (facts(sizes=[3, -4, 5, 2]), "its layers do not fit together"),
        (facts(sizes="3452"), ""),
        (facts(activations=[None]), "its layers do not fit together"),
        (facts(activations=[{"name": "leaky_relu", "parameters": {"x": 1}}] * 3), ""),
        (facts(activations=[{"name": "relu"}] * 3), "'parameters' is missing"),
        (facts(activations=3), ""),
        (lambda c: c.pop("layer2.bias"), "layer2.bias is missing"),
        (lambda c: c.pop("facts"), "facts is missing: it is damaged, or was not written by"),
        (lambda c: c.update({"layer1.bias": np.zeros(4, dtype=complex)}), "must be floats"),
        (
            lambda c: c.update({"layer1.bias": np.zeros(10_000)}),
            "layer1.bias is larger than it can be in a network",
        ),
        (lambda c: c.update(facts=np.array("{")), ""),
        (lambda c: c.update(facts=np.zeros(3)), ""),
    ],
)
def test_what_is_no_whole_network_is_refused(model, tmp_path, change, says):
    path = tmp_path / "net.npz"
    model.save(path)
    rewritten(path, change)
    with pytest.raises(ValueError) as caught:  # noqa: PT011  # the message is looked at below
        ma.load(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 300


def test_pickles_are_never_run(model, tmp_path):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "ran"),)

    path = tmp_path / "net.npz"
    model.save(path)
    for name in ("facts", "layer1.bias"):
        rewritten(path, lambda c, name=name: c.update({name: np.array(Trap(), dtype=object)}))
        with pytest.raises(ValueError, match="no network that can be used"):
            ma.load(path)
        model.save(path)
    assert not (tmp_path / "ran").exists()


@given(st.data())
def test_a_damaged_file_is_refused_or_unharmed(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("damaged")
    model = MLP(2, [3, 1])
    model.save(folder / "net.npz")
    content = bytearray((folder / "net.npz").read_bytes())
    if data.draw(st.booleans()):
        content = content[: data.draw(st.integers(0, len(content) - 1))]
    else:
        for at in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
            content[at] ^= data.draw(st.integers(1, 255))
    (folder / "bad.npz").write_bytes(content)
    try:
        back = ma.load(folder / "bad.npz")
    except ValueError:
        return
    assert [p.shape for p in back.parameters()] == [p.shape for p in model.parameters()]


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.npz"
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "<U250000000", "fortran_order": False, "shape": ()}
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("facts.npy", header.getvalue() + bytes(50_000_000))
    with pytest.raises(ValueError, match=r"facts.npy is packed, which microact does not do"):
        ma.load(path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("facts.npy", header.getvalue() + bytes(50_000_000))
    with pytest.raises(ValueError, match="facts is larger than it can be in a network"):
        ma.load(path)
    model = MLP(2, [1])
    for sizes in ([31622, 31622], [1, 10**9]):  # a small file that claims a large network
        model.save(path)
        rewritten(path, facts(sizes=sizes))
        with pytest.raises(ValueError, match="must be floats of shape"):
            ma.load(path)
    rewritten(path, lambda c: c.update(facts=np.array("[" * 100_000)))
    with pytest.raises(ValueError, match="no network that can be used"):
        ma.load(path)


def test_labels_are_no_part_of_the_file(model, tmp_path):
    first, second = model.parameters()[0], model.parameters()[2]
    first.label, second.label = second.label, "file"
    model.save(tmp_path / "net.npz")
    np.testing.assert_array_equal(ma.load(tmp_path / "net.npz")(X).data, model(X).data)


def test_what_could_not_be_loaded_is_not_saved(tmp_path):
    model = MLP(2, [1])
    model.about = {"note": "x" * 3_000_000}
    with pytest.raises(ValueError, match="too long to save"):
        model.save(tmp_path / "net.npz")
    assert list(tmp_path.iterdir()) == []


def test_files_that_are_no_archive(tmp_path):
    with pytest.raises(FileNotFoundError):
        ma.load(tmp_path / "nothing.npz")
    (tmp_path / "text.npz").write_text("x,y\n1,2\n")
    with pytest.raises(ValueError, match="is no saved network, or only a part of one"):
        ma.load(tmp_path / "text.npz")
    with pytest.raises(FileNotFoundError, match="there is no folder .* to write net.npz into"):
        MLP(2, [1]).save(tmp_path / "no" / "folder" / "net.npz")


def test_a_network_that_could_not_be_loaded_is_not_saved(tmp_path):
    model, path = MLP(2, [3, 1]), tmp_path / "net.npz"
    model.save(path)
    before = path.read_bytes()
    model.layers[0].weight.data = np.ones((2, 4))
    with pytest.raises(ValueError, match=r"layer1.weight has shape \(2, 4\), .*\(2, 3\)"):
        model.save(path)
    model = MLP(2, [3, 1])
    for about in ([1, 2], "text", {1: "a number as a name"}, {"pair": (1, 2)}):
        model.about = about
        with pytest.raises(TypeError, match="about"):
            model.save(path)
    assert path.read_bytes() == before


def test_frozen_weights_and_resting_parts_come_back(model, tmp_path):
    model.layers[0].freeze()
    model.layers[1].eval()
    model.save(tmp_path / "net.npz")
    back = ma.load(tmp_path / "net.npz")
    assert [p.requires_grad for p in back.parameters()] == [False, False, True, True, True, True]
    assert [part.training for part in back.modules()] == [True, True, False, True]


def test_what_an_mlp_holds_beside_its_layers_is_not_lost_in_silence(model, tmp_path):
    model.extra = ma.nn.Linear(2, 2)
    with pytest.raises(
        TypeError, match="keeps its sizes, activations and weights, and extra would be"
    ):
        model.save(tmp_path / "net.npz")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("facts", [
    {"frozen": "layer1.weight"}, {"frozen": 5}, {"frozen": ["layer9.weight"]}, {"frozen": [[]]},
    {"resting": ["layer9"]}, {"resting": {"": 1}}, {"resting": True},
])  # fmt: skip
def test_what_a_file_says_of_parts_must_be_so(model, tmp_path, facts):
    path = tmp_path / "net.npz"
    model.save(path)
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive}
    arrays["facts"] = np.array(json.dumps(json.loads(str(arrays["facts"])) | facts))
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match="it speaks of parts that this network has not"):
        ma.load(path)


def test_files_of_before_are_read(model, tmp_path):
    path = tmp_path / "net.npz"
    model.save(path)
    with np.load(path, allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in archive}
    facts = json.loads(str(arrays["facts"]))
    del facts["frozen"], facts["resting"]
    arrays["facts"] = np.array(json.dumps(facts))
    np.savez(path, **arrays)
    np.testing.assert_array_equal(ma.load(path)(X).data, model(X).data)


# ---- what was right in every byte but one, or when it was made but not when it was saved --------


def test_no_byte_of_a_large_array_changes_in_silence(tmp_path):
    """An array that ends before its member does was never held to its checksum."""
    ma.nn.MLP(40, [40, 1], seed=1).save(tmp_path / "net.npz")
    whole = (tmp_path / "net.npz").read_bytes()
    for dtype, other in ((b"'<f8'", b"'<f4'"), (b"'<f8'", b"'<f2'"), (b"'<f8'", b"'>f8'")):
        (tmp_path / "net.npz").write_bytes(whole.replace(dtype, other, 1))
        with pytest.raises(ValueError, match="is no network that can be used"):
            ma.load(tmp_path / "net.npz")


class Doubled(ma.nn.Linear):
    """Another layer of the same weights."""

    def forward(self, x):
        return super().forward(x) * 2


def test_a_layer_that_was_replaced_is_not_lost_in_silence(model, tmp_path):
    model.layers[0] = Doubled(*model.layers[0].weight.shape)
    with pytest.raises(TypeError, match="layer1, which is no Linear, would be lost"):
        model.save(tmp_path / "net.npz")
    assert list(tmp_path.iterdir()) == []


def test_an_mlp_that_could_not_be_loaded_is_not_saved(model, tmp_path):
    model.activations = model.activations[:1]
    with pytest.raises(TypeError, match="1 activations for"):
        model.save(tmp_path / "net.npz")


def test_numbers_of_another_dtype_are_not_rounded_in_silence(tmp_path):
    module = ma.nn.Sequential(ma.nn.Linear(2, 3, dtype="float32"))
    module.save(tmp_path / "net.npz")
    for p in module.parameters():
        p.data = p.data.astype("float64") + 1 / 3
    with pytest.raises(TypeError, match="is float64, and was float32 when the module was made"):
        module.save(tmp_path / "net.npz")
    assert ma.load(tmp_path / "net.npz").parameters()[0].dtype == np.float32


class Counts(ma.nn.Module):
    """A module that keeps numbers of other kinds."""

    buffers = ("steps", "seen")

    def __init__(self, steps=0):
        self.w = ma.Value(np.ones(2))
        self.steps, self.seen = np.array(steps), np.array([True, False])

    def forward(self, x):
        return x * self.w


def test_buffers_of_whole_numbers_and_truths_come_back(tmp_path):
    module = Counts()
    module.steps, module.seen = np.array(7), np.array([False, True])
    module.save(tmp_path / "net.npz")
    again = ma.load(tmp_path / "net.npz")
    assert again.steps == 7
    assert again.steps.dtype == module.steps.dtype
    assert again.seen.tolist() == [False, True]


@pytest.mark.parametrize("other", [None, "text", 1j, object(), np.array(["a"])])
def test_buffers_that_could_not_be_read_are_not_written(tmp_path, other):
    module = Counts()
    module.save(tmp_path / "net.npz")
    before = (tmp_path / "net.npz").read_bytes()
    module.steps = np.array(other)
    with pytest.raises(TypeError, match="steps"):
        module.save(tmp_path / "net.npz")
    assert (tmp_path / "net.npz").read_bytes() == before


class Named(ma.nn.Module):
    """Weights under names of one's own."""

    def __init__(self, names):
        self.parts = {name: ma.Value(float(i)) for i, name in enumerate(names)}


@pytest.mark.parametrize("name", ["x.npy", "a\0b", "n" * 2000, "\ud800"])
def test_names_that_no_file_can_keep_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match="a file cannot keep a weight called"):
        Named([name]).save(tmp_path / "net.npz")


@pytest.mark.parametrize(
    "name", ["file", "facts.x", "allow_pickle", "args", "../x", "ü'\"", "self"]
)
def test_any_other_name_comes_back(tmp_path, name):
    Named(["first", name]).save(tmp_path / "net.npz")
    assert [p.item() for p in ma.load(tmp_path / "net.npz").parameters()] == [0.0, 1.0]


class Facts(ma.nn.Module):
    """A weight of the name that the file itself uses."""

    def __init__(self):
        self.facts = ma.Value(1.0)


def test_the_name_of_the_text_is_taken(tmp_path):
    with pytest.raises(ValueError, match="cannot keep a weight called 'facts'"):
        Facts().save(tmp_path / "net.npz")


def test_of_two_classes_of_one_name_that_of_the_file_is_made(tmp_path, monkeypatch):
    from microact.nn.module import own

    monkeypatch.setitem(own, "Twin", {})
    places = {}
    for home, factor in (("one", 2.0), ("two", 3.0)):
        scope = {"__name__": home, "ma": ma, "factor": factor}
        exec(  # two files of a user
            "class Twin(ma.nn.Module):\n"
            "    def __init__(self): self.w = ma.Value(1.0)\n"
            "    def forward(self, x): return x * self.w * factor\n", scope,
        )  # fmt: skip
        places[home] = scope["Twin"]
        if home == "one":
            scope["Twin"]().save(tmp_path / "net.npz")
    assert ma.load(tmp_path / "net.npz")(1.0).item() == 2.0
    places["two"]().save(tmp_path / "other.npz")
    assert ma.load(tmp_path / "other.npz")(1.0).item() == 3.0
    monkeypatch.setitem(own, "Twin", {"two.Twin": places["two"], "three.Twin": places["two"]})
    with pytest.raises(ValueError, match="there are several: three.Twin, two.Twin"):
        ma.load(tmp_path / "net.npz")
    monkeypatch.setitem(own, "Twin", {"moved.Twin": places["one"]})
    assert ma.load(tmp_path / "net.npz")(1.0).item() == 2.0


def test_what_an_inner_part_says_of_itself_is_not_lost_in_silence(tmp_path):
    module = ma.nn.Sequential(ma.nn.Linear(2, 2))
    next(iter(module.children().values())).about = {"source": "there"}
    with pytest.raises(TypeError, match="keeps the about of the whole"):
        module.save(tmp_path / "net.npz")


@pytest.mark.parametrize(
    "about", [{"n": np.int64(1)}, {"a": np.ones(2)}, {"o": object()}, {"big": 10**5000}],
)  # fmt: skip
def test_an_about_that_json_cannot_keep_is_one_line(model, tmp_path, about):
    model.about = about
    with pytest.raises(TypeError, match="model.about is a dictionary of what JSON keeps as it is"):
        model.save(tmp_path / "net.npz")
    model.about = {}
    model.about["self"] = model.about
    with pytest.raises(TypeError, match="model.about is a dictionary of what JSON keeps as it is"):
        model.save(tmp_path / "net.npz")


def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ValueError, match="pipe is no file"):
        ma.load(tmp_path / "pipe")
    with pytest.raises(ValueError, match="is no file"):
        ma.load(tmp_path)
    with pytest.raises(FileNotFoundError):
        ma.load(tmp_path / "missing")
