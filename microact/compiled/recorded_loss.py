"""A loss as it was recorded: whether the graph that it gives now is still the same.

A loss of a user's is any Python code. It may use Values of its own, and plain numbers that
somebody changes between two steps.
"""

from functools import partial

from microact import losses
from microact.engine.node import number_of
from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.engine.walk import refuse_changed
from microact.losses import Loss
from microact.nn import MLP, Linear
from microact.readings.numbers import Number
from microact.readings.plain_numbers import is_pure
from microact.rules import Elementwise, Rule
from microact.source.common import fingerprint
from microact.source.watching import reading_of

KNOWN = (losses.mean_squared_error, losses.binary_cross_entropy, losses.cross_entropy, losses.hinge)


class Frozen:
    """What a loss was made of when it was recorded, from `known` leaves and outputs on."""

    def __init__(self, value: Value, known: list[Value]) -> None:
        self.form, self.leaves = _form(value, known)
        self.kinds = [(x.shape, x.dtype) for x in self.leaves]

    def takes_over(self, value: Value, known: list[Value]) -> bool:
        """Whether a graph that was recorded since computes the same; its leaves are ours then.

        Leaves may be other ones with the same numbers, made anew at each call or put in the place
        of the first: it is theirs that a gradient belongs to.
        """
        form, leaves = _form(value, known)
        pairs = zip(self.leaves, leaves)
        same = all(a is b or fingerprint(a._number) == fingerprint(b._number) for a, b in pairs)
        if form != self.form or len(leaves) != len(self.leaves) or not same:
            return False
        self.leaves = leaves
        return True

    def reshaped(self) -> bool:
        """Whether a leaf of the loss's own has another shape or dtype by now."""
        return self.kinds != [(x.shape, x.dtype) for x in self.leaves]


def _form(value: Value, known: list[Value]) -> tuple[Number, list[Value]]:
    """Return what is equal for graphs that compute the same, and the leaves not known.

    Raises:
        RuntimeError: if something was computed before a leaf that it hangs on was changed.
    """
    ids = {id(x): i for i, x in enumerate(known)}
    order = topological_order(value, stop=ids)
    place = {id(node): i for i, node in enumerate(order)}
    form: list[Number] = []
    leaves = []
    for node in order:
        if id(node) in ids:
            form.append(ids[id(node)])
        elif node.rule is None:
            form.append("leaf")
            leaves.append(node)
        else:
            refuse_changed(node)
            inputs = [place[id(x)] if isinstance(x, Value) else fingerprint(x) for x in node.inputs]
            form.append((type(node.rule), _rule(node.rule, node), inputs))
    return form, leaves


def _rule(rule: Rule, node: Value) -> Number:
    """Return what is equal for rules that compute the same."""
    if is_pure(rule):
        return [(name, fingerprint(x)) for name, x in rule.parameters.items()]
    numbers = list(map(number_of, node.inputs))
    return reading_of(rule, [] if isinstance(rule, Elementwise) else [*numbers, node._number])


def is_known(loss: Loss) -> bool:
    """Whether a loss is one of ours with plain settings, which nothing can change."""
    given: list[Number] = []
    if isinstance(loss, partial):
        given, loss = [*loss.args, *loss.keywords.values()], loss.func
    plain = all(x is None or isinstance(x, int | float | str) for x in given)
    return plain and any(loss is known for known in KNOWN)


def is_plain(model: MLP) -> bool:
    """Whether a network is made of ours and of rules, and of nobody's own Python code."""
    if type(model) is not MLP:
        return False
    rules = [rule is None or isinstance(rule, Rule) for rule in model.activations]
    layers = [type(layer) is Linear and "__call__" not in vars(layer) for layer in model.layers]
    return all(rules) and all(layers)
