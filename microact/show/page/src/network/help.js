/** `?`: six call-outs over what is shown. */

import { byId, make, makeSvg } from "../base/dom.js";
import { wayOf } from "./layout.js";
import { halves } from "./tile.js";
import { WORDS } from "../words.js";
/** @import { Stage } from "./stage.js" */

/** In narrower windows the cards stand in a list. */
const NARROW = 761;

/** @type {HTMLElement | null} */
let open = null;

export function closeHelp() {
  open?.remove();
  open = null;
  byId("help").setAttribute("aria-expanded", "false");
}

/** @param {Stage} stage */
export function toggleHelp(stage) {
  if (open) return closeHelp();
  const { layout, host } = stage;
  const origin = host.getBoundingClientRect();
  const answer = byId("answer").getBoundingClientRect();
  const player = byId("player").getBoundingClientRect();
  const first = halves(layout.columns[1][0], layout.wide);
  const [x1, y1, x2, y2] = wayOf(
    layout,
    layout.columns.length - 2,
    0,
    layout.columns[layout.columns.length - 2].length - 1,
  );
  const heat = first.heat;
  const curve = first.curve ?? heat;
  const { calls } = WORDS;
  const list = /** @type {[string[], number, number][]} */ ([
    [calls.unit, origin.left + heat.x + heat.width / 2, origin.top + heat.y + heat.height * 0.6],
    [calls.curve, origin.left + curve.x + curve.width * 0.6, origin.top + curve.y + 6],
    [calls.line, origin.left + (x1 + x2) / 2, origin.top + (y1 + y2) / 2],
    [calls.strip, origin.left + layout.centres[1], origin.top + layout.strip + 110],
    [calls.plane, answer.left + 60, answer.top + 90],
    [calls.past, player.left + player.width * 0.6, player.top + player.height * 0.6],
  ]);
  open = make("div", {
    class: "calls",
    role: "dialog",
    "aria-label": WORDS.help,
    onclick: closeHelp,
  });
  const svg = makeSvg("svg", {});
  open.append(svg);
  document.body.append(open);
  if (innerWidth < NARROW) open.classList.add("listed");
  // Each beside what it is about, and below the cards that would hide it.
  /** @type {DOMRect[]} */
  const placed = [];
  for (const [[title, text], x, y] of list.sort((a, b) => a[2] - b[2])) {
    const box = make("div", {}, make("b", {}, title), text);
    open.append(box);
    if (innerWidth < NARROW) continue;
    const right = x > innerWidth / 2;
    const [width, height] = [box.offsetWidth, box.offsetHeight];
    const beside = right ? x - width - 60 : Math.min(x + 60, innerWidth / 2 - width - 8);
    const left = Math.max(8, Math.min(innerWidth - width - 8, beside));
    let top = Math.max(8, Math.min(innerHeight - height - 8, y - height / 2 - 20));
    for (const other of placed)
      if (left < other.right && other.left < left + width && top < other.bottom + 8) top = other.bottom + 8;
    // Where there is no room below, above those that would hide it.
    if (top > innerHeight - height - 2) {
      const hiding = placed.filter((other) => left < other.right && other.left < left + width);
      top = Math.max(2, Math.min(innerHeight - height - 2, ...hiding.map((other) => other.top - height - 8)));
    }
    placed.push(new DOMRect(left, top, width, height));
    Object.assign(box.style, { left: `${left}px`, top: `${top}px` });
    const from = right ? left + width : left;
    svg.append(makeSvg("path", { d: `M${from} ${top + height / 2}L${x} ${y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0` }));
  }
  const close = make("button", { type: "button", onclick: closeHelp }, WORDS.close);
  open.append(close);
  close.focus();
  byId("help").setAttribute("aria-expanded", "true");
}
