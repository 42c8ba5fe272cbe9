"""How smooth the pages are, and how fast the playground trains: `python -m tests.benchmarks.page`.

A real browser plays, goes to and fro in time, drags sliders: the median of the work per frame
counts, the layout among it. Graphs are unfolded to the last card; one token of microgpt opens.
Under node the playground's training alone is timed; with `--peer nn.js` (the network code of
TensorFlow Playground, its `src/nn.ts` put into JavaScript by `npx tsc`) both train in turn, in one
process, to the same loss.
"""

import argparse
import json
import random
import shutil
import subprocess
import tempfile
from pathlib import Path

import microact as ma
from microact.engine.order import topological_order
from tests.show.page.conftest import write_modules

MEDIAN = """
  const median = (list) => list.slice(5).sort((a, b) => a - b)[Math.floor((list.length - 5) / 2)];
"""

DRAG = """
async () => {
  const slider = document.querySelector("#leaves input[type=range]");
  const frames = [], work = [];
  await new Promise((done) => {
    let before = performance.now(), k = 0;
    const frame = () => {
      const start = performance.now();
      frames.push(start - before);
      before = start;
      slider.value = Math.sin(k / 10);
      slider.dispatchEvent(new Event("input"));
      document.body.getBoundingClientRect();  // the layout belongs to the work
      work.push(performance.now() - start);
      if (++k < 120) requestAnimationFrame(frame);
      else done();
    };
    requestAnimationFrame(frame);
  });
  MEDIAN
  return [1000 / median(frames), median(work)];
}
""".replace("MEDIAN", MEDIAN)

PLAY = """
async (units) => {
  const layers = units.map((n) => ({ units: n, activation: "tanh" }));
  made.network.app.set({ layers, points: 200, rate: 0.03 });
  const timed = async (act) => {
    const work = [];
    await new Promise((done) => {
      const frame = () => {
        const start = performance.now();
        act(work.length);
        document.body.getBoundingClientRect();  // the layout belongs to the work
        work.push(performance.now() - start);
        if (work.length < 120) requestAnimationFrame(frame);
        else done();
      };
      requestAnimationFrame(frame);
    });
    MEDIAN
    return median(work);
  };
  const range = document.querySelector(".timeline input");
  const playing = await timed(() => made.network.app.frame(1));
  const dragging = await timed((k) => {
    range.value = 60 + 50 * Math.sin(k / 10);
    range.dispatchEvent(new Event("input"));
  });
  return [playing, dragging];
}
""".replace("MEDIAN", MEDIAN)

TRAIN = """
import { readFileSync } from "node:fs";
import { settingsWith } from "./network/settings.js";
import { madePoints } from "./network/points.js";
import { Run } from "./network/run.js";
const { peer } = JSON.parse(readFileSync("given.json", "utf8"));
const nn = peer ? await import(peer) : null;
const SHAPES = [[8, 8], [16, 16], [5, 5, 5, 5, 5, 5]];

/** Ours: a step of 20 points, as the page takes it. */
function ours(units) {
  const layers = units.map((n) => ({ units: n, activation: "tanh" }));
  const output = { output: "tanh", loss: "squared error" };
  const settings = settingsWith({ layers, ...output, rate: 0.015, heldOut: 0 });
  const run = new Run(settings, madePoints(settings));
  const loss = () => { run.look(); return run.measured.losses[0]; };
  return { step: () => run.stepOnce(), run, loss };
}

/** The peer's: the same weights, the same points in the same order. Its error is half of ours. */
function theirs(units, run) {
  const { sizes } = run.network;
  const network = nn.buildNetwork(sizes, nn.Activations.TANH, nn.Activations.TANH, null,
    Array.from({ length: sizes[0] }, (_, i) => String(i)), false);
  run.network.parameters.forEach(({ w, b }, l) => {
    network[l + 1].forEach((node, j) => {
      node.bias = b[j];
      node.inputLinks.forEach((link, k) => (link.weight = w[j * sizes[l] + k]));
    });
  });
  let [epoch, cursor] = [0, 0];
  const inputs = Array.from(run.order, (row) => run.table.rows[row]);
  return {
    step() {
      for (const p of run.batchAt(epoch, cursor)) {
        nn.forwardProp(network, inputs[p]);
        nn.backProp(network, run.wanted[p], nn.Errors.SQUARE);
      }
      nn.updateWeights(network, 0.03, 0);
      [epoch, cursor] = run.after(epoch, cursor);
    },
    loss() {
      const costs = inputs.map((x, p) => (nn.forwardProp(network, x) - run.wanted[p]) ** 2);
      return costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    },
  };
}

const rows = SHAPES.map((units) => {
  const mine = ours(units);
  const other = nn && theirs(units, ours(units).run);
  const losses = [mine, other].map((one) => {
    if (!one) return null;
    for (let i = 0; i < 200; i++) one.step();
    return one.loss();
  });
  const rates = { mine: 0, other: 0 };
  for (let turn = 0; turn < 8; turn++)
    for (const [name, one] of [["mine", mine], ["other", other]]) {
      if (!one) continue;
      const start = performance.now();
      for (let i = 0; i < 4000; i++) one.step();
      rates[name] = Math.max(rates[name], 4000 / (performance.now() - start) * 1000);
    }
  return { units, losses, ...rates };
});
console.log(JSON.stringify(rows));
"""


