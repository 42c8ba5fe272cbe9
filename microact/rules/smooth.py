"""The smooth descendants of ReLU: softplus, ELU, SELU, GELU in both forms, SiLU, Mish."""

from typing import ClassVar

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number
from microact.rules.errors import plain_parameters
from microact.rules.rule import Activation, with_parameters


def gate_and_rest(x: Number, xp: Namespace) -> tuple[Number, Number]:
    """Return sigmoid(x) and 1 − sigmoid(x), both exact at either end.

    Each branch is the smooth function itself, not a piece of |x|: so these lines may also be
    differentiated again, at x = 0 too.
    """
    z = xp.exp(xp.where(x >= 0, -x, x))  # at most 1
    return xp.where(x >= 0, 1, z) / (1 + z), xp.where(x >= 0, z, 1) / (1 + z)


def softplus(x: Number, xp: Namespace) -> Number:
    """Return log(1 + eˣ), branch by branch as above."""
    return xp.where(x >= 0, x, 0.0) + xp.log1p(xp.exp(xp.where(x >= 0, -x, x)))


class Softplus(Activation):
    """A ReLU with its corner rounded: log(1 + eˣ). Range (0, ∞).

    Its slope is the sigmoid (Dugas et al. 2001, "Incorporating second-order functional
    knowledge"). Written so that neither end overflows.
    """

    formula = "log(1 + exp(x))"
    derivative = "1 / (1 + exp(-x))"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return softplus(x, xp)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        gate, _ = gate_and_rest(x, xp)
        return gate


@with_parameters
class ELU(Activation):
    """Keep positive numbers, bend negative ones towards −alpha. Range (−alpha, ∞).

    With alpha = 1 the slope has no jump at 0 (Clevert et al. 2016, "Fast and accurate deep
    network learning by exponential linear units"). With another alpha it has a kink there, and
    at x = 0 the slope is alpha.
    """

    alpha: float = 1.0

    name: ClassVar[str] = "elu"
    formula: ClassVar[str] = "x if x > 0 else alpha * (exp(x) - 1)"
    derivative: ClassVar[str] = "1 if x > 0 else alpha * exp(x)"

    @property
    def kinks(self) -> tuple[float, ...]:
        """0, unless alpha is 1."""
        return () if self.alpha == 1 else (0.0,)

    def __post_init__(self) -> None:
        """Raise `TypeError` unless alpha is a plain number."""
        plain_parameters(self, "alpha")

    def forward(self, x: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, x, self.alpha * xp.expm1(xp.minimum(x, 0.0)))

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return xp.where(x > 0, 1.0, self.alpha * xp.exp(xp.minimum(x, 0.0)))


SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


class SELU(Activation):
    """An ELU scaled so that mean 0 and variance 1 stay so from layer to layer.

    Range (−1.758, ∞). The two constants solve that condition (Klambauer et al. 2017,
    "Self-normalizing neural networks", equation 14). At the kink, x = 0, the slope is that of
    the left side, 1.758.
    """

    name = "selu"
    formula = "scale * x if x > 0 else scale * alpha * (exp(x) - 1)"
    derivative = "scale if x > 0 else scale * alpha * exp(x)"
    kinks = (0.0,)
    alpha = SELU_ALPHA
    scale = SELU_SCALE

    def forward(self, x: Number, xp: Namespace) -> Number:
        return SELU_SCALE * xp.where(x > 0, x, SELU_ALPHA * xp.expm1(xp.minimum(x, 0.0)))

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        return SELU_SCALE * xp.where(x > 0, 1.0, SELU_ALPHA * xp.exp(xp.minimum(x, 0.0)))


TAIL = (
    -2.62310735e-09, -1.95513589e-09, 3.197926672e-08, 1.879082322e-08, -2.4857126248e-07,
    -5.084465379e-08, 1.74198215862e-06, -9.7926257073e-07, -1.143804803335e-05,
    2.238756571491e-05, 5.164652974177e-05, -0.00029015535246078, 0.00029371437804496,
    0.00175562616519707, -0.00974657968326526, 0.02836227737211114, -0.05869339857664934,
    0.09230432116428125, -0.10880393014244462, 0.08227673848999506, 0.00358541548547903,
    -0.14024059858554525, 0.23751263083782753,
)  # fmt: skip
"""The polynomial in t = (u − 3.75) / (u + 3.75) that is (1 + 2u)·exp(u²)·erfc(u) − 1 for u ≥ 0.

Shepherd and Laframboise 1981, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞";
these coefficients are our own fit, of degree 22: the relative error is below 5e-16.
"""


