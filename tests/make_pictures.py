"""Make the pictures of both READMEs: `python -m tests.make_pictures`. A test holds them to it."""

import base64
import tempfile
from pathlib import Path

import nbformat

import microact as ma
from tests.conftest import CHROMIUM
from tests.make_notebooks import TUTORIALS

FOLDER = TUTORIALS / "pictures"


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


def network():
    X, y = ma.data.moons(200, noise=0.12, seed=0)
    model = ma.nn.MLP(2, [5, 4, 1], seed=0)
    ma.train.fit(model, X, y, epochs=20, verbose=False)
    return ma.draw_network(model, X, y, classes=["blue", "pink"])


PICTURES = {
    "network.svg": network,
    "neuron.svg": neuron,
    "used_twice.svg": used_twice,
    "own_activation.svg": own_activation,
    "flow.svg": lambda: ma.draw_flow(depth=4),
}


FROM_LESSONS = {
    "spirals.png": ("05_straight_lines", -1),
    "matrices.svg": ("06_neurons_to_matrices", 0),
    "roc.png": ("07_yes_or_no", 1),
    "softmax.png": ("08_softmax", 1),
    "depth.png": ("09_depth", 0),
    "dead.png": ("10_dead_units", 0),
    "flattened.svg": ("11_flattened", 0),
    "newton.png": ("12_slopes_of_slopes", 1),
    "paths.png": ("13_steppers", -1),
    "overfitting.png": ("14_by_heart", 0),
    "strips.png": ("15_highways", -1),
    "shares.png": ("16_who_looks", -1),
    "gpt.png": ("17_tiny_gpt", -1),
    "boxes.png": ("18_many_readings", 0),
}
"""Which picture of which lesson; they are taken out of the notebooks as they stand there."""


def from_lesson(lesson, place):
    """Return the bytes of a lesson's picture."""
    notebook = nbformat.read(TUTORIALS / f"{lesson}.ipynb", as_version=4)
    shown = [
        output.data
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if {"image/svg+xml", "image/png"} & set(output.get("data", {}))
    ]
    svg = shown[place].get("image/svg+xml")
    if svg is not None:
        return "".join(svg).encode("utf-8")
    return base64.b64decode(shown[place]["image/png"])


def playground(path):
    """Photograph the playground after sixty steps, in the browser that is here."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(ma.playground().save(Path(folder) / "page.html").as_uri())
        page.locator("#page:not([hidden])").wait_for()
        page.evaluate(
            "const { app } = made.network;"
            "for (let i = 0; i < 60; i++) app.run.advance(1); app.tell(false)"
        )
        page.screenshot(path=path)
        browser.close()
    Image.open(path).convert("RGB").quantize(192).save(path, optimize=True)


def main():
    if CHROMIUM:
        playground(FOLDER / "playground.png")
        print(f"wrote {FOLDER / 'playground.png'}")
    for name, make in PICTURES.items():
        make().render(outfile=FOLDER / name)
        print(f"wrote {FOLDER / name}")
    for name, (lesson, place) in FROM_LESSONS.items():
        (FOLDER / name).write_bytes(from_lesson(lesson, place))
        print(f"wrote {FOLDER / name}")


if __name__ == "__main__":
    main()
