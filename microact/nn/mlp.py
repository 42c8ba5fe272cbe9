"""A multi-layer perceptron: one Value per weight matrix, a network of linear layers.

`MLP.to_neurons()` takes a network apart into the single neurons of `neurons.py` again.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, cast

import numpy as np

from microact import neurons
from microact.engine.calling import RuleLike, activation_of_one_number, as_rule
from microact.engine.functions import sigmoid, softmax
from microact.engine.value import Value, no_grad, scope
from microact.initializers import Initializer
from microact.losses import Loss, binary_cross_entropy, cross_entropy, mean_squared_error
from microact.nn.linear import Linear
from microact.nn.module import Module
from microact.readings.numbers import Array, Number, as_number, shape_of
from microact.rules import Rule
from microact.rules.softmax import OverAxis
from microact.support import arguments
from microact.support.hooks import TrainingStep, hung_in


class MLP(Module, part_of_microact=True):
    """A multi-layer perceptron: linear layers, an activation after each.

    Args:
        n_inputs: how many features.
        sizes: how many units in each layer; the last number is how many outputs.
        hidden: the activation of the hidden layers, by name, class or instance; or a list with
            one for each of them.
        output: the activation of the last layer. None gives logits, which the losses like best.
        seed: the same seed draws the same weights, on every platform.
        initializer: how, as `Linear`.
        dtype: "float32" halves memory and, in large networks, time; numbers have 7 digits
            instead of 16. Arrays of rows and targets become float32 on their way in.

    Raises:
        ValueError: for sizes that are not positive whole numbers, or an unknown activation.

    >>> model = MLP(2, [16, 16, 1], hidden="tanh")
    >>> model
    MLP(2 → 16 tanh → 16 tanh → 1)
    >>> model(np.zeros((5, 2))).shape
    (5, 1)
    >>> [p.label for p in model.parameters()][:2]
    ['layer1.weight', 'layer1.bias']
    """

    def __init__(
        self,
        n_inputs: int,
        sizes: Sequence[int],
        hidden: RuleLike | Sequence[RuleLike] = "tanh",
        output: RuleLike | None = None,
        seed: int = 0,
        initializer: str | Initializer = "he_normal",
        dtype: str = "float64",
    ) -> None:
        if not isinstance(sizes, list | tuple) or not sizes:
            raise ValueError("sizes names at least one layer, e.g. MLP(2, [16, 1])")
        self.sizes = [arguments.whole("the size of a layer", n) for n in (n_inputs, *sizes)]
        n_hidden = len(self.sizes) - 2
        kinds: list[Number] = (
            list(hidden) if isinstance(hidden, list | tuple) else [hidden] * n_hidden
        )
        if len(kinds) != n_hidden:
            raise ValueError(f"{len(kinds)} activations for {n_hidden} hidden layers")
        self.activations: list[Rule | None] = [_activation(kind) for kind in kinds]
        self.activations.append(None if output is None else _activation(output))
        if self.sizes[-1] == 1 and isinstance(self.activations[-1], OverAxis):
            raise ValueError("a softmax of one output is always 1; end with sigmoid instead")
        rng = np.random.default_rng(arguments.whole("seed", seed, 0))
        self.layers = []
        for i, activation in enumerate(self.activations):
            with scope(f"layer{i + 1}"):
                layer = Linear(
                    self.sizes[i], self.sizes[i + 1], activation, initializer, rng,
                    f"layer{i + 1}", dtype,
                )  # fmt: skip
            self.layers.append(layer)
        self.about: dict[str, Number] = {}
        """Whatever else belongs to the model and can be written as JSON; saved with it."""

    def forward(self, X: Number) -> Value:
        """Return the outputs for the rows of X, of shape (rows, n_inputs) or (n_inputs,)."""
        return self.layer_outputs(X)[-1]

    def layer_outputs(self, X: Number) -> list[Value]:
        """Return what each layer gives for the rows of X, the last layer's last."""
        x = X if isinstance(X, Value) else as_number(X, copy=False)
        if isinstance(x, np.ndarray) and x.dtype.itemsize > self.dtype.itemsize:
            x = x.astype(self.dtype)
        if not shape_of(x) or shape_of(x)[-1] != self.sizes[0]:
            raise ValueError(
                f"this network takes {self.sizes[0]} inputs: X of shape (rows, {self.sizes[0]}), "
                f"got {shape_of(x)}"
            )
        outputs = []
        for i, (layer, activation) in enumerate(zip(self.layers, self.activations)):
            with scope(f"layer{i + 1}"):
                x = layer(x) if activation is None else activation(layer(x))
            outputs.append(x)
        return outputs

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the weights, in which all is computed."""
        return self.layers[0].weight.dtype

    @property
    def gives_probabilities(self) -> bool:
        """Whether the outputs are logits or probabilities, as those of a classifier are."""
        last = self.activations[-1]
        return last is None or last.name in ("sigmoid", "softmax")

    def probabilities_of(self, outputs: Number) -> Array:
        """Turn outputs into probabilities: of class 1 if there is one output, else of each class.

        Raises:
            ValueError: if the outputs are neither logits nor probabilities, or NaN.
        """
        last = self.activations[-1]
        if not self.gives_probabilities:
            raise ValueError(f"an output of {last.name if last else 'none'} is no probability")
        if last is None:
            outputs = sigmoid(outputs) if self.sizes[-1] == 1 else softmax(outputs)
        probabilities: Array = np.array(outputs)
        if np.any(np.isnan(probabilities)):
            row = int(np.argwhere(np.isnan(probabilities))[0][0])
            raise ValueError(f"row {row} gives no number (NaN): look at its inputs and the weights")
        return probabilities[..., 0] if self.sizes[-1] == 1 else probabilities

    def classes_of(self, outputs: Number, threshold: float = 0.5) -> Array:
        """Turn outputs into classes: the likeliest; of two, class 1 from `threshold` on."""
        probabilities = self.probabilities_of(outputs)
        if self.sizes[-1] == 1:
            return (probabilities >= threshold).astype(int)
        return np.asarray(probabilities.argmax(axis=-1))

    def predict_proba(self, X: Number) -> Array:
        """Return the probabilities for the rows of X; see `probabilities_of`."""
        with no_grad():
            return self.probabilities_of(self(X).data)

    def predict(self, X: Number, threshold: float = 0.5) -> Array:
        """Return the class of each row of X: the likeliest; of two, class 1 from `threshold` on.

        Raises:
            ValueError: for a threshold when there are more than two classes.
        """
        if self.sizes[-1] > 1 and threshold != 0.5:
            raise ValueError("a threshold decides between two classes; this model has more")
        with no_grad():
            return self.classes_of(self(X).data, threshold)

    def loss_for(self, y: Number) -> Loss:
        """Return the loss that fits the outputs and the targets `y`.

        Several outputs and classes (integers, or one-hot rows): cross-entropy. One output and
        only 0 and 1: binary cross-entropy. From logits if the network ends without an activation,
        from probabilities if it ends with a sigmoid or softmax. Otherwise: mean squared error.
        """
        y, several = np.asarray(y), self.sizes[-1] > 1
        name = self.activations[-1].name if self.activations[-1] else ""
        if several and name in ("", "softmax") and (y.ndim == 1 or _all_of(y, _is_one_hot)):
            return partial(cross_entropy, from_logits=not name)
        if not several and name in ("", "sigmoid") and _all_of(y, _is_zero_or_one):
            return partial(binary_cross_entropy, from_logits=not name)
        return mean_squared_error

    def parameters(self) -> list[Value]:
        """Return the weights and biases, each labelled with its name: `layer1.weight`."""
        return [p for layer in self.layers for p in (layer.weight, layer.bias) if p is not None]

    def _claim(self) -> None:
        """Leave the layers as they are: each has its scope and its name already."""

    def __repr__(self) -> str:
        names = [f" {_title(rule)}" if rule else "" for rule in self.activations]
        layers = [f"{n}{name}" for n, name in zip(self.sizes[1:], names)]
        return f"MLP({' → '.join([str(self.sizes[0]), *layers])})"

    def summary(self) -> str:
        """Describe each layer: shapes, activation, how many parameters.

        >>> print(MLP(2, [3, 1]).summary())
        layer   weight    bias  activation  parameters
        layer1  2 × 3     3     tanh                 9
        layer2  3 × 1     1     -                    4
        total                                       13
        """
        rows = [f"{'layer':<8}{'weight':<10}{'bias':<6}{'activation':<12}parameters"]
        total = 0
        for i, (a, b, rule) in enumerate(zip(self.sizes, self.sizes[1:], self.activations)):
            title, count = _title(rule) if rule else "-", (a + 1) * b
            rows.append(f"layer{i + 1:<3}{f'{a} × {b}':<10}{b:<6}{title:<12}{count:>10}")
            total += count
        return "\n".join([*rows, f"{'total':<36}{total:>10}"])

    def compile(self, loss: Loss | None = None, one_shape: bool = False) -> TrainingStep:
        """Return a training step as straight-line source; see `microact/compiled/`."""
        return cast(TrainingStep, hung_in("compile")(self, loss, one_shape))

    def to_neurons(self) -> neurons.MLP:
        """Return the same network as single neurons, with the same weights.

        Raises:
            ValueError: if an activation mixes a layer's units (softmax).
        """
        net = neurons.MLP(self.sizes[0], self.sizes[1:])
        for layer, linear, rule in zip(net.layers, self.layers, self.activations):
            for j, neuron in enumerate(layer.neurons):
                for w, number in zip(neuron.w, linear.weight.data[:, j]):
                    w.data, w.requires_grad = float(number), linear.weight.requires_grad
                neuron.b.data = float(linear.bias.data[j])
                neuron.b.requires_grad = linear.bias.requires_grad
                neuron.set_activation(rule)
        return net

    @classmethod
    def from_neurons(cls, net: neurons.MLP) -> "MLP":
        """Return the network of matrices that computes what single neurons compute.

        Raises:
            ValueError: if the neurons of one layer have different activations.
        """
        for i, layer in enumerate(net.layers, 1):
            kinds = [
                neuron.activation.title if neuron.nonlin else "none" for neuron in layer.neurons
            ]
            if len(set(kinds)) > 1:
                raise ValueError(f"layer {i} has several activations: {', '.join(kinds)}")
        first = [layer.neurons[0] for layer in net.layers]
        rules = [neuron.activation if neuron.nonlin else None for neuron in first]
        sizes = [len(layer.neurons) for layer in net.layers]
        hidden = [rule or as_rule("identity") for rule in rules[:-1]]
        model = cls(len(first[0].w), sizes, hidden, rules[-1])
        for layer, linear in zip(net.layers, model.layers):
            linear.weight.data = np.array([[w.data for w in n.w] for n in layer.neurons]).T
            linear.bias.data = np.array([neuron.b.data for neuron in layer.neurons])
        return model


def _all_of(y: Array, test: Callable[[Array], bool]) -> bool:
    """Whether all targets are of a kind; looked at part by part, for there may be very many."""
    return all(test(y[i : i + 65_536]) for i in range(0, len(y), 65_536))


def _is_one_hot(y: Array) -> bool:
    return y.ndim == 2 and _is_zero_or_one(y) and bool(np.all(y.sum(axis=1) == 1))


def _is_zero_or_one(y: Array) -> bool:
    return bool(np.all((y == 0) | (y == 1)))


def _activation(kind: RuleLike) -> Rule:
    rule = as_rule(kind)
    return rule if isinstance(rule, OverAxis) else activation_of_one_number(rule)


def _title(rule: Number) -> str:
    """Name an activation; somebody may have put a function in its place."""
    return str(getattr(rule, "title", getattr(rule, "__name__", rule)))
