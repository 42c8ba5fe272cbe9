/** Which tables of an example stand where, and what stands between them. */

/**
 * Rows of tables, by the labels of their nodes, and signs between them. `names`: rows and columns are
 * words; `derived`: a table that is the difference of two; `jacobian`: how each score moves each share.
 * @typedef {{
 *   rows: string[][], names?: boolean, product?: boolean, derived?: [string, string, string],
 *   jacobian?: [string, string],
 * }} SheetLayout
 */

/** What is a sign between tables, and no table. */
export const SIGNS_BETWEEN = ["·", "+", "=", "→", "×"];

/** @type {Record<string, SheetLayout>} */
export const LAYOUTS = {
  product: { rows: [["A", "B", "A·B"], ["A·B", "×", "G", "→", "result"]], product: true },
  softmax: {
    rows: [["scores", "→", "exp", "→", "sum", "→", "shares"], ["shares", "×", "pick", "→", "result"]],
    jacobian: ["shares", "scores"],
  },
  cross_entropy: {
    rows: [["logits", "→", "exp", "→", "sum", "→", "p"], ["y", "×", "log p", "→", "loss"]],
    derived: ["p − y", "p", "y"],
  },
  layer: { rows: [["X", "·", "W", "+", "b", "=", "Z", "→", "H"], ["H", "→", "wanted", "→", "loss"]] },
  residual: {
    rows: [["x", "·", "W", "→", "h", "·", "V", "=", "f(x)"],
      ["x", "×", "skip", "+", "f(x)", "=", "x + f(x)", "×", "G", "→", "result"]],
  },
  attention: {
    rows: [["Q", "·", "Kᵀ", "→", "scores", "→", "mask"],
      ["→", "share", "·", "V", "=", "out", "→", "wanted", "→", "loss"]],
    names: true,
  },
};
