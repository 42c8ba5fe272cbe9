"""How good are the answers? Counts of right and wrong, in the ways people ask for them."""

import numpy as np
from numpy.typing import ArrayLike

from microact.readings.numbers import Array, refuse_masked
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


def f1(truth: ArrayLike, predicted: ArrayLike, positive: int = 1) -> float:
    """Return the harmonic mean of precision and recall; 0 where nothing was found.

    >>> f1([0, 0, 1, 1, 1], [0, 1, 1, 1, 0])
    0.6666666666666666
    """
    precision, recall = precision_recall(truth, predicted, positive)
    return 2 * precision * recall / (precision + recall) if recall else 0.0


def best_threshold(truth: ArrayLike, scores: ArrayLike) -> float:
    """Return the threshold with the highest F1: halfway between two scores.

    Args:
        truth: 0 or 1 for each row, both of them present.
        scores: higher means more likely 1; a row counts as 1 from the threshold on.

    >>> best_threshold([0, 0, 1, 0, 1], [0.1, 0.2, 0.3, 0.4, 0.5])
    0.25
    """
    false, true, thresholds = roc(truth, scores)
    t = np.asarray(truth) == 1
    hits, alarms = true * t.sum(), false * np.sum(~t)
    scored = 2 * hits / (t.sum() + hits + alarms)  # 2 P R / (P + R), written in counts
    best = int(np.argmax(scored))
    below = thresholds[best + 1] if best + 1 < len(thresholds) else thresholds[best]
    return float((thresholds[best] + below) / 2)


def log_loss(truth: ArrayLike, probabilities: ArrayLike) -> float:
    """Return the mean surprise, −log of what was given to the true class.

    Args:
        truth: classes, integers from 0.
        probabilities: of class 1 for each row, or a row with one for each class.

    A probability of 0 for what happened is infinitely surprising; it counts as 1e-15.

    >>> round(log_loss([1, 0], [0.5, 0.25]), 4)
    0.4904
    """
    t, p = np.asarray(truth), np.asarray(probabilities, dtype=np.float64)
    rows = np.stack([1 - p, p], axis=1) if p.ndim == 1 else p
    if t.ndim != 1 or rows.ndim != 2 or len(t) != len(rows) or not len(t):
        raise ValueError(f"a class and probabilities for each row, got shapes {t.shape}, {p.shape}")
    if t.dtype.kind not in "iub" or t.min() < 0 or t.max() >= rows.shape[1]:
        raise TypeError(f"classes are integers from 0 to {rows.shape[1] - 1}")
    if not np.all((rows >= 0) & (rows <= 1)):
        raise ValueError("probabilities lie between 0 and 1")
    return float(-np.mean(np.log(np.maximum(rows[np.arange(len(t)), t.astype(int)], 1e-15))))


def calibration(
    truth: ArrayLike, probabilities: ArrayLike, bins: int = 10
) -> tuple[Array, Array, Array]:
    """Return, for rows of like probability, its mean, the share that came true, and how many.

    Args:
        truth: 0 or 1 for each row.
        probabilities: of class 1.
        bins: into how many equal parts 0 to 1 is cut; empty ones are left out.

    >>> calibration([0, 1, 1, 1], [0.1, 0.2, 0.8, 0.9], bins=2)
    (array([0.15, 0.85]), array([0.5, 1. ]), array([2, 2]))
    """
    t, p = _pair(truth, probabilities)
    if np.any((t != 0) & (t != 1)) or not np.all((p >= 0) & (p <= 1)):
        raise ValueError("truth is 0 or 1, and probabilities lie between 0 and 1")
    place = np.minimum((p * arguments.whole("bins", bins)).astype(int), bins - 1)
    counts = np.bincount(place, minlength=bins)
    there = counts > 0
    means, shares = (np.bincount(place, x, bins)[there] / counts[there] for x in (p, t == 1))
    return means, shares, counts[there]


def _decided(truth: ArrayLike, predicted: ArrayLike) -> tuple[Array, Array]:
    t, p = _pair(truth, predicted)
    if t.dtype.kind in "iub" and p.dtype.kind == "f" and np.any(p != np.round(p)):
        raise TypeError("these are scores, not classes: decide first, e.g. scores >= 0.5")
    return t, p


def _pair(truth: ArrayLike, predicted: ArrayLike) -> tuple[Array, Array]:
    refuse_masked(truth, predicted)
    t, p = np.asarray(truth), np.asarray(predicted)
    if t.ndim != 1 or t.shape != p.shape or t.size == 0:
        raise ValueError(f"one answer for each row, got shapes {t.shape} and {p.shape}")
    if (t.dtype.kind in "US") != (p.dtype.kind in "US"):
        raise TypeError(f"words are compared with words, got dtypes {t.dtype} and {p.dtype}")
    return t, p
