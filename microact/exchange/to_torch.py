"""A network that leaves for PyTorch: readable source, a training loop, its weights.

>>> from microact.nn import MLP
>>> print(to_torch(MLP(2, [3, 1])).source.partition("class Network")[2].partition("def load")[0])
(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2, 3), nn.Tanh(),
            nn.Linear(3, 1),
        )
<BLANKLINE>
    def forward(self, x):
        return self.layers(x)
<BLANKLINE>
<BLANKLINE>
<BLANKLINE>
"""

import os
from functools import partial
from pathlib import Path

from microact import losses
from microact.exchange.torch_parts import WIDE, Parts
from microact.losses import Loss
from microact.nn import MLP, Linear, Module, Sequential
from microact.readings.numbers import Array, Number
from microact.rules import Rule
from microact.support.atomic_files import new_file
from microact.support.optional_packages import optional

LOSSES: dict[tuple[Loss, bool], tuple[str, str]] = {
    (losses.mean_squared_error, True): (
        "mean squared error; for answers of 0 and 1: F.binary_cross_entropy_with_logits",
        "F.mse_loss(output.reshape(y.shape), y.to(output.dtype))",
    ),
    (losses.binary_cross_entropy, True): (
        "binary cross-entropy from logits; y is 0.0 or 1.0",
        "F.binary_cross_entropy_with_logits(output.reshape(y.shape), y.to(output.dtype))",
    ),
    (losses.binary_cross_entropy, False): (
        "binary cross-entropy from probabilities; y is 0.0 or 1.0",
        "F.binary_cross_entropy(output.reshape(y.shape), y.to(output.dtype))",
    ),
    (losses.cross_entropy, True): (
        "cross-entropy from logits; y holds classes as whole numbers",
        "F.cross_entropy(output.flatten(0, -2), y.flatten().long())",
    ),
    (losses.cross_entropy, False): (
        "cross-entropy from probabilities; y holds classes as whole numbers",
        "-torch.log(output.flatten(0, -2).gather(1, y.flatten().long()[:, None])).mean()",
    ),
}
"""By a loss of ours, and whether it takes logits: what it is, and PyTorch's words for it."""

SOURCE = '''{about}

import torch
import torch.nn.functional as F
from torch import nn

{classes}
class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = {layers}

    def forward(self, x):
        return self.layers(x)


def load(path="weights.safetensors"):
    """Make the network, and give it the weights of a file."""
    from safetensors.torch import load_file

    return with_weights(load_file(path))


def with_weights(weights):
    """Make the network with these weights, by name."""
    net = Network().to(torch.{dtype})
    net.load_state_dict(weights){settings}
    return net


def loss(output, y):
    """{loss_about}."""
    return {loss}


def train(net, X, y, epochs=100, batch_size=32, learning_rate=0.01, seed=0):
    """Train in place with Adam, in another order each epoch; return the loss of each epoch."""
    order = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
    history = []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(X), generator=order).split(batch_size or len(X)):
            optimizer.zero_grad()
            value = loss(net(X[rows]), y[rows])
            value.backward()
            optimizer.step()
            total += value.item() * len(rows)
        history.append(total / len(X))
    return history
'''


class ToTorch:
    """A network in PyTorch's words. `print` it; `save(folder)` writes it; `module()` makes it."""

    def __init__(self, source: str, weights: dict[str, Array]) -> None:
        self.source = source
        """A Python file: `Network`, `load(path)`, `loss(output, y)`, `train(net, X, y)`."""
        self.weights = weights
        """The numbers under PyTorch's names and in its layout: a weight is (outputs, inputs)."""

    def save(self, folder: str | os.PathLike[str]) -> None:
        """Write network.py and weights.safetensors into a folder; it is made if need be.

        Raises:
            ModuleNotFoundError: without safetensors; it says what installs it.
            OSError: if they cannot be written.
        """
        packed = optional("safetensors.numpy", "a file of weights").save(self.weights)
        place = Path(folder)
        place.mkdir(parents=True, exist_ok=True)
        with (
            new_file(place / "weights.safetensors") as weights,
            new_file(place / "network.py") as network,
        ):  # both or none: they belong together
            for file, content in ((weights, packed), (network, self.source.encode())):
                file.write(content)
                file.flush()

    def module(self) -> Number:
        """Run the source: return the `torch.nn.Module`, with the weights.

        Raises:
            ModuleNotFoundError: without PyTorch; it says what installs it.
        """
        torch = optional("torch", "a PyTorch module")
        names: dict[str, Number] = {"__name__": "network"}
        exec(compile(self.source, "network.py", "exec"), names)
        return names["with_weights"]({k: torch.from_numpy(x) for k, x in self.weights.items()})

    def __str__(self) -> str:
        return self.source.rstrip()

    def __repr__(self) -> str:
        return f"ToTorch({len(self.weights)} arrays); print it to read its source"


