import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microact.metrics import accuracy, auc, confusion_matrix, precision_recall, roc

theirs = pytest.importorskip("sklearn.metrics")

pairs = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30)
scored = st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=2, max_size=40).filter(
    lambda rows: 0 < sum(t for t, _ in rows) < len(rows)
)


@given(pairs)
def test_counts_agree_with_scikit_learn(rows):
    t, p = map(list, zip(*rows))
    assert accuracy(t, p) == theirs.accuracy_score(t, p)
    expected = theirs.confusion_matrix(t, p, labels=range(4))
    assert np.array_equal(confusion_matrix(t, p, 4), expected)
    t1, p1 = [k == 1 for k in t], [k == 1 for k in p]
    expected = (
        theirs.precision_score(t1, p1, zero_division=0),
        theirs.recall_score(t1, p1, zero_division=0),
    )
    assert precision_recall(t, p) == pytest.approx(expected)


@given(scored)
def test_roc_agrees_with_scikit_learn_with_ties_too(rows):
    t, s = [int(t) for t, _ in rows], [float(s) for _, s in rows]
    false, true, thresholds = roc(t, s)
    expected = theirs.roc_curve(t, s, drop_intermediate=False)
    for ours, other in zip((false, true, thresholds), expected):
        np.testing.assert_allclose(ours, other)
    assert auc(t, s) == pytest.approx(theirs.roc_auc_score(t, s))
    wins = [(a > b) + 0.5 * (a == b) for a, k in zip(s, t) if k for b, j in zip(s, t) if not j]
    assert auc(t, s) == pytest.approx(np.mean(wins))  # what an area under a ROC curve means


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.bool_, np.float32])
def test_scores_of_any_kind_of_number(dtype):
    scores = np.array([-128, 5] if dtype == np.int8 else [0, 1]).astype(dtype)
    assert auc([0, 1], scores) == 1.0
    assert auc([1, 0], scores) == 0.0


@pytest.mark.parametrize(
    ("f", "error", "says"),
    [
        (lambda: accuracy([1], [1, 2]), ValueError, "got shapes (1,) and (2,)"),
        (lambda: accuracy([], []), ValueError, "one answer for each row"),
        (lambda: roc([1, 1], [0.1, 0.2]), ValueError, "rows of both classes"),
        (lambda: roc([0, 2], [0.1, 0.2]), ValueError, "0 and 1"),
        (lambda: roc([0, 1], [0.1, np.nan]), ValueError, "NaN"),
        (lambda: accuracy([0, 1], [0.1, 0.9]), TypeError, "scores, not classes"),
        (lambda: accuracy(["0", "1"], [0, 1]), TypeError, "words are compared with words"),
        (lambda: confusion_matrix([0, 10**7], [0, 1]), ValueError, "too large"),
        (lambda: confusion_matrix([0.5], [1]), TypeError, "classes are integers"),
        (lambda: confusion_matrix([0, 5], [1, 1], 3), ValueError, "from 0 to 2"),
        (lambda: confusion_matrix([-1], [1]), ValueError, "got -1"),
    ],
)
def test_what_cannot_be_counted_is_refused(f, error, says):
    with pytest.raises(error) as caught:
        f()
    assert says in str(caught.value)


def test_masks_and_scores_are_refused():
    masked = np.ma.masked_array([0, 1], [False, True])
    for measure in (accuracy, confusion_matrix, precision_recall):
        with pytest.raises(TypeError, match="masked"):
            measure(masked, [0, 1])
    for measure in (accuracy, precision_recall):
        with pytest.raises(TypeError, match="scores, not classes"):
            measure([0, 1], [0.2, 0.9])
        with pytest.raises(TypeError, match="scores, not classes"):
            measure([0, 1], [0.0, np.nan])
