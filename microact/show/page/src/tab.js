/** What every view of the page can do. */

/**
 * `standsStill`: nothing is to be undone now, since somebody practises.
 * @typedef {{
 *   name: "network" | "formula" | "compare" | "matrices",
 *   show: () => void, hide: () => void, key: (event: KeyboardEvent) => void, redraw: () => void,
 *   states: { past: unknown[], future: unknown[], undo: () => void, redo: () => void },
 *   help: (() => void) | null, standsStill?: () => boolean, isNew: () => boolean,
 *   address: () => string, state: () => Record<string, unknown>, python: () => string,
 *   fileName: () => string, picture: () => import("./base/pictures.js").Picture,
 *   worksheet: () => import("./worksheet.js").Sheet,
 * }} Tab
 */

export {};
