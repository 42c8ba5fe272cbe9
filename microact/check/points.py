"""At which points every rule is checked: a sample for each rule in the registry.

An elementwise rule without parameters needs no entry here, a user's own included: its domain and
its kinks say where to look. A rule of another kind may bring its own with a class attribute
`samples`, a list of (function, inputs).
"""

from collections.abc import Callable, Iterator, Mapping

import numpy as np

from microact.check.gradient_check import Report, gradcheck, mismatch
from microact.engine import functions as ma
from microact.readings.numbers import Array, Number
from microact.rules import Elementwise, Rule
from microact.rules.arithmetic import Power
from microact.rules.indexing import Scatter
from microact.rules.smooth import ELU

Sample = tuple[Callable[..., Number], list[Number]]


def check_rule(kind: type[Rule]) -> list[Report]:
    """Check one rule on all of its samples: reports that passed or not, none raised.

    An empty list says that nobody knows how to sample this rule.
    """
    return [gradcheck(f, *inputs, raise_error=False) for f, inputs in samples(kind)]


def samples(kind: type[Rule]) -> list[Sample]:
    """Return functions of Values and inputs at which to check a rule."""
    own: list[Sample] = getattr(kind, "samples", [])
    if own or kind.name in _SAMPLES:
        return own or _SAMPLES[kind.name]
    if not issubclass(kind, Elementwise):
        return []
    rule = kind()
    return elementwise_samples(rule)


def elementwise_samples(rule: Elementwise) -> list[Sample]:
    """Sample a rule over its domain, at large and small numbers, at its kinks, and broadcast."""
    low, high = rule.domain
    rng = np.random.default_rng(1)
    sizes = np.concatenate([rng.uniform(-4, 4, 24), rng.uniform(0.01, 1, 8) * 1e-2, [25.0, -25.0]])
    points = sizes[(sizes > low + 1e-3) & (sizes < high)]
    points = np.concatenate([points, rule.kinks])
    if len(rule.input_names) == 1:
        return [(rule, [points]), (rule, [0.7])]
    a, b = rng.uniform(0.3, 2, (2, 3)), rng.uniform(0.3, 2, 3)
    return [(rule, [a, b]), (rule, [b - 1.2, 0.7]), (rule, [0.4, -1.5])]


def _normal(*shape: int) -> Array:
    return np.random.default_rng(len(shape) + sum(shape)).normal(size=shape)


_GRID, _CUBE = _normal(3, 4), _normal(2, 3, 4)
_TIES = np.array([[1.0, 2.0, 2.0], [3.0, 0.0, 3.0]])


def _reductions(f: Callable[..., Number]) -> list[Sample]:
    return [
        (f, [_GRID]),
        (lambda x: f(x, axis=1), [_GRID]),
        (lambda x: f(x, axis=(0, -1), keepdims=True), [_CUBE]),
        (f, [0.7]),
    ]


