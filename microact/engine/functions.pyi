"""Every rule as a function. Made from the rules: `python -m tests.make_stub`."""

from collections.abc import Callable
from typing import Any, Generic, ParamSpec

from microact.engine.spellings import (
    broadcast_to as broadcast_to,
    concatenate as concatenate,
    getitem as getitem,
    power as power,
    reshape as reshape,
    split as split,
    stack as stack,
    transpose as transpose,
)
from microact.readings.numbers import Number

P = ParamSpec("P")

class _OfARule(Generic[P]):
    rule: type[Any]
    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Number: ...

def _of_a_rule(f: Callable[P, Number]) -> _OfARule[P]: ...

inf: float
nan: float
pi: float
__all__ = ['add', 'broadcast_to', 'clip', 'concatenate', 'cos', 'divide', 'elu', 'exp', 'expand_dims', 'expm1', 'gelu', 'gelu_tanh', 'getitem', 'hardtanh', 'identity', 'leaky_relu', 'log', 'log1p', 'log_softmax', 'logsumexp', 'matmul', 'maximum', 'mean', 'minimum', 'mish', 'multiply', 'negative', 'power', 'prelu', 'relu', 'relu6', 'reshape', 'selu', 'sigmoid', 'sigmoid_cross_entropy', 'sign', 'silu', 'sin', 'softmax', 'softmax_cross_entropy', 'softplus', 'softsign', 'split', 'sqrt', 'squeeze', 'stack', 'std', 'step', 'subtract', 'swapaxes', 'tan', 'tanh', 'transpose', 'var', 'where']

@_of_a_rule
def abs(x: Number) -> Number:
    """Distance from 0. At the kink, x = 0, the slope is 0, halfway between −1 and 1."""

@_of_a_rule
def add(a: Number, b: Number) -> Number:
    """Sum: both inputs get the upstream gradient as it is."""

@_of_a_rule
def clip(x: Number, low: Number = ..., high: Number = ...) -> Number:
    """Hold a number between two bounds. On a bound it still counts as inside (slope 1)."""

@_of_a_rule
def cos(x: Number) -> Number:
    """The cosine."""

@_of_a_rule
def divide(a: Number, b: Number) -> Number:
    """Quotient. Raises `ZeroDivisionError` where the divisor is 0."""

@_of_a_rule
def elu(x: Number, alpha: Number = ...) -> Number:
    """Keep positive numbers, bend negative ones towards −alpha. Range (−alpha, ∞)."""

@_of_a_rule
def exp(x: Number) -> Number:
    """The exponential: its slope is its value. inf where it overflows, above x = 709.78."""

@_of_a_rule
def expand_dims(x: Number, axis: Number) -> Number:
    """New axes of size 1."""

@_of_a_rule
def expm1(x: Number) -> Number:
    """exp(x) − 1, exact for tiny x."""

@_of_a_rule
def gelu(x: Number) -> Number:
    """x times the chance that a normal number is below x. Range [−0.170, ∞)."""

@_of_a_rule
def gelu_tanh(x: Number) -> Number:
    """x times (nearly) the chance that a normal number is below x. Range [−0.170, ∞)."""

@_of_a_rule
def hardtanh(x: Number) -> Number:
    """A tanh made of three straight lines. Range [−1, 1]."""

@_of_a_rule
def identity(x: Number) -> Number:
    """Leave the number as it is: a linear layer with no activation. Range (−∞, ∞), slope 1."""

@_of_a_rule
def leaky_relu(x: Number, slope: Number = ...) -> Number:
    """Keep positive numbers, shrink negative ones by `slope`. Range (−∞, ∞) for a slope above 0."""

@_of_a_rule
def log(x: Number) -> Number:
    """The natural logarithm. Raises `ValueError` for 0 and negative numbers."""

@_of_a_rule
def log1p(x: Number) -> Number:
    """log(1 + x), exact for tiny x. Raises `ValueError` for x ≤ −1."""

@_of_a_rule
def log_softmax(x: Number, axis: Number = ...) -> Number:
    """The logarithm of softmax, without ever computing a probability of 0. Range (−∞, 0]."""

@_of_a_rule
def logsumexp(x: Number, axis: Number = ..., keepdims: Number = ...) -> Number:
    """log(Σ exp(x)), a smooth maximum; its gradient is softmax."""

@_of_a_rule
def matmul(a: Number, b: Number) -> Number:
    """Matrix product of the last two axes; 1-D inputs are a row on the left, a column on the right."""

@_of_a_rule
def max(x: Number, axis: Number = ..., keepdims: Number = ...) -> Number:
    """The largest: the gradient goes to it. Ties share it equally, so that it adds up to one."""

@_of_a_rule
def maximum(a: Number, b: Number) -> Number:
    """The larger of two. The gradient goes to the larger; equal ones get half each."""

