/** Every sentence about descending, practising, points and other activations of a graph. */

import { exact } from "./shown.js";

/** @param {number} share */
const percentOf = (share) => `${Math.round(100 * share)}%`;

export const TRAINING_WORDS = {
  descend: "Descend",
  rate: "rate",
  looksAt: "looks at",
  uses: { all: "all points", some: "10 at random", one: "the chosen point" },
  oneStep: "One step down",
  tenSteps: "10 steps",
  go: "Descend",
  pause: "Pause",
  forget: "Clear the trail",
  badRate: "The rate is a number above 0.",
  noneLearns: "Nothing may learn: tick a number.",
  diverged:
    "Diverged: the steps were so large that the numbers are lost. Reset the numbers and lower the rate.",
  stepped: (/** @type {number} */ n, /** @type {string} */ name, /** @type {number} */ loss, /** @type {number} */ after,
    /** @type {number | null} */ right) =>
    `step ${n}: ${name} ${exact(loss)}, after it ${exact(after)}` +
    `${right === null ? "" : `, ${percentOf(right)} right`}${after > loss ? " (it rose: the step was too large)" : ""}`,
  told: (/** @type {number} */ rate, /** @type {number} */ rows, /** @type {string} */ name, /** @type {number} */ loss,
    /** @type {number} */ after) =>
    `One step against the gradient: each ticked number moved by −${rate} × ` +
    `${rows > 1 ? `the mean gradient over ${rows} points` : "its gradient"}. With that ${name} goes from ${exact(loss)} to ${exact(after)}.`,
  curve: "The result, step by step",
  curveTitle: (/** @type {string} */ first, /** @type {string} */ last) => `from ${first} to ${last}`,
  plot: (/** @type {string} */ name) => ["The result, if only ", name, " moves"],
  practise: "Practise",
  stop: "Stop practising",
  howPractise: "The gradients are hidden and you find them: type numbers, fractions or 2*3, right to 2%.",
  moreInside: " Of what is folded nothing is asked: open a card and take new numbers.",
  seed: "exercise",
  newNumbers: "New numbers",
  hidden: "The gradients are hidden. Find them: upstream × local, from right to left.",
  again: "The numbers are yours again.",
  gradientOf: (/** @type {string} */ name) => `gradient of ${name}`,
  noNumber: "That is not a number.",
  right: "Right.",
  signs: "The size is right. Look at the signs once more.",
  oneArrow: "That is what one arrow brings. Several arrows leave this card; what happens to their gradients?",
  isLocal: "That is the local gradient. What arrives from the right has to be multiplied in.",
  isUpstream: "That is the upstream gradient. It has to be multiplied by the local gradient.",
  elsewhere: "The local gradient was taken at another number. Is it at the input or at the output of the operation?",
  transposed: "That belongs to another place of the same table. Which row and which column meet?",
  notYet: "Not yet. Take the arrows that leave this card: upstream × local for each, then the sum.",
  notYetArray: "Not yet. Point at the number in the graph to see what it was made of; each of those gets its share back.",
  score: (/** @type {number} */ right, /** @type {number} */ all, /** @type {number} */ tries) => {
    if (right < all || !all) return `${right} of ${all} right`;
    return `All ${right} right, in ${tries} tries.${tries === right ? " Without a single mistake!" : ""}`;
  },
  points: "Points",
  plane: "The plane of the two inputs. Arrow keys move the chosen point, n chooses the next, Delete removes it.",
  howPoints: "A click chooses a point and lets it flow through the graph, or adds one; drag to move it.",
  nextPoint: "Next point",
  addPoint: "Add",
  flipPoint: "Other class",
  removePoint: "Remove",
  newOnes: "new ones are",
  classes: ["blue", "pink"],
  full: "300 points are as many as this page holds; remove one first.",
  oneStays: "One point must stay.",
  point: (/** @type {number} */ k, /** @type {number} */ all, /** @type {number} */ x, /** @type {number} */ y,
    /** @type {number} */ wanted) => `point ${k} of ${all}: (${exact(x)}, ${exact(y)}), wanted ${exact(wanted)}`,
  switches: "Another activation",
  switched: (/** @type {string} */ name, /** @type {string} */ title) =>
    `${name} now uses ${title}. Everything was computed anew.`,
  compareWith: "compare with",
  nothing: "nothing",
  howCompare:
    "The second starts from the same numbers and looks at the same points with the same rate; its loss is the dashed line.",
  compared: (/** @type {string} */ title, /** @type {number | null} */ right, /** @type {number | null} */ first,
    /** @type {number} */ steps, /** @type {number} */ loss) => {
    const said = steps ? `, loss ${exact(loss)} after ${steps} ${steps === 1 ? "step" : "steps"}` : "";
    if (right === null || first === null) return `${title}${said}`;
    return `${title}: ${percentOf(right)} right${said}. The first: ${percentOf(first)} right.`;
  },
};