_SAMPLES: dict[str, list[Sample]] = {
    "power": [
        *[(Power(n), [np.array([0.3, 1.0, 2.5])]) for n in (-2.0, -0.5, 0.5, 1.0, 2.0, 3.7)],
        *[(Power(n), [np.array([-1.5, 0.0, 2.0])]) for n in (0.0, 1.0, 2.0, 3.0)],
    ],
    "variable_power": [(ma.power, [np.array([[0.3], [2.0]]), np.array([-1.5, 0.0, 2.0])])],
    "maximum": [
        (ma.maximum, [_normal(2, 3), _normal(3)]),
        (ma.maximum, [np.array([1.0, 2.0]), 1.0]),
    ],
    "minimum": [
        (ma.minimum, [_normal(2, 3), _normal(3)]),
        (ma.minimum, [np.array([1.0, 2.0]), 1.0]),
    ],
    "where": [(lambda a, b: ma.where(_normal(2, 3) > 0, a, b), [_normal(2, 3), _normal(3)])],
    "clip": [(lambda x: ma.clip(x, -0.5, 1.0), [np.array([-3.0, -0.5, 0.2, 1.0, 2.0])])],
    "prelu": [
        (ma.prelu, [np.array([-3.0, -0.2, 0.7, 2.0]), 0.25]),
        (ma.prelu, [_normal(2, 3), np.array([0.1, 0.2, 0.3])]),
    ],
    "elu": [
        *elementwise_samples(ELU()),
        *elementwise_samples(ELU(0.5)),
    ],
    "softmax": [(ma.softmax, [_GRID]), (lambda x: ma.softmax(x, axis=0), [_GRID])],
    "log_softmax": [(ma.log_softmax, [_GRID]), (lambda x: ma.log_softmax(x, axis=0), [_GRID])],
    "softmax_cross_entropy": [
        (ma.softmax_cross_entropy, [_GRID, np.eye(4)[[0, 3, 1]] * 0.75 + 0.0625]),
        (ma.softmax_cross_entropy, [_normal(3), np.array([0.2, 0.5, 0.3])]),
    ],
    "sum": _reductions(ma.sum),
    "mean": _reductions(ma.mean),
    "max": [*_reductions(ma.max), (lambda x: ma.max(x, axis=1), [_TIES])],
    "min": [*_reductions(ma.min), (lambda x: ma.min(x, axis=1), [_TIES])],
    "std": [*_reductions(ma.std), (lambda x: ma.std(x, axis=0, ddof=1), [_GRID])],
    "var": [*_reductions(ma.var), (lambda x: ma.var(x, axis=0, ddof=1), [_GRID])],
    "logsumexp": _reductions(ma.logsumexp),
    "matmul": [
        (ma.matmul, [_normal(2, 3), _normal(3, 4)]),
        (ma.matmul, [_normal(3), _normal(3)]),
        (ma.matmul, [_normal(3), _normal(3, 4)]),
        (ma.matmul, [_normal(2, 3), _normal(3)]),
        (ma.matmul, [_normal(2, 2, 3), _normal(3, 2)]),
        (ma.matmul, [_normal(1, 2, 3), _normal(4, 1, 3, 2)]),
        (ma.matmul, [_normal(3), _normal(2, 3, 2)]),
        (ma.matmul, [_normal(2, 2, 3), _normal(3)]),
    ],
    "reshape": [(lambda x: ma.reshape(x, 2, -1), [_GRID])],
    "transpose": [(ma.transpose, [_GRID]), (lambda x: ma.transpose(x, (1, -1, 0)), [_CUBE])],
    "swapaxes": [(lambda x: ma.swapaxes(x, 0, -1), [_CUBE])],
    "squeeze": [(ma.squeeze, [_normal(1, 3, 1)]), (lambda x: ma.squeeze(x, 0), [_normal(1, 3, 1)])],
    "expand_dims": [(lambda x: ma.expand_dims(x, -1), [_GRID])],
    "broadcast_to": [(lambda x: ma.broadcast_to(x, (2, 3, 4)), [_normal(3, 1)])],
    "concatenate": [(lambda a, b: ma.concatenate([a, b], axis=-1), [_normal(2, 3), _normal(2, 1)])],
    "stack": [(lambda a, b: ma.stack([a, b, a], axis=1), [_normal(3), _normal(3)])],
    "getitem": [
        (lambda x: x[1], [_GRID]),
        (lambda x: x[..., None, ::-2], [_GRID]),
        (lambda x: x[[0, 2, 0, 0]], [_GRID]),
        (lambda x: x[[0, 1], [3, 3]], [_GRID]),
        (lambda x: x[_GRID > 0], [_GRID]),
    ],
    "scatter": [(Scatter(np.array([1, 3, 1]), (4,)), [_normal(3)])],
}


def table(kinds: Mapping[str, type[Rule]]) -> Iterator[tuple[str, bool]]:
    """Check rules and yield a table line by line, each with whether all is well so far.

    Columns: name, how many elements were tried, how many of them are kinks, the worst relative
    error away from kinks.
    """
    yield (
        "Each input is nudged a little, and the change compared with the hand-written slope.",
        True,
    )
    yield (
        "A relative error below 1e-06 agrees. A kink is a corner: both its slopes are right.",
        True,
    )
    yield f"{'rule':<23}{'tried':>6}{'kinks':>7}{'worst relative error':>22}", True
    failed = []
    for name, kind in kinds.items():
        try:
            reports = check_rule(kind)
        except (Exception, SystemExit) as failure:  # a user's rule may do anything
            failed.append(name)
            yield f"{name:<23}  FAILED: {type(failure).__name__}: {failure}", False
            continue
        if not reports:
            failed.append(name)
            yield f"{name:<23}  not tried: state `samples`, a list of (function, inputs)", False
            continue
        tried = sum(report.tried for report in reports)
        kinks = sum(len(report.kinks) for report in reports)
        error = max(report.error for report in reports)
        wrong = [report for report in reports if not report.passed]
        verdict = "  WRONG" if wrong else ""
        yield f"{name:<23}{tried:>6}{kinks:>7}{error:>22.1e}{verdict}", not wrong
        if wrong:
            failed.append(name)
            yield f"\n{mismatch(wrong[0])}\n", False
    verdict = f"wrong: {', '.join(failed)}" if failed else "all agree with finite differences"
    yield f"{len(kinds)} rule{'s' if len(kinds) != 1 else ''}: {verdict}", not failed
