/** Undo and redo: states as they were, and as they would be again. */

/**
 * @template State
 */
export class States {
  /**
   * @param {() => State} now what there is now @param {(state: State) => void} take be so again
   * @param {number} most how many are kept
   */
  constructor(now, take, most) {
    this.now = now;
    this.take = take;
    this.most = most;
    /** @type {State[]} */
    this.past = [];
    /** @type {State[]} */
    this.future = [];
  }

  /** Remember what there is, before something is done. */
  remember() {
    this.past.push(this.now());
    if (this.past.length > this.most) this.past.shift();
    this.future = [];
  }

  /** @param {State[]} from @param {State[]} to */
  travel(from, to) {
    const state = from.pop();
    if (state === undefined) return;
    to.push(this.now());
    this.take(state);
  }

  undo() {
    this.travel(this.past, this.future);
  }

  redo() {
    this.travel(this.future, this.past);
  }
}
