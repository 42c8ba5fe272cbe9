/** From the network into one unit, for one point. */
/** @import { App } from "./app.js" */

export class Inside {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
  }
  build() {}
  update() {}
}
