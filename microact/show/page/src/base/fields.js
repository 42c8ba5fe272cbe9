/** What comes from outside, looked at with care. */

/**
 * The fields of something from outside; none of what has none.
 * @param {unknown} given
 * @returns {Record<string, unknown>}
 */
export const fieldsOf = (given) =>
  given && typeof given === "object" && !Array.isArray(given) ? /** @type {Record<string, unknown>} */ (given) : {};
