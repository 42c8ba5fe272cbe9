/** "Copy as Python": a program with microact that goes on where the page is. */

import { ACTIVATIONS } from "../kernels.js";
import { WORDS } from "../words.js";
/** @import { Run } from "./run.js" */

const STEPS = 10;

/** @type {Record<string, string>} */
const LOSS_NAMES = {
  "cross-entropy": "binary_cross_entropy",
  "squared error": "mean_squared_error",
  hinge: "hinge",
};

/**
 * Write a program that prints the next ten losses.
 * @param {Run} run
 */
export function asPython(run) {
  const { settings, network, memory } = run;
  if (run.overflowed || !network.theta.every(Number.isFinite)) throw new Error(WORDS.wrong.overflowed);
  const imports = new Set(["import numpy as np", "", "import microact as ma"]);
  /** @param {string} title */
  const named = (title) => {
    const { line, name } = ACTIVATIONS[title].python;
    if (line) imports.add(line);
    return name;
  };
  const hidden = settings.layers.map((layer) => named(layer.activation));
  const output = network.ofLogits ? "" : `, output=${named(settings.output)}`;
  const points = Array.from({ length: run.learning }, (_, p) => [
    ...run.X.subarray(p * run.inputs, (p + 1) * run.inputs),
    run.wanted[p],
  ]);
  const penalty = settings.l1 || settings.l2;
  const optimizer =
    settings.optimizer === "Adam"
      ? `Adam(model.parameters(), lr=${settings.rate})`
      : `SGD(model.parameters(), lr=${settings.rate}${settings.optimizer === "momentum" ? ", momentum=0.9" : ""})`;
  const lines = [
    `"""${WORDS.python.title(run.step)}"""`,
    "",
    ...imports,
    "",
    `points = np.array([  # ${WORDS.python.points(run.table)}`,
    ...wrapped(points.map((row) => list(row))),
    "])",
    "X, y = points[:, :-1], points[:, -1]",
    "",
    `model = ma.nn.MLP(${run.inputs}, ${list(network.sizes.slice(1))}, hidden=[${hidden.join(", ")}]${output})`,
    "weights = [",
    ...parts(run, network.theta, "    "),
    "]",
    "for parameter, numbers in zip(model.parameters(), weights):",
    "    parameter.data = np.array(numbers)",
    "",
    `loss = ma.losses.${LOSS_NAMES[settings.loss]}`,
    `optimizer = ma.optim.${optimizer}`,
    ...remembered(run),
    `batches = [  # ${WORDS.python.batches}`,
    ...run.nextBatches(STEPS).flatMap((batch) => enclosed(batch.map(String))),
    "]",
    "for batch in batches:",
    "    optimizer.zero_grad()",
    "    cost = loss(model(X[batch]), y[batch])",
    ...(penalty ? ["    for layer in model.layers:", ...penalties(settings)] : []),
    "    cost.backward()",
    "    optimizer.step()",
    "    print(loss(model(X), y).item())",
    "",
  ];
  return lines.join("\n");

  /** What momentum and Adam remember. @param {Run} run */
  function remembered(run) {
    const arrays = (/** @type {Float64Array} */ all) => [...parts(run, all, "        "), "    ]"];
    /** @param {string} name @param {Float64Array} all */
    const assigned = (name, all) => [
      `optimizer.${name} = [np.array(numbers) for numbers in [`,
      ...arrays(all),
      "]",
    ];
    if (settings.optimizer === "momentum") return memory.m ? assigned("velocity", memory.m) : [];
    if (settings.optimizer !== "Adam" || !memory.m || !memory.v) return [];
    return [...assigned("m", memory.m), ...assigned("v", memory.v), `optimizer.t = ${memory.t}`];
  }
}

/** @param {{ l1: number, l2: number }} settings */
function penalties({ l1, l2 }) {
  const terms = [];
  if (l2) terms.push(`        cost = cost + ${l2} / 2 * (layer.weight * layer.weight).sum()`);
  if (l1) terms.push(`        cost = cost + ${l1} * ma.abs(layer.weight).sum()`);
  return terms;
}

/** @param {Iterable<number>} numbers */
const list = (numbers) => `[${[...numbers].map(String).join(", ")}]`;

/**
 * The weights and biases as the engine has them: one row for each input.
 * @param {Run} run @param {Float64Array} all @param {string} indent
 */
function parts({ network }, all, indent) {
  /** @type {string[]} */
  const lines = [];
  network.partsOf(all).forEach(({ w, b }, l) => {
    const [n, m] = [network.sizes[l], network.sizes[l + 1]];
    const row = (/** @type {number} */ k) => list(Array.from({ length: m }, (_, j) => w[j * n + k]));
    lines.push(`${indent}[`);
    for (let k = 0; k < n; k++) lines.push(`${indent}    ${row(k)},`);
    lines.push(`${indent}],`, `${indent}${list(b)},`);
  });
  return lines;
}

/** Several items a line, none beyond 100 characters where it can be. @param {string[]} items */
function wrapped(items) {
  /** @type {string[]} */
  const lines = [];
  let line = "   ";
  for (const item of items) {
    if (line.length + item.length > 97 && line.trim()) {
      lines.push(line);
      line = "   ";
    }
    line += ` ${item},`;
  }
  return [...lines, line];
}

/** @param {string[]} items */
function enclosed(items) {
  const line = `    [${items.join(", ")}],`;
  return line.length <= 100
    ? [line]
    : ["    [", ...wrapped(items).map((x) => `    ${x}`), "    ],"];
}
