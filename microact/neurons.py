"""Scalars: one Value per weight. A neuron, a layer of neurons, a network of layers.

The API is micrograd's (Karpathy 2020), and with the same random seed so are the numbers: weights
come from `random.uniform(-1, 1)` in the same order, biases are 0. Change the import and an
existing program runs; then give it `activation="tanh"`.
"""

import random
from collections.abc import Sequence

from microact.engine.calling import RuleLike, activation_of_one_number
from microact.engine.value import Value, scope
from microact.readings.numbers import Number
from microact.support import arguments


class Module:
    """What neurons, layers and networks share: parameters, and setting their gradients to zero."""

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0, as is needed before each backward pass."""
        for p in self.parameters():
            p.grad = 0.0

    def parameters(self) -> list[Value]:
        """Return the Values that are learned."""
        return []


class Neuron(Module):
    """One neuron: activation(w₁x₁ + w₂x₂ + … + b).

    Args:
        nin: how many inputs.
        nonlin: False leaves the activation out.
        activation: by name, class or instance.

    Raises:
        ValueError: for an unknown activation, one that is not a function of one number, or less
            than one input.

    >>> random.seed(0)
    >>> neuron = Neuron(2, activation="tanh")
    >>> round(neuron([1.0, -2.0]).item(), 4)
    -0.3301
    """

    def __init__(self, nin: int, nonlin: bool = True, activation: RuleLike = "relu") -> None:
        nin = arguments.whole("nin, how many inputs a neuron has,", nin)
        self.w = [Value(random.uniform(-1, 1), f"w{i}") for i in range(nin)]
        self.b = Value(0, "b")
        self.set_activation(activation if nonlin else None)

    def __call__(self, x: Sequence[Number]) -> Value:
        """Return the activation for the inputs `x`, numbers or Values."""
        _expect(len(self.w), x)
        act: Value = sum((wi * xi for wi, xi in zip(self.w, x)), self.b)
        return self.activation(act) if self.nonlin else act

    def set_activation(self, activation: RuleLike | None) -> None:
        """Choose the activation; None leaves it out."""
        self.nonlin = activation is not None
        self.activation = activation_of_one_number("identity" if activation is None else activation)

    def parameters(self) -> list[Value]:
        """Return the weights, then the bias."""
        return [*self.w, self.b]

    def __repr__(self) -> str:
        kind = type(self.activation).__name__ if self.nonlin else "Linear"
        return f"{kind}Neuron({len(self.w)})"


class Layer(Module):
    """Several neurons that look at the same inputs."""

    def __init__(
        self, nin: int, nout: int, nonlin: bool = True, activation: RuleLike = "relu"
    ) -> None:
        self.neurons = []
        for i in range(arguments.whole("nout, how many neurons a layer has,", nout)):
            with scope(f"neuron{i + 1}"):
                self.neurons.append(Neuron(nin, nonlin, activation))

    def __call__(self, x: Sequence[Number]) -> Number:
        """Return one Value per neuron; the Value itself if there is only one."""
        out = []
        for i, neuron in enumerate(self.neurons):
            with scope(f"neuron{i + 1}"):
                out.append(neuron(x))
        return out[0] if len(out) == 1 else out

    def parameters(self) -> list[Value]:
        """Return the parameters of all neurons, in order."""
        return [p for neuron in self.neurons for p in neuron.parameters()]

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(str(neuron) for neuron in self.neurons)}]"


class MLP(Module):
    """A multi-layer perceptron: layer after layer, the last one linear.

    Args:
        nin: how many inputs.
        nouts: how many neurons in each layer.
        activation: of all layers but the last.

    >>> MLP(2, [3, 1], activation="tanh")
    MLP of [Layer of [TanhNeuron(2), TanhNeuron(2), TanhNeuron(2)], Layer of [LinearNeuron(3)]]
    """

    def __init__(self, nin: int, nouts: list[int], activation: RuleLike = "relu") -> None:
        nouts = arguments.several("nouts", nouts, "how many neurons each layer has")
        if not nouts:
            raise ValueError("nouts names at least one layer, e.g. MLP(2, [16, 1])")
        activation = activation_of_one_number(activation)
        sizes = [nin, *nouts]
        last = len(nouts) - 1
        self.layers = []
        for i in range(len(nouts)):
            with scope(f"layer{i + 1}"):
                layer = Layer(sizes[i], sizes[i + 1], nonlin=i != last, activation=activation)
            self.layers.append(layer)

    def __call__(self, x: Sequence[Number]) -> Number:
        """Return the outputs for the inputs `x`: one Value, or a list of several."""
        for i, layer in enumerate(self.layers):
            with scope(f"layer{i + 1}"):
                x = layer([x] if isinstance(x, Value) and not x.shape else x)
        return x

    def parameters(self) -> list[Value]:
        """Return the parameters of all layers, in order."""
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(str(layer) for layer in self.layers)}]"


def _expect(n: int, x: Sequence[Number]) -> None:
    if not hasattr(x, "__len__") or len(x) != n:
        given = f"{len(x)} inputs" if hasattr(x, "__len__") else f"a {type(x).__name__}"
        raise ValueError(f"this neuron has {n} weights and takes {n} inputs, got {given}")
