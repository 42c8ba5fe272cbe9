import numpy as np

from microact.history import History


def test_the_best_epoch_has_the_lowest_watched_loss():
    assert History().best_epoch == 0
    assert History(loss=[3.0, 1.0, 2.0]).best_epoch == 2
    assert History(loss=[3.0, 1.0, 2.0], val_loss=[1.0, 2.0, 0.5]).best_epoch == 3
    assert History(loss=[np.nan, np.inf, 9.0]).best_epoch == 3


def test_a_line_for_people():
    history = History(loss=[0.5], accuracy=[0.875], val_loss=[2e9], val_accuracy=[0.5])
    assert history.line() == "loss 0.5000   accuracy 87.5%   val_loss 2.00e+09   val_accuracy 50.0%"


def test_an_epoch_that_was_half_recorded_is_forgotten():
    history = History(loss=[1.0, 2.0], accuracy=[0.5, 0.6], val_loss=[3.0])
    history.trim()
    assert history == History(loss=[1.0], accuracy=[0.5], val_loss=[3.0])
