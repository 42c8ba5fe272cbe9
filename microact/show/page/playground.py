"""`ma.playground`: a page on which a network learns, and its gradients are seen."""

import os
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from microact import neurons, nn
from microact.data import moons
from microact.show.formats.picture import Picture, in_format
from microact.show.network.glance import draw_network
from microact.show.page.exploration import Exploration
from microact.show.page.given import (
    LONGEST_TITLE,
    network_of,
    plain_text,
    settings_of,
    table_of,
    weights_of,
)
from microact.show.page.page import Still, page_of
from microact.support.facts import Facts

FEW = 20
"""Of fewer points than this none are held out."""


def playground(
    model: nn.MLP | neurons.MLP | None = None,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    path: str | os.PathLike[str] | None = None,
) -> Exploration:
    """Make a page on which a network learns: every weight's gradient, every unit's answer.

    The page is one file that needs no network. On it the network and its points can be changed, it
    trains, goes back in time, shows one unit for one point, and can be taken away: as a page, a
    picture, a program. All its mathematics is written from the rules, a rule of your own among
    them.

    Args:
        model: a network with one output, of which the page begins; by default a small one.
        X: points of shape (rows, columns), at least two columns: the first two are the plane, and
            the page can choose others. At most 1,000 rows are shown. Without a model, columns are
            scaled to mean 0 and deviation 1.
        y: for each row one of two answers: numbers, truths or words.
        path: where to save the page; by default it is only returned.

    Returns:
        A page: `.save("page.html")` writes it, a notebook shows it.

    Raises:
        TypeError: for what is no network.
        ValueError: for several outputs, more layers or units than a page can show, or points that
            do not fit.

    >>> playground(nn.MLP(2, [4, 1], seed=1), *moons(50))
    <microact page, ... KB; .save('page.html') writes it>
    """
    return playground_of(model, X, y, path=path)


def explore_network(
    net: neurons.MLP | nn.MLP, X: ArrayLike, y: ArrayLike, *, title: str = ""
) -> Exploration:
    """Make a page for a network with one output and points of two classes; see `playground`.

    Args:
        net: a `microact.nn.MLP` or a `microact.neurons.MLP`; the page starts from its weights.
        X: points of shape (rows, columns).
        y: the class of each, of two.
        title: what stands at the top.

    Raises:
        TypeError: for what is no network.
        ValueError: for several outputs, or points that do not fit.
    """
    return playground_of(network_of(net), X, y, title=title)


def playground_of(
    model: object,
    X: ArrayLike | None,
    y: ArrayLike | None,
    *,
    path: str | os.PathLike[str] | None = None,
    title: str = "",
    names: Sequence[str] | None = None,
    note: str = "",
) -> Exploration:
    """Make the page; see `playground`.

    `names` are those of the columns, `note` says something about the points.

    Raises:
        TypeError: for what is no network, or one of X and y without the other.
    """
    if not isinstance(title, str):
        raise TypeError(f"a title is text, got {title!r}")
    title = plain_text(title, LONGEST_TITLE)
    network = None if model is None else network_of(model)
    if (X is None) != (y is None):
        raise TypeError("X and y come together: the points, and the answer for each")
    state: Facts | None = None
    settings, rules = settings_of(network)
    if X is not None and y is not None:
        inputs = network.sizes[0] if network else None
        table = table_of(X, y, inputs, network is None, names, note)
        few = {"heldOut": 0.0} if len(table["rows"]) < FEW else {}
        state = {"settings": {"data": "own", **few, **settings}, "table": table}
    elif network is not None:
        if network.sizes[0] != 2:
            raise ValueError(f"this network takes {network.sizes[0]} inputs; pass X and y for it")
        state = {"settings": settings}
    if network is not None and state is not None:
        state["first"] = weights_of(network)
    picture = _still(network, state)
    still = Still(picture.as_svg(), lambda size: in_format(picture, "png", size))
    made = page_of(still, title=title, state=state and {"network": state}, activations=rules)
    if path is not None:
        made.save(path)
    return made


def _still(network: nn.MLP | None, state: Facts | None) -> Picture:
    """Draw what the page shows, for where scripts do not run."""
    X, y = moons(200, seed=1)
    if state is not None and "table" in state:
        table = state["table"]
        X, y = np.array(table["rows"]), np.array(table["wanted"])
    if network is None:
        network = nn.MLP(X.shape[1], [5, 4, 1], seed=1)
    return draw_network(network, X, y)
