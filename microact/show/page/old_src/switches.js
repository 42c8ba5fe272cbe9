// Another activation for a layer, from a menu.

import { find } from "./dom.js";
import { write } from "./picture.js";
import { RULES } from "./rules.js";
import { nameAll } from "./words.js";

export class Switches {
  constructor(page) {
    this.page = page;
    this.rows = [];
    const box = find("switches");
    for (const group of page.scene.groups) {
      const label = box.appendChild(document.createElement("label"));
      const name = label.appendChild(document.createElement("span"));
      label.append(" ");
      const menu = label.appendChild(document.createElement("select"));
      for (const choice of page.scene.choices) menu.append(new Option(RULES[choice].title, choice));
      menu.addEventListener("change", () => {
        for (const i of group.nodes) page.scene.nodes[i].rule = Number(menu.value);
        nameAll(page.scene.nodes);
        page.changed();
        page.say(`${this.nameOf(group)} now uses ${menu.selectedOptions[0].text}. Everything was computed anew.`);
      });
      this.rows.push({ group, name, menu });
    }
    if (!page.scene.groups.length) box.closest("section").hidden = true;
    this.update();
  }

  /** A layer keeps its name; an activation by itself is called as its card is now. */
  nameOf(group) {
    return group.layer ? group.name : this.page.scene.nodes[group.nodes[0]].name;
  }

  /** Show which activations are in use, and by what name. */
  update() {
    for (const { group, name, menu } of this.rows) {
      write(name, this.nameOf(group));
      menu.value = this.page.scene.nodes[group.nodes[0]].rule;
    }
  }
}