@_of_a_rule
def mean(x: Number, axis: Number = ..., keepdims: Number = ...) -> Number:
    """Mean of n numbers: each gets a share of 1 / n."""

@_of_a_rule
def min(x: Number, axis: Number = ..., keepdims: Number = ...) -> Number:
    """The smallest: the gradient goes to it. Ties share it equally."""

@_of_a_rule
def minimum(a: Number, b: Number) -> Number:
    """The smaller of two. The gradient goes to the smaller; equal ones get half each."""

@_of_a_rule
def mish(x: Number) -> Number:
    """x · tanh(softplus(x)), a smoother SiLU. Range [−0.309, ∞)."""

@_of_a_rule
def multiply(a: Number, b: Number) -> Number:
    """Product: the slope in each input is the other input."""

@_of_a_rule
def negative(x: Number) -> Number:
    """Sign turned."""

@_of_a_rule
def prelu(x: Number, slope: Number) -> Number:
    """A leaky ReLU that learns its slope: `ma.prelu(x, slope)`, slope a Value. Range (−∞, ∞)."""

@_of_a_rule
def relu(x: Number) -> Number:
    """Keep positive numbers, make the rest 0. Range [0, ∞)."""

@_of_a_rule
def relu6(x: Number) -> Number:
    """A ReLU that stops at 6, for arithmetic with few bits. Range [0, 6]."""

@_of_a_rule
def scatter(x: Number, index: Number, shape: Number) -> Number:
    """Zeros, with numbers added in at an index: the way back of `getitem`."""

@_of_a_rule
def selu(x: Number) -> Number:
    """An ELU scaled so that mean 0 and variance 1 stay so from layer to layer."""

@_of_a_rule
def sigmoid(x: Number) -> Number:
    """Squash any number into (0, 1)."""

@_of_a_rule
def sigmoid_cross_entropy(x: Number, t: Number) -> Number:
    """How surprised sigmoid(x) is by the true answer: log(1 + eˣ) − t·x. Range [0, ∞)."""

@_of_a_rule
def sign(x: Number) -> Number:
    """−1, 0 or 1. Flat everywhere, so no gradient passes."""

@_of_a_rule
def silu(x: Number) -> Number:
    """x times its own sigmoid, also called swish. Range [−0.278, ∞)."""

@_of_a_rule
def sin(x: Number) -> Number:
    """The sine."""

@_of_a_rule
def softmax(x: Number, axis: Number = ...) -> Number:
    """Turn logits into probabilities: all above 0, together 1. Range (0, 1)."""

@_of_a_rule
def softmax_cross_entropy(x: Number, t: Number) -> Number:
    """How surprised softmax of a row of logits is by the true answer: −Σ t·log softmax(x)."""

@_of_a_rule
def softplus(x: Number) -> Number:
    """A ReLU with its corner rounded: log(1 + eˣ). Range (0, ∞)."""

@_of_a_rule
def softsign(x: Number) -> Number:
    """Squash into (−1, 1) like tanh, but reach the ends far more slowly."""

@_of_a_rule
def sqrt(x: Number) -> Number:
    """The square root. Raises `ValueError` below 0; at 0 its slope is infinite, given as inf."""

@_of_a_rule
def squeeze(x: Number, axis: Number = ...) -> Number:
    """Axes of size 1 taken away: all of them, or those named."""

@_of_a_rule
def std(x: Number, axis: Number = ..., keepdims: Number = ..., ddof: Number = ...) -> Number:
    """The standard deviation: the square root of `var`."""

@_of_a_rule
def step(x: Number) -> Number:
    """Fire or not: 1 for x > 0, else 0. The first neuron (McCulloch and Pitts 1943)."""

@_of_a_rule
def subtract(a: Number, b: Number) -> Number:
    """Difference: the second input gets the upstream gradient with its sign turned."""

@_of_a_rule
def sum(x: Number, axis: Number = ..., keepdims: Number = ...) -> Number:
    """Sum: every summand gets the upstream gradient as it is."""

@_of_a_rule
def swapaxes(x: Number, first: Number, second: Number) -> Number:
    """Two axes exchanged."""

@_of_a_rule
def tan(x: Number) -> Number:
    """The tangent, sin(x) / cos(x). It jumps from ∞ to −∞ at odd multiples of π/2."""

@_of_a_rule
def tanh(x: Number) -> Number:
    """Squash any number into (−1, 1), around 0."""

@_of_a_rule
def var(x: Number, axis: Number = ..., keepdims: Number = ..., ddof: Number = ...) -> Number:
    """Mean squared distance from the mean; divides by n − ddof."""

@_of_a_rule
def variable_power(a: Number, b: Number) -> Number:
    """A power whose exponent is a Value or an array, and may have a gradient too."""

@_of_a_rule
def where(condition: Number, a: Number, b: Number) -> Number:
    """One number where the condition holds, the other where not; the gradient goes the same way."""
