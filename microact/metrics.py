"""How good are the answers? Counts of right and wrong, in the ways people ask for them."""

import numpy as np
from numpy.typing import ArrayLike

from microact.readings.numbers import Array
from microact.support import arguments


def accuracy(truth: ArrayLike, predicted: ArrayLike) -> float:
    """Return the share of right answers.

    >>> accuracy([0, 1, 1, 2], [0, 1, 2, 2])
    0.75
    """
    t, p = _decided(truth, predicted)
    return float(np.mean(t == p))


def confusion_matrix(truth: ArrayLike, predicted: ArrayLike, classes: int | None = None) -> Array:
    """Count, for each true class (row), how often each class (column) was predicted.

    Args:
        truth: classes, integers from 0.
        predicted: likewise.
        classes: how many there are; by default as many as occur.

    >>> confusion_matrix([0, 0, 1, 1, 1], [0, 1, 1, 1, 0])
    array([[1, 1],
           [1, 2]])
    """
    t, p = _pair(truth, predicted)
    if t.dtype.kind not in "iub" or p.dtype.kind not in "iub":
        raise TypeError(f"classes are integers from 0, got dtypes {t.dtype} and {p.dtype}")
    most = int(max(t.max(), p.max())) + 1
    n = most if classes is None else arguments.whole("classes", classes)
    if n > 10_000:
        raise ValueError(f"a matrix of {n} classes is too large to count or read")
    if min(t.min(), p.min()) < 0 or most > n:
        raise ValueError(f"classes are integers from 0 to {n - 1}, got {min(t.min(), p.min())} to "
                         f"{most - 1}")  # fmt: skip
    counts = np.zeros((n, n), dtype=int)
    np.add.at(counts, (t.astype(int), p.astype(int)), 1)
    return counts


def precision_recall(
    truth: ArrayLike, predicted: ArrayLike, positive: int = 1
) -> tuple[float, float]:
    """Return of those called positive the share that is (precision), and of those the share found.

    A share of nothing is given as 0.

    >>> precision_recall([0, 0, 1, 1, 1], [0, 1, 1, 1, 0])
    (0.6666666666666666, 0.6666666666666666)
    """
    t, p = _decided(truth, predicted)
    hits = float(np.sum((t == positive) & (p == positive)))
    called, there = int(np.sum(p == positive)), int(np.sum(t == positive))
    return hits / max(1, called), hits / max(1, there)


def roc(truth: ArrayLike, scores: ArrayLike) -> tuple[Array, Array, Array]:
    """Return what happens as the threshold moves: false and true positive rates, and thresholds.

    A row counts as positive from the threshold on. Equal scores move together (Fawcett 2006, "An
    introduction to ROC analysis", algorithm 1).

    Args:
        truth: 0 or 1 for each row, both of them present.
        scores: higher means more likely 1.

    Raises:
        ValueError: if only one class is present.

    >>> false, true, thresholds = roc([0, 1, 0, 1], [0.1, 0.4, 0.4, 0.8])
    >>> false, true
    (array([0. , 0. , 0.5, 1. ]), array([0. , 0.5, 1. , 1. ]))
    """
    t, s = _pair(truth, scores)
    s = s.astype(np.float64)  # the negative of a small unsigned integer is no negative
    if np.any((t != 0) & (t != 1)):
        raise ValueError(f"classes are 0 and 1, got {t[(t != 0) & (t != 1)][0]!s}")
    if np.any(np.isnan(s)):
        raise ValueError("a score is NaN, which is neither above nor below a threshold")
    t = t == 1
    if not 0 < t.sum() < len(t):
        raise ValueError("a ROC curve needs rows of both classes, 0 and 1")
    order = np.argsort(-s, kind="stable")
    t, s = t[order], s[order]
    last = np.r_[s[1:] != s[:-1], True]  # of each group of equal scores
    true, false = np.cumsum(t)[last], np.cumsum(~t)[last]
    return np.r_[0, false / false[-1]], np.r_[0, true / true[-1]], np.r_[np.inf, s[last]]


def auc(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return the area under the ROC curve.

    It is the chance that a random row of class 1 scores higher than a random row of class 0, ties
    counted half (Hanley and McNeil 1982).

    >>> auc([0, 1, 0, 1], [0.1, 0.4, 0.4, 0.8])
    0.875
    """
    false, true, _ = roc(truth, scores)
    return float(np.trapezoid(true, false))


def _decided(truth: ArrayLike, predicted: ArrayLike) -> tuple[Array, Array]:
    t, p = _pair(truth, predicted)
    if t.dtype.kind in "iub" and p.dtype.kind == "f" and np.any(p != np.round(p)):
        raise TypeError("these are scores, not classes: decide first, e.g. scores >= 0.5")
    return t, p


def _pair(truth: ArrayLike, predicted: ArrayLike) -> tuple[Array, Array]:
    if isinstance(truth, np.ma.MaskedArray) or isinstance(predicted, np.ma.MaskedArray):
        raise TypeError("a masked array would lose its mask here; fill it first: a.filled(0)")
    t, p = np.asarray(truth), np.asarray(predicted)
    if t.ndim != 1 or t.shape != p.shape or t.size == 0:
        raise ValueError(f"one answer for each row, got shapes {t.shape} and {p.shape}")
    if (t.dtype.kind in "US") != (p.dtype.kind in "US"):
        raise TypeError(f"words are compared with words, got dtypes {t.dtype} and {p.dtype}")
    return t, p
