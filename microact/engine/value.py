"""Value: a number or an array that remembers how it was computed, and finds its gradients.

>>> w, x, b = Value(0.5, "w"), Value(2.0, "x"), Value(-1.0, "b")
>>> y = (w * x + b).tanh()
>>> y.backward()
>>> y.data, w.grad, x.grad, b.grad
(0.0, 2.0, 0.5, 1.0)
"""

from typing import Any, final

import numpy as np

from microact.engine import functions, shortcuts
from microact.engine.copying import reduced
from microact.engine.node import FIXED, UNRECORDED, Clock, Node
from microact.engine.operators import Operators
from microact.engine.order import fixed_nodes, topological_order
from microact.engine.recording import (
    current_scope,
    is_recorded,
    no_grad,
    plain,
    recording,
    scope,
    takes_shortcuts,
)
from microact.engine.walk import add_to, backward_pass
from microact.readings.comparisons import read
from microact.readings.numbers import (
    Number,
    Snapshot,
    as_number,
    freeze,
    own,
    shape_of,
)
from microact.support.hooks import hung_in

__all__ = ["Value", "add_to", "no_grad", "plain", "recording", "scope"]


@final
class Value(Operators):
    """A float or an array of floats in a graph.

    Args:
        data: a number, an array or a nested list of numbers. It is copied; ints and bools become
            float64, float32 stays float32. A single float64 beside a float32 gives float32.
        label: what diagrams and explanations call it.
        requires_grad: False for a leaf that wants no gradient: data, or a weight that is frozen.
            It is drawn as a constant, and nothing flows back to it.

    `grad` is 0.0 until a gradient arrives; then it has the shape of `data`.

    Raises:
        TypeError: for complex, string or object data, or a Value.
    """

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        """Refuse a subclass: a graph is walked by asking whether a thing is exactly a Value."""
        raise TypeError("Value is final; write functions of Values instead")

    def __init__(self, data: Number, label: str = "", requires_grad: bool = True) -> None:
        """Make a leaf: a Value that was not computed from others."""
        if isinstance(data, Value):
            raise TypeError("this is a Value already; use Value(value.data) for a new leaf")
        if not isinstance(label, str):
            raise TypeError(f"a label is text, got {label!r}")
        self._number = as_number(data)
        self.grad = 0.0
        self.label = label
        self.rule = self._first = self._second = None
        self.scope = current_scope.get()
        self._stamp = 0
        if requires_grad is not True:
            self.requires_grad = requires_grad

    def __reduce_ex__(self, protocol: Number) -> Number:
        """Copy and pickle graphs of any depth, see `copying.py`."""
        return reduced(self, self._state)

    def _state(self, whole: bool) -> dict[str, Number]:
        state = {name: getattr(self, name) for name in Node.__slots__ if name != "__weakref__"}
        return state if whole or not isinstance(self.grad, Value) else state | {"grad": 0.0}

    def __copy__(self) -> "Value":
        """Return another node with the same inputs."""
        other = Value.__new__(Value)
        other.__setstate__(self._state(True))
        return other

    def __setstate__(self, state: dict[str, Number]) -> None:
        """Restore a copied or unpickled Value: its arrays frozen, its date not in the future."""
        for name, content in state.items():
            setattr(self, name, content)
        for x in (self._number, *self.inputs):
            if isinstance(x, np.ndarray):
                freeze(x)
        Clock.now = max(Clock.now, self._stamp)

    # ---- the number -----------------------------------------------------------------------

    @property
    def data(self) -> Number:
        """The number: a float, or a read-only array. `p.data -= step` gives `p` a new one."""
        read(self)
        return self._number if type(self._number) is float else self._number.view(Snapshot)

    @data.setter
    def data(self, new: Number) -> None:
        if isinstance(new, Value):
            raise TypeError("data is a number or an array, got a Value; use its .data")
        self._renew(as_number(new))

    def _renew(self, number: Number) -> None:
        """Take a frozen number that nobody else writes into."""
        if self.rule is not None:
            raise RuntimeError(
                f"this Value was computed by {self.operation}, so its data cannot be set; "
                "set the data of a leaf; value.detach() makes one of it"
            )
        self._number = number
        Clock.now += 1
        self._stamp = Clock.now

    @property
    def ndim(self) -> int:
        """How many axes `data` has."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """How many numbers `data` holds."""
        return int(np.size(self._number))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of `data`: float64 for a float."""
        x = self._number
        return np.dtype(np.float64) if type(x) is float else x.dtype

    @property
    def T(self) -> "Value":  # noqa: N802  # NumPy's name: what works on arrays works on Values
        """The transpose."""
        transposed: Value = functions.transpose(self)
        return transposed

    def item(self) -> float:
        """Return the one number as a float; raise `ValueError` if there are several."""
        read(self)
        return float(np.asarray(self._number).item())

    def detach(self) -> "Value":
        """Return a leaf with the same number that no gradient flows through.

        It is cut off from the graph and wants no gradient of its own.
        """
        return Value(self.data, self.label, requires_grad=False)

    @property
    def requires_grad(self) -> bool:
        """Whether a gradient flows here: of a leaf it may be set, False freezes a weight.

        What was computed wants one as soon as one of its inputs does.

        >>> w, x = Value(2.0, "w"), Value(3.0, "x", requires_grad=False)
        >>> (w * x).backward()
        >>> w.grad, x.grad, (x * x).requires_grad
        (3.0, 0.0, False)
        """
        if self.rule is None:
            return self._second is None
        return id(self) not in fixed_nodes(topological_order(self))

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        if not isinstance(wanted, bool | np.bool):
            raise TypeError(f"requires_grad is True or False, got {wanted!r}")
        if self.rule is not None:
            raise RuntimeError(
                f"this Value was computed by {self.operation}: whether a gradient flows here is "
                "its inputs' matter. value.detach() makes a leaf of it that wants none"
            )
        self._second = None if wanted else FIXED
        if not wanted:
            self.grad = 0.0

    @property
    def operation(self) -> str:
        """What computed it, for people: "+", "tanh"; empty for a leaf."""
        return self.rule.title if self.rule else ""

    # micrograd's names, for what was written for it: its notebook's `draw_dot`.

    @property
    def _prev(self) -> set["Value"]:
        return {x if isinstance(x, Value) else Value(x) for x in self.inputs}

    @property
    def _op(self) -> str:
        return self.operation

    # ---- gradients --------------------------------------------------------------------------

    def backward(self, gradient: Number = None, *, create_graph: bool = False) -> None:
        """Find the gradient of this Value in every Value it was computed from.

        Gradients add to the `grad` of leaves; nodes in between get the gradient of this pass.

        Args:
            gradient: the gradient that arrives here, of this Value's shape. By default 1.
            create_graph: record the gradients too, so that they are Values with gradients of
                their own. (A leaf then holds a graph that holds the leaf; `ma.grad` does not.)

        Raises:
            ValueError: if this is not a single number and no `gradient` is given.
            RuntimeError: if a leaf's data was changed after it was used in the graph, or if
                `no_grad` kept the graph, or its gradients, from being recorded; or if no leaf
                wants a gradient.
        """
        if self._stamp == UNRECORDED:
            raise RuntimeError("this Value was computed inside no_grad, so it has no graph")
        if create_graph and not is_recorded.get():
            raise RuntimeError("create_graph records the gradients, which no_grad forbids")
        seed = self._seed(gradient, create_graph)
        order = topological_order(self)
        # A graph of single floats takes a faster walk, which a test holds to the one below.
        short = type(seed) is float and not create_graph and takes_shortcuts.get()
        if short and shortcuts.back_on_floats(order, seed, Clock.now):
            return
        arrivals = backward_pass(self, seed, create_graph, order=order)
        if not arrivals:
            raise RuntimeError(
                "every leaf that this Value was computed from has requires_grad=False, so no "
                "gradient flows; set leaf.requires_grad = True where one is wanted"
            )
        found = []
        for node, g, _ in arrivals:
            if create_graph and not isinstance(g, Value):
                g = Value(g)
            if node.rule is None:
                g = add_to(node.grad, g)
            elif isinstance(g, np.ndarray):
                g = g.view(Snapshot)
            found.append((node, g))
        for node, g in found:  # only now, when nothing can fail any more
            node.grad = g

    def _seed(self, gradient: Number, create_graph: bool = False) -> Number:
        if gradient is None:
            if type(self._number) is float:
                return 1.0
            if self.size != 1:
                raise ValueError(
                    "backward() starts from a single number, but this Value has shape "
                    f"{self.shape}.\nReduce it first, e.g. loss.sum().backward(), or pass the "
                    f"gradient that arrives: backward(np.ones({self.shape}))."
                )
            return own(np.ones_like(self._number))
        if isinstance(gradient, Value):
            seed = gradient if create_graph else gradient._number
        else:
            seed = as_number(gradient)
            seed = freeze(seed.astype(self.dtype)) if isinstance(seed, np.ndarray) else seed
        if shape_of(seed) != self.shape:
            raise ValueError(
                f"the gradient that arrives must have this Value's shape {self.shape}, "
                f"got {shape_of(seed)}"
            )
        return seed

    def draw(self, **options: object) -> object:
        """Draw the graph that leads here; the same as `ma.draw(value, ...)`."""
        return hung_in("draw")(self, **options)

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        data, grad = (_written(x) for x in (self._number, self.grad))
        return f"Value(data={data}, grad={grad}{label})"


def _written(x: Number) -> str:
    return repr(x) if isinstance(x, float | int | Value) else np.array2string(x, separator=", ")
