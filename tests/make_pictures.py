"""Make the README's pictures: `python -m tests.make_pictures`. A test holds them to the code."""

from pathlib import Path

import microact as ma

FOLDER = Path(__file__).parent.parent / "tutorials" / "pictures"


def neuron():
    w, x, b = ma.Value(0.5, "w"), ma.Value(2.0, "x"), ma.Value(-0.3, "b")
    y = ma.tanh(w * x + b)
    y.label = "y"
    y.backward()
    return ma.draw(y)


PICTURES = {"flow.svg": lambda: ma.draw_flow(depth=4), "neuron.svg": neuron}


def main():
    for name, make in PICTURES.items():
        make().render(outfile=FOLDER / name)
        print(f"wrote {FOLDER / name}")


if __name__ == "__main__":
    main()
