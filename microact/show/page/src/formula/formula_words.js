/** Every sentence about formulas, in one place. */

/** @param {string} text */
function quoted(text) {
  if (!/[^\s\p{C}]/u.test(text)) return "A new line or an invisible sign";
  return `“${text.length > 40 ? `${text.slice(0, 39)}…` : text}”`;
}

/** Digits as people write powers. */
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export const FORMULA_WORDS = {
  label: "Formula",
  tries: "Try",
  recorded: "the recorded graph",
  examples: [
    "tanh(w*x + b)", "(tanh(w*x + b) - 0.8)^2", "relu(w*x + b)", "sigmoid(a*sigmoid(a*sigmoid(a*x)))",
    "x*sigmoid(x)", "(a*b - 1)^2", "x + v*tanh(w*x + b)",
    "-log(exp(s1)/(exp(s1) + exp(s2) + exp(s3)))",
  ],
  placeholder: "a recorded graph; type a formula to see its own",
  shorter: "Names are sliders; ^ is a power. Functions: ",
  tooLong: (/** @type {number} */ length, /** @type {number} */ most) =>
    `The formula is ${length} characters long; at most ${most} fit.`,
  tooDeep: "The formula is nested too deep: at most 100 deep.",
  word: (/** @type {string} */ word) => `${quoted(word)} is a word of Python's and cannot be a name here.`,
  sign: (/** @type {string} */ sign) =>
    (SUPERSCRIPTS.includes(sign) ? `A power is written with ^: x^${SUPERSCRIPTS.indexOf(sign)}.`
      : `${quoted(sign)} is not part of a formula: it is made of numbers, names, + − * / ^, brackets and functions.`),
  stuck: (/** @type {string} */ number, /** @type {string} */ next) =>
    `After the number ${number} an operator is missing before ${quoted(next)}: 2*x, not 2x.`,
  zeros: "A whole number does not begin with 0.",
  large: "This number is too large.",
  extra: (/** @type {string} */ text) => (text === "="
    ? "A formula has no “=”: type what stands to the right of it."
    : `${quoted(text)} is too much here: an operator is missing before it, or it belongs nowhere.`),
  noCall: "Only a function can be called: tanh(x). Between numbers write *.",
  twice: (/** @type {string} */ name) => `${name} is given twice.`,
  order: "What has no name comes first: leaky_relu(x, slope=0.1).",
  notClosed: "This bracket is not closed.",
  empty: "Type a formula, such as tanh(w*x + b).",
  after: (/** @type {string} */ text) => `Something is missing after ${quoted(text)}.`,
  notHere: (/** @type {string} */ text) => `A number, a name or a bracket should stand here, not ${quoted(text)}.`,
  needsBrackets: (/** @type {string} */ name) => `${name} is a function and needs brackets: ${name}(x).`,
  arrays: (/** @type {string} */ name, /** @type {string} */ instead) =>
    `${name} is for arrays; a formula is made of single numbers.${instead && ` Of two numbers: ${instead}(a, b).`}`,
  unknown: (/** @type {string} */ name, /** @type {string[]} */ near) =>
    `There is no function ${name}. ${near.length ? `Is it ${near.join(" or ")}?` : `For a product write ${name}*(…).`}`,
  count: (/** @type {string} */ name, /** @type {string[]} */ inputs, /** @type {number} */ given) =>
    `${name}(${inputs.join(", ")}) takes ${inputs.length}, not ${given}.`,
  parameter: (/** @type {string} */ name) => `${name} is a plain number, as in ${name}=0.1: no name can be in it.`,
  noParameter: (/** @type {string} */ name, /** @type {string} */ wrong) => `${name} has nothing called ${wrong}.`,
  needsParameter: (/** @type {string} */ name, /** @type {string} */ missing) =>
    `${name} needs ${missing}, as in ${name}(x, ${missing}=1).`,
  exponent: (/** @type {string} */ number) => `The exponent ${number} is too large: at most 1000 is.`,
  zero: "This divides by 0.",
  clip: "clip needs low at most as large as high.",
  noTitle: "This name cannot be an activation’s.",
  plain: "There is no name in it, so there is nothing to differentiate: try w, x, b.",
  stale: "The graph below is that of the last formula that could be read.",
  ownUndefined: "It is not defined everywhere between −5 and 5: where a unit gets there, the loss is no number.",
  notFinite: (/** @type {string} */ number) =>
    `The result is ${number} at these numbers: a number on the way is too large, or a function is not defined there.`,
  damaged: "The saved formula of this page cannot be read.",
  noAddress: "This address holds no formula that can be read.",
  unfinished: "The formula in the box cannot be read yet, so there is no program of it.",
  outside: "microact refuses these numbers, and says where: there is no gradient to print.",
  noProgram: "The page cannot compute this graph, so it cannot write it as a program.",
  programTitle: (/** @type {string} */ text) =>
    `${text ? `${text}: c` : "C"}omputes the graph of a page, walks back, and prints every gradient.`,
  ownRule: (/** @type {string} */ name) => `${name} is a rule of your own: define it here`,
  ownTooLong: (/** @type {number} */ most) => `An activation has at most ${most} characters.`,
  ownTitle: "Your own activation",
  ownText: "A formula of one name, such as x*sigmoid(x), sin(x) + x/2 or maximum(x, 0.1*x). Every layer can use it.",
  ownUse: "Use it",
  ownCurve: "The curve, and dashed its slope",
  ownEntry: "your own …",
  help: [
    "Type a formula: every name is a number with a slider, every operation a card.",
    "On a card, data is the number itself, grad how much the result changes when it changes a little.",
    "The number on an arrow is the local gradient. What arrives at a card, times that number, is passed on to the left.",
    "Start, then Next: forward one operation at a time, then back. Click a card: why has it this gradient?",
    "The thick line in the plot is the gradient as a slope. One step down moves every ticked number against its gradient.",
    "Practise hides the gradients, and you find them.",
  ],
  oneName: "An activation is a formula of one name, x: x*sigmoid(x).",
};
