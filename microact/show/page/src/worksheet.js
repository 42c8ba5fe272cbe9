/** A worksheet of what is shown: boxes in the place of numbers, questions, and the answers apart. */

import { openDialog } from "./base/dialog.js";
import { byId, download, make } from "./base/dom.js";
import { forgetColours } from "./base/palette.js";
import { SHEET_WORDS } from "./sheet_words.js";
/** @import { Tab } from "./tab.js" */

/**
 * What a worksheet is made of; `answers`: the same with its numbers.
 * @typedef {{ title: string, task: string, blank: Element, answers: Element | null, questions: string[] }} Sheet
 */

/** The style of a sheet, on paper as on the screen. */
const SHEET_STYLE = [
  "body{font:14px/1.5 Helvetica,Arial,sans-serif;color:#1f2328;background:#fff;margin:24px auto;max-width:1120px}",
  "h1{font-size:20px}.name{color:#57606a}svg{max-width:100%;height:auto;display:block;margin:14px 0}",
  "li{margin-bottom:44px;break-inside:avoid}.matrix{break-inside:avoid}",
  ".answers{break-before:page}.address{color:#57606a;font-size:11px;overflow-wrap:anywhere}",
  "@page{size:A4 landscape;margin:12mm}h2{font-size:15px;margin:14px 0 6px}p{margin:6px 0}",
  ".equation{display:flex;flex-wrap:wrap;gap:8px 14px;align-items:center;margin-bottom:10px}.matrix p{font-size:12px}",
  ".grid{display:inline-grid;gap:2px}.cell{display:grid;place-items:center;width:62px;height:26px}",
  ".cell{border:1px solid #d0d7de}.cell.empty{border-color:#1f2328}.sign{font-size:18px}",
].join("");

/** Draw as on paper, whatever the screen is like. @template T @param {() => T} draw @returns {T} */
export function onPaper(draw) {
  const { classList } = document.documentElement;
  const was = ["light", "dark"].filter((name) => classList.contains(name));
  classList.remove("dark");
  classList.add("light");
  forgetColours();
  try {
    return draw();
  } finally {
    classList.remove("light");
    classList.add(...was);
    forgetColours();
  }
}

/** The sheet as a document of its own. @param {Sheet} sheet @param {boolean} withAnswers @param {string} address */
function documentOf({ title, task, blank, answers, questions }, withAnswers, address) {
  const words = SHEET_WORDS;
  const page = document.implementation.createHTMLDocument(title);
  page.documentElement.lang = "en";
  page.head.append(make("style", {}, SHEET_STYLE));
  page.body.append(make("h1", {}, title), make("p", {}, make("span", { class: "name" }, words.name), ` ${task}`),
    blank, make("ol", {}, ...questions.map((text) => make("li", {}, text))));
  if (isOpenToAll(address)) page.body.append(make("p", { class: "address" }, address));
  if (withAnswers && answers)
    page.body.append(make("div", { class: "answers" }, make("h1", {}, words.answers), answers));
  return page;
}

/** An address helps nobody on paper that only this machine knows, or that nobody could type. @param {string} address */
const isOpenToAll = (address) => /^https?:/.test(address) && address.length <= 300;

/** @param {Tab} tab @param {string} address */
export function openWorksheet(tab, address) {
  const words = SHEET_WORDS;
  const sheet = onPaper(() => tab.worksheet());
  const withAnswers = make("input", { type: "checkbox", checked: true });
  const made = () => documentOf(sheet, withAnswers.checked, address);
  const preview = make("div", { class: "preview" }, sheet.blank.cloneNode(true));
  const print = () => {
    const host = byId("print");
    host.replaceChildren(...made().body.childNodes);
    document.body.classList.add("printing");
    window.print();
    document.body.classList.remove("printing");
    host.replaceChildren();
  };
  const save = () => {
    const text = `<!DOCTYPE html>\n${made().documentElement.outerHTML}`;
    download(`${tab.fileName()}-sheet.html`, new Blob([text], { type: "text/html" }));
  };
  openDialog(words.title, [
    make("p", { class: "quiet" }, words.says), preview,
    make("div", { class: "row" },
      make("button", { type: "button", id: "print-sheet", class: "main", onclick: print }, words.print),
      make("button", { type: "button", id: "save-sheet", onclick: save }, words.save),
      ...(sheet.answers ? [make("label", {}, withAnswers, ` ${words.withAnswers}`)] : [])),
  ]);
}
