"""Cross-entropy from logits, in one rule with its softmax or sigmoid: the gradient is p − y.

Taken apart, the way back goes through a logarithm and what it is the logarithm of; 1 / p meets p,
and all but p − y cancels. One rule says so at once, never divides, and knows no p that rounds to 0
(Goodfellow et al. 2016, "Deep Learning", section 6.2.2).
"""

from microact.readings.namespace import Namespace
from microact.readings.numbers import Number, shape_of
from microact.rules.rule import Elementwise, Pair, Rule
from microact.rules.smooth import gate_and_rest


class SoftmaxCrossEntropy(Rule):
    """How surprised softmax of a row of logits is by the true answer: −Σ t·log softmax(x).

    Classes stand along the last axis; it gives one number for each row, in [0, ∞). A row of t
    holds probabilities, usually a 1 for the true class: they add up to 1, and what is left of the
    gradient is softmax(x) − t. A logit of −∞ (a masked class) costs nothing where t is 0.
    """

    name = "softmax_cross_entropy"
    formula = "-sum(t * log(softmax(x)))"
    derivative = ("upstream * (sum(t) * softmax(x) - t)", "-upstream * log(softmax(x))")
    in_short = ("(softmax − target)", "−log softmax")

    def check(self, x: Number, t: Number) -> None:
        """Raise `ValueError` unless both have the same shape, with at least one class."""
        if not shape_of(x) or shape_of(x) != shape_of(t):
            raise ValueError(
                f"{self.name} needs logits and as many probabilities, classes along the last axis; "
                f"got shapes {shape_of(x)} and {shape_of(t)}"
            )
        if shape_of(x)[-1] == 0:
            raise ValueError(f"{self.name} of no classes: shape {shape_of(x)}")

    def forward(self, x: Number, t: Number, xp: Namespace) -> Number:
        return -xp.sum(xp.where(xp.abs(t) > 0, log_softmax(x, xp), 0.0) * t, axis=-1)

    def vjp(self, upstream: Number, y: Number, x: Number, t: Number, xp: Namespace) -> list[Number]:
        each = xp.expand_dims(upstream, -1)
        e = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
        p = e / xp.sum(e, axis=-1, keepdims=True)
        return [
            each * (xp.sum(t, axis=-1, keepdims=True) * p - t),
            lambda: -each * log_softmax(x, xp),
        ]


def log_softmax(x: Number, xp: Namespace) -> Number:
    """Return the logarithm of softmax along the last axis, finite for logits of ±10,000."""
    centred = x - xp.max(x, axis=-1, keepdims=True)
    return centred - xp.log(xp.sum(xp.exp(centred), axis=-1, keepdims=True))


class SigmoidCrossEntropy(Elementwise):
    """How surprised sigmoid(x) is by the true answer: log(1 + eˣ) − t·x. Range [0, ∞).

    t is 1 if it happened, 0 if not, or a probability. Written as what the wrong side costs, so
    that no logit overflows, and a sure and right answer of ±∞ costs 0.
    """

    name = "sigmoid_cross_entropy"
    formula = "log(1 + exp(x)) - t * x"
    derivative = ("1 / (1 + exp(-x)) - t", "-x")
    in_short = ("(sigmoid − target)", "−logit")

    def forward(self, x: Number, t: Number, xp: Namespace) -> Number:
        size = xp.where(x >= 0, x, -x)
        wrong = xp.where(x >= 0, 1 - t, t)
        return xp.where(xp.abs(wrong) > 0, size, 0.0) * wrong + xp.log1p(xp.exp(-size))

    def local_gradient(self, x: Number, t: Number, y: Number, xp: Namespace) -> Pair:
        gate, rest = gate_and_rest(x, xp)
        return gate * (1 - t) - rest * t, -x  # sigmoid(x) − t, exact at either end