def chance_below(x: Number, xp: Namespace) -> Number:
    """Return how likely a normal number is below x, (1 + erf(x / √2)) / 2, exact at either end.

    NumPy has no erf, nor has a browser. These lines are sums and products, so every kind of number
    can read them.
    """
    x = xp.clip(x, -40.0, 40.0)  # beyond, it is 0 or 1 to the last bit
    u = xp.where(x >= 0, x, -x) * 0.7071067811865476  # 1 / √2
    t = (u - 3.75) / (u + 3.75)
    polynomial: Number = TAIL[0]
    for coefficient in TAIL[1:]:
        polynomial = polynomial * t + coefficient
    tail = 0.5 * xp.exp(-0.5 * x * x) * ((1 + polynomial) / (1 + 2 * u))
    return xp.where(x >= 0, 1 - tail, tail)


class GELU(Activation):
    """x times the chance that a normal number is below x. Range [−0.170, ∞).

    The exact form, with the error function erf, as `F.gelu` of PyTorch 2.13; BERT uses it. It lets
    large numbers pass and holds small ones back, without a corner (Hendrycks and Gimpel 2016,
    "Gaussian error linear units").
    """

    name = "gelu"
    formula = "0.5 * x * (1 + erf(x / sqrt(2)))"
    derivative = "0.5 * (1 + erf(x / sqrt(2))) + x * exp(-x ** 2 / 2) / sqrt(2 * pi)"

    def forward(self, x: Number, xp: Namespace) -> Number:
        return x * chance_below(x, xp)

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        x = xp.clip(x, -40.0, 40.0)  # beyond, the slope is 0 or 1 to the last bit
        return chance_below(x, xp) + x * 0.3989422804014327 * xp.exp(-0.5 * x * x)  # 1 / √(2π)


class GELUTanh(Activation):
    """x times (nearly) the chance that a normal number is below x. Range [−0.170, ∞).

    This is the tanh form of GELU, which GPT-2 uses; it differs from the exact one, `gelu`, by at
    most 0.0005 (Hendrycks and Gimpel 2016, "Gaussian error linear units"). Computed as
    x·sigmoid(2u), the same number without cancellation.
    """

    name = "gelu_tanh"
    formula = "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))"
    derivative = (
        "0.5 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)))"
        " + 0.5 * x * (1 - tanh(sqrt(2 / pi) * (x + 0.044715 * x ** 3)) ** 2)"
        " * sqrt(2 / pi) * (1 + 3 * 0.044715 * x ** 2)"
    )

    def inner(self, x: Number, xp: Namespace) -> tuple[Number, Number]:
        """Return 2u, where u is what tanh is taken of, and du/dx."""
        c = 0.7978845608028654  # √(2/π)
        return 2 * c * (x + 0.044715 * x * x * x), c * (1 + 3 * 0.044715 * x * x)

    def forward(self, x: Number, xp: Namespace) -> Number:
        twice_u, _ = self.inner(xp.clip(x, -25.0, 25.0), xp)
        gate, _ = gate_and_rest(twice_u, xp)
        return x * gate

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        x = xp.clip(x, -25.0, 25.0)  # beyond, the slope is 0 or 1 to the last bit
        twice_u, slope = self.inner(x, xp)
        gate, rest = gate_and_rest(twice_u, xp)
        return gate * (1 + 2 * x * rest * slope)


class SiLU(Activation):
    """x times its own sigmoid, also called swish. Range [−0.278, ∞).

    It dips below 0 before it rises, and its slope passes 1 (up to 1.1). Elfwing et al. 2018,
    "Sigmoid-weighted linear units"; Ramachandran et al. 2017 found it by search.
    """

    name = "silu"
    formula = "x / (1 + exp(-x))"
    derivative = "(1 + x * (1 - 1 / (1 + exp(-x)))) / (1 + exp(-x))"

    def forward(self, x: Number, xp: Namespace) -> Number:
        gate, _ = gate_and_rest(x, xp)
        return x * gate

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        x = xp.clip(x, -800.0, 800.0)  # beyond, the slope is 0 or 1 to the last bit
        gate, rest = gate_and_rest(x, xp)
        return gate * (1 + x * rest)


class Mish(Activation):
    """x · tanh(softplus(x)), a smoother SiLU. Range [−0.309, ∞).

    Misra 2019, "Mish: a self regularized non-monotonic activation function".
    """

    formula = "x * tanh(log(1 + exp(x)))"
    derivative = (
        "tanh(log(1 + exp(x)))"
        " + x * (1 - tanh(log(1 + exp(x))) ** 2) / (1 + exp(-x))"
    )  # fmt: skip

    def forward(self, x: Number, xp: Namespace) -> Number:
        return x * xp.tanh(softplus(x, xp))

    def local_gradient(self, x: Number, y: Number, xp: Namespace) -> Number:
        x = xp.clip(x, -800.0, 800.0)  # beyond, the slope is 0 or 1 to the last bit
        rounded = softplus(x, xp)
        gate, _ = gate_and_rest(x, xp)
        t = xp.exp(-2 * rounded)
        # 4t / (1 + t)² is 1 − tanh²(softplus), without subtracting two numbers near 1.
        return xp.tanh(rounded) + x * (4 * t / ((1 + t) * (1 + t))) * gate
