"""Draw a graph: what was computed, each local gradient, and how much gradient flows.

A node is a card, an arrow carries its local gradient and is as wide as the gradient that flows
along it. `style.py` holds widths and colours, `fold.py` makes large graphs readable, `layout.py`
lays a diagram out, `painter.py` puts cards and arrows into it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Unpack, overload

from microact.engine.order import topological_order
from microact.engine.value import Value
from microact.show.formats.picture import Picture
from microact.show.graph.fold import single
from microact.show.graph.frames import Frames
from microact.show.graph.gradients_shown import find_gradients
from microact.show.graph.layout import Layout, new_diagram
from microact.show.graph.options import Given, Options
from microact.show.graph.painter import Painter
from microact.show.graph.paper import Paper
from microact.show.graph.render import Diagram
from microact.show.graph.story import moments
from microact.support import arguments


@overload
def draw(
    values: Value | Sequence[Value], *, step: None = None, **options: Unpack[Given]
) -> Diagram: ...


@overload
def draw(values: Value | Sequence[Value], *, step: int, **options: Unpack[Given]) -> Picture: ...


def draw(
    values: Value | Sequence[Value],
    *,
    gradients: bool | None = None,
    constants: bool = True,
    legend: bool = True,
    limit: int | None = None,
    depth: int | None = None,
    direction: str | None = None,
    scale: float | None = None,
    copies: bool | None = None,
    percent: bool = False,
    theme: str = "auto",
    step: int | None = None,
) -> "Diagram | Picture":
    """Draw the graph that leads to one or several Values.

    Args:
        values: the output, or a list of outputs.
        gradients: True shows the gradients of the outputs, whether or not backward was called;
            False shows only the numbers; by default they are shown once backward has reached the
            outputs. They are those of these outputs alone: what else ran backward, and was added
            to the `grad` of a leaf, is told by the leaf's tooltip.
        constants: whether plain numbers that entered an operation are shown.
        legend: whether to say what widths and colours mean.
        limit: how many cards may be drawn before the graph is folded; by default what a page can
            show.
        depth: how many levels of scopes to show; deeper ones are one card each.
        direction: "LR" from left to right, "TB" from top to bottom; by default from left to right
            where that fits a notebook's column.
        scale: the gradient that the widest arrow stands for, to compare pictures; by default the
            largest in this one.
        copies: whether a leaf that several cards use is drawn beside each of them, with its share
            of the gradient; by default from 150 cards on.
        percent: whether what softmax gives is written as percentages.
        theme: "auto" is dark on a dark screen or in a dark notebook; "light"; "dark"; "slide" has
            larger letters for a projector.
        step: the picture after so many steps, counted from 0: forward, then backward, one
            operation at a time; −1 is the last.

    Returns:
        A `graphviz.Digraph`: `.render(outfile="x.svg")`, `.pipe(format="png")`, `.source`, and
        its own picture in a notebook. None of these needs Graphviz installed. Of a step a
        picture with the same `render` and `pipe`.

    Raises:
        TypeError: for anything but Values.
        ValueError: for an unknown direction or theme, a limit below 10, or a step that is none.
        RuntimeError: if a leaf's data was changed since, so that its gradients are gone.
    """
    options = Options(
        gradients=gradients, constants=constants, legend=legend, limit=limit, depth=depth,
        direction=direction, scale=scale, copies=copies, percent=percent, theme=theme,
    )  # fmt: skip
    if step is None:
        return Layout(_outputs(values), options).diagram
    if copies or gradients is False:
        raise ValueError("a step shows gradients, and no copies: leave these options out")
    step = arguments.position("step", step)
    film = frames_of(values, options)
    if not -len(film) <= step < len(film):
        raise ValueError(f"this graph has steps 0 to {len(film) - 1}, got step={step}")
    return Picture(film.svg(step % len(film)), theme)


def frames_of(values: Value | Sequence[Value], options: Options) -> Frames:
    """Place a graph once and return the frames of its film: forward, then backward."""
    options = replace(options, gradients=True, copies=False)
    layout = Layout(_outputs(values), options, marked=True)
    return Frames(layout.diagram.as_svg("light"), moments(layout.groups, layout.painter))


def paper_of(value: Value, direction: str, asked: frozenset[str], answers: bool) -> str:
    """Draw a graph to be printed: with boxes to write into, or with the answers in their places."""
    order = topological_order(value)
    flow = find_gradients([value], order, gradients=True)
    painter = Painter([value], flow, paper=Paper(asked, answers))
    diagram = new_diagram(direction)
    painter.add(diagram, [single(node) for node in order])
    return diagram.as_svg()


def _outputs(values: object) -> list[Value]:
    outputs = [values] if isinstance(values, Value) else values
    if isinstance(outputs, list | tuple) and outputs:
        wrong = [x for x in outputs if not isinstance(x, Value)]
        if not wrong:
            return list({id(output): output for output in outputs}.values())  # each once
        values = wrong[0]
    raise TypeError(f"draw takes a Value or a list of Values, got {type(values).__name__}")
