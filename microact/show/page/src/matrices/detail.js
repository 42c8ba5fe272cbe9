/** How one number came about, or from where its gradient comes: its terms, drawn one after the other. */

import { make } from "../base/dom.js";
import { short } from "../base/numbers.js";
import { coloursNow } from "../base/palette.js";
import { SvgPen } from "../base/pens.js";
import { cellName, localsOf, termsOf } from "../graph/origins.js";
import { exact } from "../graph/shown.js";
import { tableOf } from "../graph/sizes.js";
import { MATRICES_WORDS, THREE_WORDS } from "./matrices_words.js";
/** @import { MatrixSheet } from "./sheet.js" */

/** A term of a sum: what it is, and how much it adds. @typedef {{ text: string, amount: number }} Term */

/** The size of the picture of a sum, and of one of its terms. */
const [SUM_WIDTH, TERM_HEIGHT, TERMS_SHOWN] = [340, 25, 12];

/** @param {MatrixSheet} sheet @returns {Node[]} */
export function detailOf(sheet) {
  const { graph, at: [i, k], hidden } = sheet;
  const gradients = sheet.gradients && !hidden;
  const lost = [graph.values[graph.last]].flat().every(Number.isFinite) ? [] : [make("p", {}, lostWords(sheet))];
  if (i < 0) {
    const plain = gradients ? MATRICES_WORDS.hoverGrad : MATRICES_WORDS.hover;
    return [...lost, make("p", { class: "quiet" }, sheet.hidden ? MATRICES_WORDS.practising : plain)];
  }
  const node = graph.nodes[i];
  const name = cellName(graph, i, k);
  const special = specialWords(sheet);
  const words = [...(special ? [make("p", {}, special)] : []), ...lost];
  if (sheet.tables.find((table) => table.i === i)?.ignores(k)) return [make("h2", {}, name), ...words];
  if (gradients && !node.constant) {
    const [terms, sum] = arriving(sheet);
    const result = graph.nodes[graph.last].name;
    return [make("h2", {}, name), ...(terms.length > 1 ? [sumOf(terms, sum)] : []), ...words,
      make("p", {}, MATRICES_WORDS.gradient(name, sum, result))];
  }
  const x = [graph.values[i]].flat()[k];
  const products = termsOf(graph, i, k);
  const [, columns] = tableOf(node.shape);
  if (products) {
    const title = MATRICES_WORDS.rowTimesColumn(Math.floor(k / columns), k % columns);
    const terms = products.map(([a, b]) => ({ text: `${exact(a)} × ${exact(b)}`, amount: a * b }));
    return [make("h2", {}, title), sumOf(terms, x), ...words];
  }
  return [make("h2", {}, `${name} = ${exact(x)}`), ...madeFrom(sheet), ...words];
}

/** Why the result is no number. @param {MatrixSheet} sheet */
function lostWords(sheet) {
  if (sheet.example !== "attention") return MATRICES_WORDS.lost;
  const scores = sheet.numbersOf("share");
  const row = THREE_WORDS.findIndex((_, k) => scores.slice(3 * k, 3 * k + 3).every(Number.isNaN));
  return row < 0 ? MATRICES_WORDS.lost : MATRICES_WORDS.nothingToLookAt(THREE_WORDS[row]);
}

/** What each reader of a number brings back to it. @param {MatrixSheet} sheet @returns {[Term[], number]} */
function arriving({ graph, at: [i, k] }) {
  /** @type {Term[]} */
  const terms = [];
  for (const step of graph.steps.filter(({ to }) => to === i)) {
    const upstream = [step.upstream].flat();
    const reader = step.from;
    upstream.forEach((g, cell) => {
      const local = [localsOf(graph, reader, cell)[step.position] ?? 0].flat()[k] ?? 0;
      if (local && terms.length < 40)
        terms.push({
          text: MATRICES_WORDS.from(graph.nodes[reader].label || "…", `${exact(g)} × ${exact(Number(local))}`),
          amount: g * Number(local),
        });
    });
  }
  return [terms, [graph.grads[i]].flat()[k] ?? 0];
}

