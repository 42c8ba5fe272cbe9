"""How smooth the page is while a slider is dragged: `python -m tests.benchmarks.page`.

A real browser draws a chain of tanh neurons of several lengths; each frame moves a slider.
"""

import shutil
import tempfile
from pathlib import Path

import microact as ma

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
  const median = (list) => list.slice(5).sort((a, b) => a - b)[Math.floor((list.length - 5) / 2)];
  return [1000 / median(frames), median(work)];
}
"""


def chain(nodes: int) -> ma.Value:
    """Return a chain of about so many nodes: times a weight, plus a bias, tanh."""
    x = ma.Value(0.3, "x")
    for i in range(nodes // 5):
        x = ma.tanh(x * ma.Value(1.1, f"w{i}") + ma.Value(0.1, f"b{i}"))
    return x


def main() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for nodes in (20, 100, 300):
            exploration = ma.explore(chain(nodes))
            page = browser.new_page()
            page.goto(exploration.save(Path(folder) / "page.html").as_uri())
            frames, work = page.evaluate(DRAG)
            size = len(exploration.page) / 1024
            print(f"{nodes:4} nodes: {frames:5.1f} frames a second, {work:5.2f} ms a frame, "
                  f"page of {size:.0f} KB")  # fmt: skip
        browser.close()


if __name__ == "__main__":
    main()
