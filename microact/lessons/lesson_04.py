"""What answers to the exercises of lesson 4 are right, and what hints the others get."""

from microact.check.finite_differences import derivative
from microact.engine.calling import activations
from microact.lessons.checkers import Answer, a_number, exercise
from microact.rules.activations import LeakyReLU


@exercise("04-1")
def _ten_sigmoids(answer: Answer) -> str | None:
    share = a_number(answer)
    exact = 0.25**10
    if abs(share / exact - 1) < 0.06:
        return None
    if share >= 1:
        return f"a share is at most 1, all of it; {share:g} is more."
    if share == 0.25:
        return "that is what one gate lets through. The second sees what the first let through."
    if abs(share - 2.5) < 0.1 or abs(share * 4 - 0.1) < 0.01:
        return (
            "gates in a row do not add up. What does the second do to what the first let through?"
        )
    return (
        f"{share:g} is too {'much' if share > exact else 'little'}. How open is one gate, at most?"
    )


@exercise("04-2")
def _a_leak_for_four_gates(answer: Answer) -> str | None:
    leak = a_number(answer)
    if abs(leak - 0.01**0.25) < 0.0006:
        return None
    if leak < 0:
        return "a leak is a positive number."
    through = leak**4
    return f"with a leak of {leak:g}, four gates let {through:.3g} through, not 0.01."


@exercise("04-3")
def _alive_saturated_or_dead(answer: Answer) -> str | None:
    if not callable(answer):
        return "the answer is a function of an activation and a sum."
    cases: list[tuple[str, Answer, float, str]] = [
        *[(name, activations[name], s, state) for name, s, state in (
            ("sigmoid", 0.0, "alive"), ("sigmoid", 8.0, "saturated"), ("tanh", -4.0, "saturated"),
            ("tanh", 1.0, "alive"), ("relu", 3.0, "alive"), ("relu", -0.5, "dead"),
        )],
        # Not 0.01 itself: a slope that was found by nudging may be 0.00999.
        ("leaky_relu with a leak of 0.02", LeakyReLU(0.02), -2.0, "alive"),
        ("x · sigmoid(x), called silu,", activations["silu"], -2.0, "alive"),
        ("x / (1 + |x|), called softsign,", activations["softsign"], -20.0, "saturated"),
    ]  # fmt: skip
    for name, activation, s, state in cases:
        got = answer(activation, s)
        if got == state:
            continue
        slope = derivative(activation, s)[0]
        if got not in ("alive", "saturated", "dead"):
            return f'the function must return "alive", "saturated" or "dead", it returned {got!r}.'
        hint = f"{name} at {s:g} has the slope {slope:.3g}; your function calls it {got}."
        return hint + (" Steep downhill is steep too." if slope < 0 else "")
    return None
