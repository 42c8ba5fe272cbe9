/** What can be taken away: the page, pictures, a program, the address. */

import { openDialog } from "./base/dialog.js";
import { download, make } from "./base/dom.js";
import { WORDS } from "./words.js";
/** @import { Page } from "./top.js" */

/** A picture for print: so many pixels for each of the screen's. */
const SHARP = 3;

/** The page as a file that opens where this one is now. @param {Page} page */
function savedPage({ tab, all, source, kept }) {
  /** @type {Record<string, unknown>} */
  const state = { ...kept, tab: tab()?.name };
  for (const [name, known] of Object.entries(all())) if (known) state[name] = known.state();
  const text = JSON.stringify(state).replaceAll("<", "\\u003c");
  return source.replace(/(<script type="application\/json" id="state">)[^<]*/, (_, start) => start + text);
}

/** What is shown, as pixels for print. @param {Element} svg @returns {Promise<Blob | null>} */
async function asPng(svg) {
  const [width, height] = ["width", "height"].map((name) => SHARP * Number(svg.getAttribute(name)));
  const url = URL.createObjectURL(new Blob([asText(svg)], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d")?.drawImage(image, 0, 0, width, height);
  URL.revokeObjectURL(url);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** @param {Element} svg */
const asText = (svg) => new XMLSerializer().serializeToString(svg);

/** @param {Page} page */
export function openTakeAway(page) {
  const tab = page.tab();
  if (!tab) return;
  tab.hide();
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
  const name = tab.fileName();
  const copyAddress = () => {
    if (!hasAddress()) return void (said.textContent = words.noAddress);
    const address = tab.address();
    if (!address) return void (said.textContent = words.noRoom);
    const which = tab.name === "network" ? "" : `tab=${tab.name}&`;
    copy(`${location.href.split("#")[0]}#${which}${address}`);
    if (tab.name === "network" && tab.fileName() !== "microact-step-0" && !address.includes("now="))
      box.title = said.textContent = words.noWeights;
  };
  openDialog(words.title, [
    make(
      "div",
      { class: "row" },
      button("save-page", words.page, () => {
        download(`${name}.html`, new Blob([savedPage(page)], { type: "text/html" }));
        said.textContent = words.saved;
      }),
      button("save-svg", words.svg, () =>
        download(`${name}.svg`, new Blob([asText(tab.svg())], { type: "image/svg+xml" })),
      ),
      button("save-png", words.png, () =>
        asPng(tab.svg()).then((blob) => blob && download(`${name}.png`, blob)),
      ),
    ),
    make("p", { class: "quiet" }, words.pageSays),
    make(
      "div",
      { class: "row" },
      button("copy-python", words.python, () => {
        const program = tab.python();
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
