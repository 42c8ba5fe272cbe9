"""What answers to the exercises of lesson 12 are right, and what hints the others get."""

import numpy as np

from microact.engine.functions import cos, exp, sin
from microact.lessons.checkers import Answer, a_number, exercise


@exercise("12-1")
def _the_bend_of_a_cube(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got - 12) < 1e-9:
        return None
    if got == 8.0:
        return "8 is the cube itself. Take its slope, and the slope of that."
    return f"the slope is 3x². At 1.999 and at 2.001 it differs by 0.002 times what? Not {got:g}."


@exercise("12-2")
def _one_step_of_newton(answer: Answer) -> str | None:
    got = a_number(answer)
    if abs(got - 2) < 1e-9:
        return None
    if abs(got - 1) < 1e-9:
        return "that is how far it goes. Where does it land?"
    if abs(got - 4) < 1e-9:
        return "it goes against the slope, downwards."
    return f"slope 4x³, curvature 12x², at x = 3: 3 minus their quotient is not {got:g}."


@exercise("12-3")
def _newtons_method(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of f, x and a number of steps."
    cases = [
        ("x ** 4", lambda x: x**4, 3.0, 1, 2.0),
        ("x ** 4", lambda x: x**4, 3.0, 3, 3.0 * (2 / 3) ** 3),
        ("exp(x) - 2x", lambda x: exp(x) - 2 * x, 1.0, 6, float(np.log(2))),
        ("cos", cos, 3.0, 4, float(np.pi)),
        ("x ** 2", lambda x: x * x, 5.0, 0, 5.0),
        ("sin", sin, 1.2, 4, float(np.pi / 2)),  # up to the top, as the lesson says
    ]
    for name, f, x, steps, wanted in cases:
        asked: list[float] = []

        def watched(at: Answer, f: Answer = f, asked: list[float] = asked) -> Answer:
            asked.append(float(at.item() if hasattr(at, "item") else at))
            return f(at)

        got = a_number(answer(watched, x, steps))
        if abs(got - wanted) > 1e-6:
            if steps == 1 and abs(got - 3 * x / 4) < 1e-6:
                return "that way leads to where f is 0, not to where it is lowest."
            many = f"{steps} step{'s' * (steps != 1)}"
            end = "ends" if steps == 1 else "end"
            return f"{many} on {name} from {x:g} {end} at {wanted:.4f}, yours at {got:.4f}."
        if len(set(asked)) > steps + 1:
            return (
                f"right, but your function asks for {name} beside its way too. A curvature need "
                "not be nudged: it is the gradient of the gradient."
            )
    return None