def to_torch(model: Module, loss: Loss | None = None) -> ToTorch:
    """Write a network as readable PyTorch: an `nn.Module`, its loss, a training loop, its weights.

    Outputs and gradients are microact's to 1e-12 in float64. An activation that PyTorch has not is
    written with both hand-written halves, as a `torch.autograd.Function`. Neither PyTorch nor
    safetensors is needed for the source.

    Args:
        model: an `MLP`, or other modules of `nn`, in each other.
        loss: the loss of its training loop, one of `microact.losses`; by default what fits the
            end: cross-entropy of probabilities after a softmax or sigmoid, and of logits after a
            linear layer of several outputs, else the mean squared error. Of one linear output
            nobody can tell: `to_torch(model, model.loss_for(y))` looks at the targets.

    Raises:
        TypeError: for parts that have no words in PyTorch, all of them at once: a class or
            function of your own, a weight that stands in two places.
    """
    if not isinstance(model, Module):
        raise TypeError(f"to_torch takes a module of microact.nn, got {model!r}")
    parts = Parts()
    layers = parts.part(model, "layers")
    dtypes = sorted({p.dtype.name for p in model.parameters()}) or ["float64"]
    if len(dtypes) > 1:
        parts.refused.append(f"its weights are {' and '.join(dtypes)}")
    if parts.refused:
        raise TypeError(
            f"{type(model).__name__} cannot be written in PyTorch's words: "
            f"{'; '.join(parts.refused)}. The lines of any graph run there: "
            "ma.unroll(loss).on(torch)"
        )
    words = _words_of(_loss_for(model) if loss is None else loss)
    classes = [*parts.classes.values(), *parts.rules.classes.values()]
    settings = [f'net.get_parameter("{name}").requires_grad_(False)' for name in parts.frozen]
    if all(not part.training for part in model.modules()):
        settings.append("net.eval()")
    else:
        settings += [f'net.get_submodule("{name}").training = False' for name in parts.resting]
    return ToTorch(
        SOURCE.format(
            about=f'"""{_title(model)}, from microact."""',
            classes="".join(f"\n{text}\n\n" for text in classes),
            layers=layers.replace("\n", "\n        "),
            dtype=dtypes[0],
            settings="".join(f"\n    {line}" for line in settings),
            loss_about=words[0][0].upper() + words[0][1:],
            loss=words[1],
        ),
        parts.weights,
    )


def _title(model: Module) -> str:
    title = repr(model)
    plain = len(title) < WIDE and not {'"', "\\", "\n"} & set(title)
    return title if plain else type(model).__name__


def _words_of(loss: Loss) -> tuple[str, str]:
    function, logits = loss, True
    if isinstance(loss, partial) and not loss.args and set(loss.keywords) <= {"from_logits"}:
        function, logits = loss.func, loss.keywords.get("from_logits", True)
    words = LOSSES.get((function, logits)) if callable(function) else None
    if words is None:
        raise TypeError(
            "loss is mean_squared_error, binary_cross_entropy or cross_entropy of "
            f"microact.losses, got {loss!r}; write another into the source"
        )
    return words


def _loss_for(model: Module) -> Loss:
    """Return the loss that fits how a network ends."""
    last, outputs = _end(model)
    if last == "softmax":
        return partial(losses.cross_entropy, from_logits=False)
    if last == "sigmoid":
        return partial(losses.binary_cross_entropy, from_logits=False)
    if not last and outputs > 1:
        return losses.cross_entropy
    return losses.mean_squared_error


def _end(model: Number) -> tuple[str, int]:
    """Return the name of the last activation, and of a last linear layer how many outputs."""
    if isinstance(model, MLP):
        last = model.activations[-1]
        return (last.name if last else ""), model.sizes[-1]
    if isinstance(model, Sequential):
        return _end(model.parts[-1])
    if isinstance(model, Rule):
        return model.name, 1
    return "", model.weight.shape[1] if isinstance(model, Linear) else 1