OPEN_ALL = """
() => {
  const { view } = made.formula.explorer;
  const { board } = view;
  for (let card; (card = board.cards.find((one) => one.group)); ) board.open(card.group);
  view.build();
  made.formula.explorer.changed();
  const times = Array.from({ length: 9 }, () => {
    board.before = new Map();
    const start = performance.now();
    board.arrange();
    return performance.now() - start;
  });
  return [board.cards.length, times.sort((a, b) => a - b)[4]];
}
"""


def graph(cards: int) -> ma.Value:
    """Return a random graph of so many cards: products, sums and tanh of what was there before."""
    draw = random.Random(cards)
    nodes = [ma.Value(draw.uniform(-1, 1), f"w{i}") for i in range(cards // 6)]
    while len(nodes) < cards - 1:
        a, b = draw.choice(nodes[-60:]), draw.choice(nodes[-60:])
        kind = draw.random()
        nodes.append(ma.tanh(a) if kind < 0.2 else a * b if kind < 0.6 else a + b)
    read = {id(x) for node in nodes for x in node.inputs}
    ends = [node for node in nodes if id(node) not in read]
    return sum(ends[1:], ends[0])


def token() -> ma.Value:
    """Return the loss of one token of a transformer on scalars, in the style of microgpt."""
    draw = random.Random(42)
    width, heads, words = 16, 4, 27

    def matrix(rows, columns):
        return [[ma.Value(draw.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]

    def linear(x, weights):
        return [sum(w * v for w, v in zip(row, x)) for row in weights]

    def softmax(scores):
        powers = [ma.exp(score - max(s.data for s in scores)) for score in scores]
        total = sum(powers)
        return [power / total for power in powers]

    def normed(x):
        scale = (sum(v * v for v in x) / len(x) + 1e-5) ** -0.5
        return [v * scale for v in x]

    embedded, place = matrix(words, width)[3], matrix(16, width)[0]
    x = normed([a + b for a, b in zip(embedded, place)])
    before, x = x, normed(x)
    query, key, value = (linear(x, matrix(width, width)) for _ in range(3))
    mixed = []
    for h in range(0, width, width // heads):
        part = slice(h, h + width // heads)
        (share,) = softmax([sum(a * b for a, b in zip(query[part], key[part])) / 2.0])
        mixed += [share * v for v in value[part]]
    x = [a + b for a, b in zip(linear(mixed, matrix(width, width)), before)]
    before, x = x, normed(x)
    hidden = [ma.relu(v) for v in linear(x, matrix(4 * width, width))]
    x = [a + b for a, b in zip(linear(hidden, matrix(width, 4 * width)), before)]
    return -ma.log(softmax(linear(x, matrix(words, width)))[5])


def training(peer: Path | None) -> None:
    """Time the playground's steps of 20 points under node, and a peer's in turn."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_modules(folder)
        (folder / "package.json").write_text('{"type": "module"}')
        if peer:
            shutil.copy(peer, folder / "peer.js")
        (folder / "given.json").write_text(json.dumps({"peer": "./peer.js" if peer else None}))
        (folder / "train.js").write_text(TRAIN, "utf-8")
        done = subprocess.run(
            ["node", "train.js"], cwd=folder, capture_output=True, text=True, check=True
        )
    for row in json.loads(done.stdout):
        shape = "-".join(map(str, [2, *row["units"], 1]))
        beside = ""
        if peer:
            mine, theirs = row["losses"]
            assert abs(mine - theirs) < 1e-6, row["losses"]
            beside = f", {row['mine'] / row['other']:.2f} × the peer's {row['other']:,.0f}"
        print(f"training {shape}: {row['mine']:,.0f} steps of 20 points a second{beside}")


def main() -> None:
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", type=Path, help="nn.js of TensorFlow Playground")
    training(parser.parse_args().peer)
    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        path = ma.playground().save(Path(folder) / "playground.html")
        for units in ([8, 8], [16, 16]):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(path.as_uri())
            page.locator("#net canvas").wait_for()
            playing, dragging = page.evaluate(PLAY, units)
            print(f"playground 2-{'-'.join(map(str, units))}-1, 200 points: {playing:.1f} ms a "
                  f"frame playing, {dragging:.1f} ms going to and fro")  # fmt: skip
        opened = []
        for _ in range(7):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(path.as_uri())
            page.locator("#net canvas").wait_for()
            opened.append(page.evaluate("performance.getEntriesByName('shown')[0].startTime"))
        print(f"playground: open after {sorted(opened)[3]:.0f} ms, "
              f"{path.stat().st_size / 1024:.0f} KB")  # fmt: skip
        for cards in (20, 100, 300, 1000):
            exploration = ma.explore(graph(cards))
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(exploration.save(Path(folder) / "page.html").as_uri())
            page.locator("#leaves .leaf").first.wait_for()
            shown, placing = page.evaluate(OPEN_ALL)
            frames, work = page.evaluate(DRAG)
            print(f"{shown:5} cards, unfolded: a slider dragged, {frames:5.1f} frames a second, "
                  f"{work:5.2f} ms a frame; placed in {placing:.0f} ms")  # fmt: skip
        output = token()
        path = ma.explore(output).save(Path(folder) / "token.html")
        opened = []
        for _ in range(5):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(path.as_uri())
            page.locator("#leaves .leaf").first.wait_for()
            opened.append(page.evaluate("performance.getEntriesByName('shown')[0].startTime"))
        print(f"one token of microgpt, {len(topological_order(output)):,} nodes: opens folded in "
              f"{sorted(opened)[2] / 1000:.2f} s")  # fmt: skip
        browser.close()


if __name__ == "__main__":
    main()
