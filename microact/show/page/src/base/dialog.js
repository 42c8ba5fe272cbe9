/** A dialog with a title; Escape or Close closes it. */

import { make } from "./dom.js";
import { WORDS } from "../words.js";

/**
 * @param {string} title
 * @param {(Node | string)[]} content
 */
export function openDialog(title, content) {
  const heading = make("h2", { id: "dialog-title" }, title);
  const close = make("button", { type: "button", onclick: () => dialog.close() }, WORDS.close);
  const dialog = make(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    make("header", {}, heading, close),
    ...content,
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
