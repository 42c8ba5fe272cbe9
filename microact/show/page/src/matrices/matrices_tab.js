/** Stub. */
export class MatricesTab {
  /** @param {string} address @param {Record<string, unknown> | null} state @param {() => void} changed */
  constructor(address, state, changed) { this.name = /** @type {const} */ ("matrices"); void address; void state; this.changed = changed; }
  show() {} hide() {} redraw() {} undo() {} redo() {} canUndo = false; canRedo = false; help = null;
  isNew() { return true; } address() { return ""; } state() { return {}; } python() { return ""; } fileName() { return "x"; }
  svg() { return document.body; }
  /** @param {KeyboardEvent} event */
  key(event) { void event; }
}
