// The page's own elements, by id or by what they are.

/**
 * The element of this id. What kind it is, its user knows: the page is written in `page.html`.
 * @param {string} id
 * @returns {any}
 */
export const find = (id) => document.getElementById(id);

/**
 * Every element that a selector names.
 * @param {string} selector
 * @returns {any[]}
 */
export const findAll = (selector) => [...document.querySelectorAll(selector)];
