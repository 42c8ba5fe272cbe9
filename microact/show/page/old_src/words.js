// How numbers are written, and what is said about each step.

import { entering } from "./arithmetic.js";
import { RULES } from "./rules.js";

/** What a card and a sentence show of an array: its numbers if they are few, its shape and range. */
export function seen(x, shape) {
  if (!Array.isArray(x)) return x;
  const size = Math.hypot(...x);
  const sign = x.every((v) => v >= 0) ? 1 : x.every((v) => v <= 0) ? -1 : 0;
  const numbers = x.map(short).join(" ");
  const sizes = shape.join("×");
  const card = x.length <= 2 ? numbers : `${sizes}, ${extent(x)}`;
  return { text: x.length <= 16 ? `${sizes}: ${numbers}` : card, card, size, sign, numbers: x };
}

/** The smallest and the largest number of an array. */
function extent(x) {
  const [low, high] = [Math.min(...x), Math.max(...x)];
  return low === high ? `all ${short(low)}` : `${short(low)} … ${short(high)}`;
}

/** A local gradient: of an array its range. */
export function range(x) {
  if (!Array.isArray(x)) return x;
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const text = low === high ? short(low) : `${short(low)} … ${short(high)}`;
  return { text, card: text, size: Math.hypot(...x), sign: 0 };
}

/** A number with four digits, as on the still pictures. */
export function short(x) {
  if (typeof x !== "number") return x.text;
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size < 1e-4 || size >= 1e6 ? x.toExponential(3) : String(Number(x.toPrecision(4)));
  return text.replace("-", "−");
}

/** A number inside a formula: in brackets if it is negative. */
export const inside = (x) => (typeof x === "number" && x < 0 ? `(${short(x)})` : short(x));

/** Put other texts in the place of a rule's names. */
export function filled(text, texts) {
  return text.replace(/[A-Za-z_]\w*/g, (name) => (name in texts ? texts[name] : name));
}

export const pretty = (text) => text.replace(/\*\*/g, "^").replace(/\*/g, "×");

/** Without doubled brackets: `tanh((0.5 × 2))` is `tanh(0.5 × 2)`. */
export function bare(text) {
  for (let start = text.indexOf("(("); start >= 0; start = text.indexOf("((", start + 1)) {
    const closing = [];  // where the outer and the inner bracket close
    for (let i = start, open = 0; i < text.length && closing.length < 2; i++) {
      open += text[i] === "(" ? 1 : text[i] === ")" ? -1 : 0;
      if (text[i] === ")" && open < 2) closing.push(i);
    }
    if (closing[1] === closing[0] + 1)
      text = text.slice(0, start) + text.slice(start + 1, closing[1]) + text.slice(closing[1] + 1);
  }
  return text;
}

export function ruleOf(node) {
  return RULES[node.rule];
}

/** What a card is called inside a formula: `- #2` is the name of a card, not minus something. */
export const called = (node) => (/^[\p{L}_]/u.test(node.name) ? node.name : `[${node.name}]`);

/** A node in words: its label, or how it was computed, as far as that is short. */
export function expressionOf(scene, values, i, depth) {
  const node = scene.nodes[i];
  if (node.label || node.rule === null || depth === 0 || scene.live !== "numbers") return called(node);
  const rule = ruleOf(node);
  const names = {};
  rule.inputs.forEach((name, k) => {
    const { node: from, number } = node.inputs[k];
    names[name] = from === undefined ? inside(number) : expressionOf(scene, values, from, depth - 1);
  });
  const text = filled(pretty(rule.formula), names);
  return text.length > 30 ? called(node) : /^[\w ]+\(.*\)$/.test(text) ? text : `(${text})`;
}

/** What a rule's names stand for at a node: the names of its inputs, and their numbers. */
export function textsOf(scene, values, node, y) {
  const rule = ruleOf(node);
  const numbers = entering(node, values);
  const [names, put] = [{ y: called(node) }, { y: inside(y) }];
  rule.inputs.forEach((name, k) => {
    const input = node.inputs[k];
    names[name] = input.node === undefined ? inside(numbers[k]) : expressionOf(scene, values, input.node, 2);
    put[name] = inside(numbers[k]);
  });
  return { called: names, put };
}

/** What happened when a node was computed: `y = tanh(+) = tanh(0.7) = 0.6044`. */
export function saysForward(scene, values, i) {
  const node = scene.nodes[i];
  const rule = ruleOf(node);
  const { called, put } = textsOf(scene, values, node, values[i]);
  const start = `Forward: ${node.name}`;
  if (scene.live !== "numbers" || rule.formula.length > 60)
    return `${start} = ${rule.title} of ${Object.values(called).slice(1).join(" and ")} = ${short(values[i])}`;
  return `${start} = ${bare(filled(pretty(rule.formula), called))} = ${bare(filled(pretty(rule.formula), put))} = ${short(values[i])}`;
}

/** What happened on one edge on the way back. */
export function saysBack(scene, values, step) {
  const from = scene.nodes[step.from];
  const to = scene.nodes[step.to];
  const so = step.waiting > 0
    ? `It waits for ${step.waiting} more; so far ${short(step.total)}.`
    : `Nothing more is to come: its gradient is ${short(step.total)}.`;
  const start = `Back: ${from.name} passes on to ${to.name}: `;
  if (scene.live !== "numbers" || step.local === null)
    return `${start}${short(step.upstream)}, through ${ruleOf(from).title}, gives ${short(step.passed)}. ${so}`;
  const text = ruleOf(from).derivatives[step.position] || "";
  const { called, put } = textsOf(scene, values, from, values[step.from]);
  const [words, numbers] = [bare(filled(pretty(text), called)), bare(filled(pretty(text), put))];
  const plain = words === numbers || text.length > 60 ? "" : text in called ? ` [${words}]` : ` [${words} = ${numbers}]`;
  return `${start}upstream × local = ${inside(step.upstream)} × ${inside(step.local)}${plain} = ${short(step.passed)}. ${so}`;
}

export const saysSeed = (scene) =>
  `Back: it starts at ${scene.nodes[scene.nodes.length - 1].name} with gradient 1: it changes exactly as much as itself.`;

/** Name every node, as Python does: its label or its operation, numbered where several share it. */
export function nameAll(nodes) {
  const seen = new Map();
  for (const node of nodes) {
    const plain = node.called || (node.rule === null ? "" : ruleOf(node).title) || "leaf";
    const count = (seen.get(plain) || 0) + 1;
    seen.set(plain, count);
    node.suffix = count === 1 ? "" : ` #${count}`;
    node.name = plain + node.suffix;
  }
}
