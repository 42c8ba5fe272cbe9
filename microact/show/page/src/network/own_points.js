/** The dialog for points of one's own: paste a table, drop a file, or click. */

import { make } from "../base/dom.js";
import { openDialog } from "../base/dialog.js";
import { readTable } from "./table.js";
import { WORDS } from "../words.js";
/** @import { App } from "./app.js" */
/** @import { Table } from "./points.js" */

/** How much text is read: more is no table for a page. */
const MOST_TEXT = 20e6;

/** Two points to begin with. @type {Table} */
const TWO = {
  names: ["x₁", "x₂"],
  rows: [
    [-1, 0],
    [1, 0],
  ],
  wanted: [1, 0],
  classes: ["no", "yes"],
  plane: [0, 1],
  low: [-2.6, -2.6],
  high: [2.6, 2.6],
  scale: null,
  note: "",
};

/** @param {App} app @param {File} [dropped] a file to begin with */
export function openOwnPoints(app, dropped) {
  const words = WORDS.own;
  const area = make("textarea", {
    "aria-label": words.area,
    rows: 8,
    spellcheck: "false",
    placeholder: "x1,x2,answer\n0.5,1.2,yes\n-0.3,0.8,no",
  });
  const said = make("p", { role: "status" });
  const choices = make("div", { class: "row" });
  const use = make("button", { type: "button", class: "main", disabled: true }, words.use);
  const scaled = make("input", { type: "checkbox", checked: true });
  const header = make("input", { type: "checkbox" });
  /** @type {{ answer?: string, plane?: [string, string], header?: boolean }} */
  let choice = {};
  /** @type {Table | null} */
  let table = null;

  /** Read what is typed, and say what is found or what is wrong. */
  const read = () => {
    table = null;
    try {
      if (area.value.trim()) {
        const found = readTable(area.value, { ...choice, scaled: scaled.checked });
        table = found.table;
        header.checked = found.header;
        said.textContent = words.found(table);
        offer(found.names, found.answers, found.answer, table.plane);
      } else {
        said.textContent = "";
        choices.replaceChildren();
      }
    } catch (error) {
      said.textContent = error instanceof Error ? error.message : String(error);
    }
    use.disabled = table === null;
  };

  /** @param {string[]} names @param {string[]} answers @param {string} answer @param {[number, number]} plane */
  const offer = (names, answers, answer, plane) => {
    /** @param {string} label @param {string[]} among @param {string} chosen @param {(name: string) => void} choose */
    const pick = (label, among, chosen, choose) => {
      const select = make(
        "select",
        {
          onchange: () => {
            choose(select.value);
            read();
          },
        },
        ...among.map((name) => make("option", { value: name, selected: name === chosen }, name)),
      );
      return make("label", {}, `${label} `, select);
    };
    const [across, up] = plane.map((k) => names[k]);
    choices.replaceChildren(
      pick(words.answer, answers, answer, (name) => (choice = { ...choice, answer: name, plane: undefined })),
      pick(
        words.across,
        names,
        across,
        (name) => (choice = { ...choice, answer, plane: [name, name === up ? across : up] }),
      ),
      pick(
        words.up,
        names,
        up,
        (name) => (choice = { ...choice, answer, plane: [name === across ? up : across, name] }),
      ),
      make("label", {}, header, ` ${words.header}`), make("label", {}, scaled, ` ${words.scaled}`),
    );
  };

  area.addEventListener("input", () => {
    choice = {};
    read();
  });
  scaled.addEventListener("change", read);
  header.addEventListener("change", () => {
    choice = { header: header.checked };
    read();
  });
  /** @param {File} file */
  const readFile = (file) => {
    const failed = () => (said.textContent = WORDS.wrong.file);
    if (file.size > MOST_TEXT) return void failed();
    file.text().then((text) => {
      area.value = text;
      choice = {};
      read();
    }, failed);
  };
  area.addEventListener("dragover", (event) => event.preventDefault());
  area.addEventListener("drop", (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    event.stopPropagation();
    readFile(file);
  });

  const dialog = openDialog(words.title, [
    make("p", {}, words.text),
    area,
    choices,
    said,
    make(
      "div",
      { class: "row" },
      use,
      make(
        "button",
        {
          type: "button",
          onclick: () => {
            dialog.close();
            app.useTable({ ...app.run.table });
          },
        },
        words.these,
      ),
      make(
        "button",
        {
          type: "button",
          onclick: () => {
            dialog.close();
            app.useTable(TWO);
          },
        },
        words.two,
      ),
    ),
  ]);
  use.addEventListener("click", () => {
    if (!table) return;
    dialog.close();
    app.useTable(table);
  });
  if (dropped) readFile(dropped);
}
