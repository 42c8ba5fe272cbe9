/** What can be taken away: the page, pictures, a program, the address. */

import { openDialog } from "./base/dialog.js";
import { download, make } from "./base/dom.js";
import { pngOf, svgOf } from "./base/pictures.js";
import { PANELS, USUAL_PANELS } from "./embed.js";
import { WORDS } from "./words.js";
import { openWorksheet } from "./worksheet.js";
/** @import { Tab } from "./tab.js" */
/** @import { Page } from "./top.js" */

/** The page as a file that opens where this one is now. @param {Page} page */
function savedPage({ tab, all, source, kept }) {
  /** @type {Record<string, unknown>} */
  const state = { ...kept, tab: tab()?.name };
  for (const [name, known] of Object.entries(all())) if (known) state[name] = known.state();
  const text = JSON.stringify(state).replaceAll("<", "\\u003c");
  return source.replace(/(<script type="application\/json" id="state">)[^<]*/, (_, start) => start + text);
}

/** @param {Tab} tab */
const svgAsText = (tab) => new XMLSerializer().serializeToString(svgOf(tab.picture()));

/** @param {Page} page */
export function openTakeAway(page) {
  const tab = page.tab();
  if (!tab) return;
  tab.hide();
  const words = WORDS.takeAway;
  const said = make("p", { role: "status" });
  /** @type {Map<string, HTMLInputElement>} */
  const boxes = new Map();
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
  /** The address of what is shown; empty where there is none. @param {string} [embed] */
  const addressNow = (embed = "") => {
    const address = hasAddress() ? tab.address() : "";
    const which = tab.name === "network" ? "" : `tab=${tab.name}&`;
    return address && `${location.href.split("#")[0]}#${embed}${which}${address}`;
  };
  const noRoom = tab.name === "formula" ? words.recorded : words.noRoom;
  const copyEmbed = () => {
    const chosen = PANELS[tab.name].filter((panel) => boxes.get(panel)?.checked);
    const address = addressNow(`embed=${chosen.join(",")}&`);
    if (!address) return void (said.textContent = hasAddress() ? noRoom : words.noAddress);
    copy(address);
  };
  const copyAddress = () => {
    if (!hasAddress()) return void (said.textContent = words.noAddress);
    const address = tab.address();
    if (!address) return void (said.textContent = noRoom);
    copy(addressNow());
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
        download(`${name}.svg`, new Blob([svgAsText(tab)], { type: "image/svg+xml" })),
      ),
      button("save-png", words.png, () =>
        pngOf(tab.picture()).then((blob) => blob && download(`${name}.png`, blob)),
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
    make("p", { class: "quiet" }, words.pythonSays[tab.name]),
    make("div", { class: "row" }, button("worksheet", words.worksheet, () => openWorksheet(tab, addressNow()))),
    make("p", { class: "quiet" }, words.worksheetSays),
    make("div", { class: "row" }, button("copy-address", words.address, copyAddress),
      button("copy-embed", words.embed, copyEmbed)),
    make("p", { class: "quiet" }, words.addressSays),
    make("div", { class: "row panels-chosen" }, ...PANELS[tab.name].map((panel) => {
      const box = make("input", { type: "checkbox", checked: USUAL_PANELS[tab.name].includes(panel) });
      boxes.set(panel, box);
      return make("label", {}, box, ` ${/** @type {Record<string, string>} */ (words.panels)[panel]}`);
    })),
    make("p", { class: "quiet" }, words.embedSays),
    box,
    said,
  ]);
}

/** A page in the frame of another one has no address that anybody could open. */
export const hasAddress = () => location.protocol !== "about:" && window.parent === window;
