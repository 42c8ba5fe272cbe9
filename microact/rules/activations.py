"""The activations: what a neuron does with its weighted sum, and the slope it lets back.

First the four that everybody meets (sigmoid, tanh, ReLU, leaky ReLU), then their simple relatives.
The smooth descendants of ReLU stand in `smooth.py`; softmax, which looks at all its inputs at
once, in `softmax.py`.
"""

from typing import ClassVar

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number
from microact.rules.errors import plain_parameters
from microact.rules.rule import Activation, with_parameters


class Sigmoid(Activation):
    """Squash any number into (0, 1).

    The slope is at most 1/4, at x = 0, and below 0.01 beyond |x| = 4.6: the unit is saturated
    and hardly learns. Six sigmoids in a row pass on at most (1/4)⁶ = 0.00024 of a gradient. At
    the end of a network it gives the probability of class 1.
    """

    formula = "1 / (1 + exp(-x))"
    derivative = "y * (1 - y)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        z = xp.exp(-abs(x))  # at most 1, so it never overflows
        return xp.where(x >= 0, 1, z) / (1 + z)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return y * (1 - y)


class Tanh(Activation):
    """Squash any number into (−1, 1), around 0.

    It is a sigmoid stretched and shifted: tanh(x) = 2·sigmoid(2x) − 1. The slope is 1 at x = 0
    and below 0.0001 beyond |x| = 5.3. Outputs centred on 0 help the next layer (LeCun et al.
    1998, "Efficient BackProp", section 4.3).
    """

    formula = "tanh(x)"
    derivative = "1 - y ** 2"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.tanh(x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 1 - y * y


class ReLU(Activation):
    """Keep positive numbers, make the rest 0. Range [0, ∞).

    The slope is 1 for x > 0 and 0 for x < 0; a unit whose sum is negative for every example is
    dead and gets no gradient. At the kink, x = 0, the slope is taken as 0, as `F.relu` of PyTorch
    2.13 and `tf.nn.relu` of TensorFlow 2.21 do (Bertoin et al. 2021, "Numerical influence of
    ReLU'(0) on backpropagation"); `tutorials/kinks.md` has what others answer.
    """

    name = "relu"
    formula = "max(0, x)"
    derivative = "1 if x > 0 else 0"
    kinks = (0.0,)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.maximum(x, 0.0)  # NaN stays NaN

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, 1.0, 0.0)


@with_parameters
class LeakyReLU(Activation):
    """Keep positive numbers, shrink negative ones by `slope`. Range (−∞, ∞) for a slope above 0.

    Some gradient always passes, so no unit is dead for good. At the kink, x = 0, the slope is
    `slope`, as in `F.leaky_relu` of PyTorch 2.13. Maas et al. 2013 ("Rectifier nonlinearities
    improve neural network acoustic models") use 0.01.
    """

    slope: float = 0.01

    name: ClassVar[str] = "leaky_relu"
    formula: ClassVar[str] = "x if x > 0 else slope * x"
    derivative: ClassVar[str] = "1 if x > 0 else slope"
    kinks: ClassVar[tuple[float, ...]] = (0.0,)

    def __post_init__(self) -> None:
        """Raise `TypeError` unless the slope is a plain number."""
        plain_parameters(self, "slope")

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, x, self.slope * x)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, 1.0, self.slope)


class PReLU(Activation):
    """A leaky ReLU that learns its slope: `ma.prelu(x, slope)`, slope a Value. Range (−∞, ∞).

    The slope has a gradient too: x where x is negative (He et al. 2015, "Delving deep into
    rectifiers"). At the kink, x = 0, the slope in x is `slope`.
    """

    name = "prelu"
    formula = "x if x > 0 else slope * x"
    derivative = ("1 if x > 0 else slope", "0 if x > 0 else x")
    kinks = (0.0,)

    def forward(self, x: Number, slope: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, x, slope * x)

    def local_gradient(
        self, x: Number, slope: Number, y: Number, xp: Namespace
    ) -> tuple[Number, Number]:
        return xp.where(x > 0, 1.0, slope), xp.where(x > 0, 0.0, x)


class Identity(Activation):
    """Leave the number as it is: a linear layer with no activation. Range (−∞, ∞), slope 1."""

    formula = "x"
    derivative = "1"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return x

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 1


class Step(Activation):
    """Fire or not: 1 for x > 0, else 0. The first neuron (McCulloch and Pitts 1943).

    It is flat everywhere, so its slope is 0 everywhere and no gradient passes: a network of
    steps cannot learn by gradient descent. At the jump, x = 0, the value is 0.
    """

    formula = "1 if x > 0 else 0"
    derivative = "0"
    kinks = (0.0,)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, 1.0, xp.where(x <= 0, 0.0, x))  # in this order NaN stays NaN

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 0


class HardTanh(Activation):
    """A tanh made of three straight lines. Range [−1, 1].

    The slope is 1 inside (−1, 1) and 0 outside; at the two kinks it is 0, as in `F.hardtanh` of
    PyTorch 2.13.
    """

    name = "hardtanh"
    formula = "min(max(x, -1), 1)"
    derivative = "1 if -1 < x < 1 else 0"
    kinks = (-1.0, 1.0)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.clip(x, -1.0, 1.0)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.where(abs(x) < 1, 1.0, 0.0)


class ReLU6(Activation):
    """A ReLU that stops at 6, for arithmetic with few bits. Range [0, 6].

    The slope is 1 inside (0, 6) and 0 outside; at the two kinks it is 0, as in `F.relu6` of PyTorch
    2.13.
    Krizhevsky 2010, "Convolutional deep belief networks on CIFAR-10".
    """

    name = "relu6"
    formula = "min(max(x, 0), 6)"
    derivative = "1 if 0 < x < 6 else 0"
    kinks = (0.0, 6.0)

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.clip(x, 0.0, 6.0)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, xp.where(x < 6, 1.0, 0.0), 0.0)


class Softsign(Activation):
    """Squash into (−1, 1) like tanh, but reach the ends far more slowly.

    The slope falls off as 1/x², not exponentially, so it saturates gently (Turian et al. 2009,
    "Quadratic features and deep architectures for chunking").
    """

    formula = "x / (1 + abs(x))"
    derivative = "1 / (1 + abs(x)) ** 2"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return x / (1 + abs(x))

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return 1 / ((1 + abs(x)) * (1 + abs(x)))
