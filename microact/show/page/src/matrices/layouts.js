/** Which tables of an example stand where, and what stands between them. */

/**
 * A row of tables, by the labels of their nodes, and signs between them. `rows`: names of the rows.
 * @typedef {{ rows: string[][], names?: boolean, product?: boolean }} SheetLayout
 */

/** What is a sign between tables, and no table. */
export const SIGNS_BETWEEN = ["·", "+", "=", "→", "∑"];

/** @type {Record<string, SheetLayout>} */
export const LAYOUTS = {
  product: { rows: [["A", "B", "A·B"]], product: true },
  softmax: { rows: [["scores", "→", "exp", "→", "shares"], ["sum"]] },
  cross_entropy: { rows: [["logits", "→", "exp", "→", "p", "→", "log p", "→", "loss"], ["sum"]] },
  layer: { rows: [["X", "·", "W", "+", "b", "=", "Z", "→", "H", "→", "loss"]] },
  residual: {
    rows: [["x", "·", "W", "→", "h", "·", "V", "=", "f(x)"], ["x", "+", "f(x)", "=", "x + f(x)", "→", "result"]],
  },
  attention: { rows: [["Q", "·", "Kᵀ", "→", "scores", "→", "share", "·", "V", "=", "out"]], names: true },
};
