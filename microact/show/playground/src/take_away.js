/** What can be taken away: the page, pictures, a program, the address. */

import { packedDocument } from "./codec.js";
import { openDialog } from "./dialog.js";
import { download, make } from "./dom.js";
import { coloursNow } from "./palette.js";
import { CanvasPen, SvgPen } from "./pens.js";
import { asPython } from "./python.js";
import { WORDS } from "./words.js";
/** @import { App } from "./app.js" */
/** @import { Stage } from "./stage.js" */
/** @import { Pen } from "./pens.js" */

/** A picture for print: so many pixels for each of the screen's. */
const SHARP = 3;

/**
 * The page as a file that opens where this one is now.
 * @param {App} app @param {string} source the page as it came
 */
function savedPage(app, source) {
  const { view } = app;
  const state = JSON.stringify({ ...packedDocument(app.run.document()), view }).replaceAll(
    "<",
    "\\u003c",
  );
  return source.replace(
    /(<script type="application\/json" id="state">)[^<]*/,
    (_, start) => start + state,
  );
}

/** @param {Stage} stage @param {Pen} pen */
function drawWithHeads(stage, pen) {
  const { layout, app } = stage;
  const colours = coloursNow();
  pen.begin();
  pen.box(0, 0, layout.width, layout.height);
  pen.draw({ fill: colours.stage });
  stage.draw(pen);
  const { layers, output } = app.run.settings;
  [...layers, { units: 0, activation: output }].forEach(({ units, activation }, i) => {
    const letters = { align: /** @type {"middle"} */ ("middle"), colour: colours.ink };
    pen.text(layout.centres[i + 1], 20, activation, { ...letters, size: 13, bold: true });
    pen.text(layout.centres[i + 1], 40, units ? String(units) : WORDS.output, {
      ...letters,
      colour: colours.quiet,
    });
  });
}

/** @param {Stage} stage */
function pictureAsSvg(stage) {
  const pen = new SvgPen(stage.layout.width, stage.layout.height);
  drawWithHeads(stage, pen);
  return new XMLSerializer().serializeToString(pen.svg);
}

/** @param {Stage} stage @returns {Promise<Blob | null>} */
function pictureAsPng(stage) {
  const canvas = document.createElement("canvas");
  canvas.width = SHARP * (stage.layout.width);
  canvas.height = SHARP * (stage.layout.height);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.scale(SHARP, SHARP);
  drawWithHeads(stage, new CanvasPen(context));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** @param {App} app @param {Stage} stage @param {string} source */
export function openTakeAway(app, stage, source) {
  app.pause();
  const words = WORDS.takeAway;
  const said = make("p", { role: "status" });
  const box = make("textarea", {
    rows: 8,
    readonly: true,
    hidden: true,
    "aria-label": words.title,
    spellcheck: "false",
  });
  /** @param {string} text */
  const copy = (text, done = words.copied) => {
    box.hidden = false;
    box.value = text;
    box.select();
    // In the frame of another page a browser would only complain.
    const { clipboard } = navigator;
    const written = hasAddress() && clipboard ? clipboard.writeText(text) : Promise.reject(new Error());
    written.then(
      () => (said.textContent = done),
      () => (said.textContent = words.copyYourself),
    );
  };
  /** @param {() => void} act */
  const trying = (act) => () => {
    try {
      act();
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  /** @param {string} name @param {string} label @param {() => void} act */
  const button = (name, label, act) =>
    make("button", { type: "button", id: name, onclick: trying(act) }, label);
  const name = `microact-step-${app.run.step}`;
  const copyAddress = () => {
    if (!hasAddress()) return void (said.textContent = words.noAddress);
    const address = app.address();
    if (!address) return void (said.textContent = words.noRoom);
    copy(`${location.href.split("#")[0]}#${address}`);
    if (app.run.step > 0 && !address.includes("now="))
      box.title = said.textContent = words.noWeights;
  };
  openDialog(words.title, [
    make(
      "div",
      { class: "row" },
      button("save-page", words.page, () => {
        download(`${name}.html`, new Blob([savedPage(app, source)], { type: "text/html" }));
        said.textContent = words.saved;
      }),
      button("save-svg", words.svg, () =>
        download(`${name}.svg`, new Blob([pictureAsSvg(stage)], { type: "image/svg+xml" })),
      ),
      button("save-png", words.png, () =>
        pictureAsPng(stage).then((blob) => blob && download(`${name}.png`, blob)),
      ),
    ),
    make("p", { class: "quiet" }, words.pageSays),
    make(
      "div",
      { class: "row" },
      button("copy-python", words.python, () => {
        const program = asPython(app.run);
        copy(program, program.includes(WORDS.python.ownRule) ? words.ownRules : words.copied);
      }),
    ),
    make("p", { class: "quiet" }, words.pythonSays),
    make("div", { class: "row" }, button("copy-address", words.address, copyAddress)),
    make("p", { class: "quiet" }, words.addressSays),
    box,
    said,
  ]);
}

/** A page in the frame of another one has no address that anybody could open. */
export const hasAddress = () => location.protocol !== "about:" && window.parent === window;