/** The numbers that a number was made from, with its local gradients. @param {MatrixSheet} sheet @returns {Node[]} */
function madeFrom({ graph, at: [i, k] }) {
  const node = graph.nodes[i];
  if (!node.rule) return [];
  const locals = localsOf(graph, i, k);
  const rows = node.inputs.flatMap((input, position) => {
    if (typeof input !== "number" || graph.nodes[input].constant || !locals[position]) return [];
    const numbers = [graph.values[input]].flat();
    return [locals[position]].flat().flatMap((local, cell) => (Number(local) === 0 ? []
      : [[cellName(graph, input, cell), exact(numbers[cell]), `× ${exact(Number(local))}`]]));
  }).slice(0, TERMS_SHOWN);
  if (!rows.length) return [];
  const words = MATRICES_WORDS;
  const cells = (/** @type {string[]} */ row, /** @type {"td" | "th"} */ tag) =>
    make("tr", {}, ...row.map((text) => make(tag, {}, text)));
  return [make("table", { class: "made-from" },
    cells([words.madeFrom, words.number, words.local], "th"), ...rows.map((row) => cells(row, "td")))];
}

/** Terms as bars that begin where the last one ended, and their sum. @param {Term[]} terms @param {number} sum */
function sumOf(terms, sum) {
  const shown = terms.slice(0, TERMS_SHOWN);
  const colours = coloursNow();
  const ends = [0];
  for (const { amount } of shown) ends.push(ends[ends.length - 1] + amount);
  const [low, high] = [Math.min(0, sum, ...ends), Math.max(0, sum, ...ends)];
  const pen = new SvgPen(SUM_WIDTH, TERM_HEIGHT * (shown.length + 1) + 10);
  const across = (/** @type {number} */ x) => 215 + ((x - low) / (high - low || 1)) * (SUM_WIDTH - 225);
  shown.forEach(({ text, amount }, n) => {
    const y = n * TERM_HEIGHT;
    pen.text(0, y + 16, text, { size: 12, colour: colours.ink });
    pen.text(205, y + 16, `= ${short(amount, 3)}`, { size: 12, align: "end", colour: colours.ink });
    bar(pen, across(ends[n]), across(ends[n + 1]), y + 4, amount < 0 ? colours.negative : colours.positive);
  });
  const y = shown.length * TERM_HEIGHT + 6;
  pen.begin();
  pen.move(0, y - 2);
  pen.line(SUM_WIDTH, y - 2);
  pen.draw({ stroke: colours.edge, width: 1 });
  const rest = terms.length > shown.length ? ` … ${terms.length}` : "";
  pen.text(0, y + 16, `${MATRICES_WORDS.together}${rest}`, { size: 12, colour: colours.quiet });
  pen.text(205, y + 16, short(sum, 3), { size: 13, bold: true, align: "end", colour: colours.ink });
  bar(pen, across(0), across(sum), y + 4, colours.ink);
  pen.svg.setAttribute("role", "img");
  pen.svg.setAttribute("aria-label", MATRICES_WORDS.brings(shown.map(({ text }) => text), sum));
  return pen.svg;
}

/** @param {SvgPen} pen @param {number} from @param {number} to @param {number} y @param {string} fill */
function bar(pen, from, to, y, fill) {
  pen.begin();
  pen.box(Math.min(from, to), y, Math.max(1, Math.abs(to - from)), 15, 2);
  pen.draw({ fill });
}

/** What is to be said of an example's own numbers. @param {MatrixSheet} sheet @returns {string} */
function specialWords(sheet) {
  const { graph, at: [i, k], example, gradients } = sheet;
  const value = (/** @type {string} */ name) => sheet.numbersOf(name);
  const { label } = graph.nodes[i];
  if (example === "cross_entropy" && label === "logits" && gradients) {
    const gradient = [graph.grads[i]].flat()[k];
    return MATRICES_WORDS.crossEntropy(cellName(graph, i, k), value("p")[k], value("y")[k], gradient);
  }
  if (example === "residual" && label === "x" && gradients) {
    const past = graph.steps.filter((step) => step.to === i && graph.nodes[step.from].label === "x·skip")
      .reduce((sum, step) => sum + [step.passed].flat()[k], 0);
    return MATRICES_WORDS.past(past, [graph.grads[i]].flat()[k] - past);
  }
  if (example === "softmax" && label === "shares" && !gradients)
    return MATRICES_WORDS.ownShare(value("shares")[k]);
  if (example === "attention" && ["scores", "share"].includes(label)) {
    const [asks, answers] = [THREE_WORDS[Math.floor(k / 3)], THREE_WORDS[k % 3]];
    if (!value("mask")[k]) return MATRICES_WORDS.noLooking(asks, answers);
    const scores = graph.nodes[sheet.nodeOf("scores")].inputs[0];
    const terms = typeof scores === "number" ? termsOf(graph, scores, k) ?? [] : [];
    return MATRICES_WORDS.asks(asks, answers, terms, value("scores")[k], value("share")[k]);
  }
  return "";
}
