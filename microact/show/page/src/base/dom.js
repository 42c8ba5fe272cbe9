/** Small helpers for the document. Text goes in as text: nothing of a label is ever markup. */

/** @import { Piece } from "../words.js" */

/**
 * Make an element: attributes, properties that begin with "on", children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (name.startsWith("on"))
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/**
 * Make an element of a picture.
 * @param {string} tag @param {Record<string, string | number | undefined>} attributes
 */
export function makeSvg(tag, attributes) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) element.setAttribute(name, String(value));
  return element;
}

/** What each element says. @type {WeakMap<Element, string>} */
const saidBy = new WeakMap();

/**
 * Say a sentence with emphasized words; what is said already is left as it is.
 * @param {Element} element
 * @param {Piece[]} pieces
 */
export function say(element, pieces) {
  const words = JSON.stringify(pieces);
  if (saidBy.get(element) === words) return;
  saidBy.set(element, words);
  element.replaceChildren(
    ...pieces.map((piece) => {
      if (typeof piece === "string") return piece;
      const [kind, text] = piece;
      return make("b", { class: kind === "b" ? undefined : kind }, text);
    }),
  );
}

/**
 * A group of buttons of which one is pressed.
 * @param {string} label
 * @param {string[]} keys
 * @param {Record<string, string>} words
 * @param {(key: string) => void} choose
 */
export function segments(label, keys, words, choose) {
  const buttons = keys.map((key) =>
    make(
      "button",
      { type: "button", "aria-pressed": "false", onclick: () => choose(key) },
      words[key],
    ),
  );
  const element = make("div", { class: "seg", role: "group", "aria-label": label }, ...buttons);
  /** @param {string} chosen */
  const show = (chosen) =>
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(keys[i] === chosen)));
  return { element, show };
}

/**
 * A slider with its name and number; `toNumber` and `toPlace` give it a scale of its own.
 * @param {string} label
 * @param {{ least: number, most: number, step: number, shown: (x: number) => string,
 *   toNumber?: (place: number) => number, toPlace?: (x: number) => number }} scale
 * @param {(x: number) => void} choose
 */
export function slider(label, { least, most, step, shown, toNumber, toPlace }, choose) {
  const output = make("output", {});
  const input = make("input", { type: "range", min: least, max: most, step, "aria-label": label });
  const number = () => (toNumber ? toNumber(Number(input.value)) : Number(input.value));
  input.addEventListener("input", () => {
    output.textContent = shown(number());
    input.setAttribute("aria-valuetext", output.textContent);
  });
  input.addEventListener("change", () => choose(number()));
  /** @param {number} x */
  const show = (x) => {
    input.value = String(toPlace ? toPlace(x) : x);
    output.textContent = shown(x);
    input.setAttribute("aria-valuetext", output.textContent);
  };
  return { element: make("div", { class: "field" }, make("span", {}, label), output, input), show };
}

/**
 * A menu with its name.
 * @param {string} label @param {string[]} keys @param {Record<string, string>} words
 * @param {(key: string) => void} choose
 */
export function menu(label, keys, words, choose) {
  const select = make(
    "select",
    { "aria-label": label, onchange: () => choose(select.value) },
    ...keys.map((key) => make("option", { value: key }, Object.hasOwn(words, key) ? words[key] : key)),
  );
  /** @param {string} key */
  const show = (key) => (select.value = key);
  return {
    element: make("label", { class: "field" }, make("span", {}, label), select),
    select,
    show,
  };
}

/**
 * Let arrow keys move among the buttons of a group, of which Tab reaches one.
 * @param {HTMLElement} group
 */
export function roving(group) {
  const all = () => /** @type {HTMLElement[]} */ ([...group.querySelectorAll("button")]);
  const settle = () => {
    const buttons = all();
    const current =
      buttons.find((button) => button.tabIndex === 0 && button.dataset.roved) ?? buttons[0];
    for (const button of buttons) button.tabIndex = button === current ? 0 : -1;
  };
  group.addEventListener("focusin", (event) => {
    for (const button of all()) {
      button.tabIndex = button === event.target ? 0 : -1;
      button.dataset.roved = button === event.target ? "yes" : "";
    }
  });
  group.addEventListener("keydown", (event) => {
    const buttons = all();
    const at = buttons.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!by || at < 0) return;
    event.preventDefault();
    event.stopPropagation();
    buttons[(at + by + buttons.length) % buttons.length].focus();
  });
  settle();
  return settle;
}

/** @param {string} name @param {Blob} content */
export function download(name, content) {
  const link = make("a", { href: URL.createObjectURL(content), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

/** The element of an id that the page has. @param {string} id */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}
