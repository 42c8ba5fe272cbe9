"use strict";
// How numbers are written, and what is said about each step.

/** What a card and a sentence show of an array: its numbers if they are few, its shape and size. */
function seen(x, shape) {
  if (!Array.isArray(x)) return x;
  const size = Math.hypot(...x);
  const sign = x.every((v) => v >= 0) ? 1 : x.every((v) => v <= 0) ? -1 : 0;
  const numbers = x.map(short).join(" ");
  const sizes = shape.join("×");
  const card = x.length <= 2 ? numbers : `${sizes}, size ${short(size)}`;
  return { text: x.length <= 16 ? `${sizes}: ${numbers}` : card, card, size, sign, numbers: x };
}

/** A local gradient: of an array its range. */
function range(x) {
  if (!Array.isArray(x)) return x;
  const [low, high] = [Math.min(...x), Math.max(...x)];
  const text = low === high ? short(low) : `${short(low)} … ${short(high)}`;
  return { text, card: text, size: Math.hypot(...x), sign: 0 };
}

/** A number with four digits, as on the still pictures. */
function short(x) {
  if (typeof x !== "number") return x.text;
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : x > 0 ? "∞" : "−∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  const text = size < 1e-4 || size >= 1e6 ? x.toExponential(3) : String(Number(x.toPrecision(4)));
  return text.replace("-", "−");
}

/** A number inside a formula: in brackets if it is negative. */
const inside = (x) => (typeof x === "number" && x < 0 ? `(${short(x)})` : short(x));

/** Put numbers into a rule's text. */
function filled(text, names, numbers) {
  return text.replace(/[A-Za-z_]\w*/g, (name) => (name in names ? inside(numbers[names[name]]) : name));
}

const pretty = (text) => text.replace(/\*\*/g, "^").replace(/\*/g, "×");

function ruleOf(node) {
  return RULES[node.rule];
}

/** The names that a rule's formula uses, and which number each stands for; y is the result. */
function placesOf(rule) {
  const places = {};
  rule.inputs.forEach((name, i) => (places[name] = i));
  places.y = rule.inputs.length;
  return places;
}

/** What happened when a node was computed: `y = tanh(x) = tanh(0) = 0`. */
function saysForward(scene, values, i) {
  const node = scene.nodes[i];
  const rule = ruleOf(node);
  const numbers = [...entering(node, values), values[i]];
  const start = `Forward: ${node.name}`;
  if (scene.live !== "numbers") return `${start} = ${rule.title} of ${numbers.slice(0, -1).map(short).join(" and ")} gives ${short(values[i])}.`;
  const formula = rule.formula;
  const put = formula.length < 60 ? ` = ${pretty(filled(formula, placesOf(rule), numbers))}` : "";
  return `${start} = ${pretty(formula)}${put} = ${short(values[i])}`;
}

/** What happened on one edge on the way back. */
function saysBack(scene, values, step) {
  const from = scene.nodes[step.from];
  const to = scene.nodes[step.to];
  const rule = ruleOf(from);
  const text = rule.derivatives[step.position] || "";
  let slope = step.local === null ? "" : ` × ${inside(step.local)}`;
  if (scene.live === "numbers" && text && text.length < 60) {
    const numbers = [...entering(from, values), values[step.from]];
    const put = pretty(filled(text, placesOf(rule), numbers));
    const other = from.inputs[placesOf(rule)[text]];
    if (text in placesOf(rule) && text !== "y") slope += other && other.node !== undefined ? ` [that is ${scene.nodes[other.node].name}]` : "";
    else if (put !== short(step.local) && put !== inside(step.local)) slope += ` [${pretty(text)} = ${put}]`;
    else if (pretty(text) !== put) slope += ` [${pretty(text)}]`;
  }
  const product = step.local === null
    ? `${short(step.upstream)} through ${rule.title} gives ${short(step.passed)}`
    : `${inside(step.upstream)}${slope} = ${short(step.passed)}`;
  const so = step.waiting > 0
    ? `It waits for ${step.waiting} more; so far ${short(step.total)}.`
    : `Nothing more is to come: its gradient is ${short(step.total)}.`;
  return `Back: ${from.name} passes on to ${to.name}: upstream × local = ${product}. ${so}`;
}

const saysSeed = (scene) =>
  `Back: it starts at ${scene.nodes[scene.nodes.length - 1].name} with gradient 1: it changes exactly as much as itself.`;
