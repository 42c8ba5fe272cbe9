/** What every view of the page can do. */

/**
 * @typedef {{
 *   name: "network" | "formula" | "compare" | "matrices",
 *   show: () => void, hide: () => void, key: (event: KeyboardEvent) => void, redraw: () => void,
 *   undo: () => void, redo: () => void, canUndo: boolean, canRedo: boolean,
 *   help: (() => void) | null, isNew: () => boolean,
 *   address: () => string, state: () => Record<string, unknown>, python: () => string,
 *   fileName: () => string, svg: () => Element,
 * }} Tab
 */

export {};
