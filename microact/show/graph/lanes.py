"""The same signal through the same depth under several activations, side by side."""

from collections.abc import Sequence
from typing import cast

from microact.engine.calling import RuleLike, activation_of_one_number
from microact.engine.value import Value
from microact.rules import Rule
from microact.show import colours, style
from microact.show.formats.themes import checked
from microact.show.graph import cards
from microact.show.graph.fold import single
from microact.show.graph.gradients_shown import Gradients, find_gradients
from microact.show.graph.layout import new_diagram
from microact.show.graph.painter import Painter
from microact.show.graph.render import Diagram
from microact.support import arguments
from microact.words.numbers import rounded, short


def draw_flow(
    activations: RuleLike | Sequence[RuleLike] = ("sigmoid", "tanh", "relu", "leaky_relu"),
    depth: int = 6,
    x: float = -1.5,
    theme: str = "auto",
) -> Diagram:
    """Draw one lane per activation: `x` sent through it `depth` times, and the gradient back.

    All lanes share one scale, so vanishing, dying and surviving gradients are seen at a glance.

    Args:
        activations: by name, class or instance (`LeakyReLU(0.1)`); one, or a list.
        depth: how many times the activation follows itself.
        x: the number that goes in.
        theme: as `ma.draw`.

    Raises:
        ValueError: for an unknown name or theme, an activation that is not a function of one
            number, no activation at all, or a depth outside 1 to 50.
    """
    several = isinstance(activations, list | tuple)
    kinds = cast(Sequence[RuleLike], activations if several else [activations])
    rules = [activation_of_one_number(kind) for kind in kinds]
    if not rules:
        raise ValueError("draw_flow needs at least one activation")
    depth = arguments.whole("depth", depth, 1, 50)
    x = arguments.real("x", x)
    lanes = [_lane(rule, depth, x) for rule in rules]
    pictures = []
    for lane in lanes:
        flow = find_gradients([lane[-1]], lane, gradients=True)
        pictures.append(Painter([lane[-1]], flow, constants=False))
    largest = max(1.0, *(picture.largest for picture in pictures))  # 1 is what starts each lane
    diagram = new_diagram(theme=checked(theme))
    diagram.attr(ranksep="0.04")  # a lane is long: it must fit a page
    # Graphviz stacks what comes first at the bottom.
    for i, (rule, lane, picture) in reversed(list(enumerate(zip(rules, lanes, pictures)))):
        picture.largest = largest
        with diagram.subgraph(name=f"cluster_lane{i}") as frame:
            words = f"{style.one_line(rule.title)}: {_verdict(picture.flow, lane[0])}"
            frame.attr(label=style.text(words, 400), labelloc="t", labeljust="l")
            frame.attr(style="rounded", color=colours.FRAME, tooltip=" ")
            frame.attr(fontsize="14", fontcolor=colours.INK)
            picture.add(diagram, [single(node) for node in lane], prefix=f"lane{i}-", frame=frame)
    looks = set().union(*(picture.looks for picture in pictures))
    diagram.attr(label=cards.legend(looks, largest))
    return diagram


def _lane(rule: Rule, depth: int, x: float) -> list[Value]:
    lane = [Value(x, "x")]
    for _ in range(depth):
        lane.append(rule(lane[-1]))
    return lane


def _verdict(flow: Gradients | None, x: Value) -> str:
    grad = float(flow.arrived[id(x)]) if flow else 0.0
    if grad == 0:
        return "nothing arrives at x"
    if not abs(grad) < 0.0005:
        return f"{short(100 * grad)}% of the gradient arrives at x"
    return f"1 part in {rounded(1 / abs(grad))} of the gradient arrives at x"
