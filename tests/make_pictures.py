"""Make the pictures of both READMEs: `python -m tests.make_pictures`. A test holds them to it."""

from pathlib import Path

import microact as ma

FOLDER = Path(__file__).parent.parent / "tutorials" / "pictures"


def neuron():
    w, x, b = ma.Value(0.5, "w"), ma.Value(2.0, "x"), ma.Value(-0.3, "b")
    y = ma.tanh(w * x + b)
    y.label = "y"
    y.backward()
    return ma.draw(y)


def used_twice():
    x = ma.Value(3.0, "x")
    y = x * x + x
    y.label = "y"
    y.backward()
    return ma.draw(y)


def own_activation():
    class Bump(ma.Activation):
        def forward(self, x, xp):
            return xp.exp(-x * x)

        def local_gradient(self, x, y, xp):
            return -2 * x * y

    ma.registry.pop("bump")  # drawn once, not one more rule to test
    x = ma.Value(0.5, "x")
    y = Bump()(x * 3.0)
    y.label = "y"
    y.backward()
    return ma.draw(y)


PICTURES = {
    "neuron.svg": neuron,
    "used_twice.svg": used_twice,
    "own_activation.svg": own_activation,
    "flow.svg": lambda: ma.draw_flow(depth=4),
}


def main():
    for name, make in PICTURES.items():
        make().render(outfile=FOLDER / name)
        print(f"wrote {FOLDER / name}")


if __name__ == "__main__":
    main()
