"use strict";
// Another activation for a layer, from a menu.

class Switches {
  constructor(page) {
    const box = document.getElementById("switches");
    for (const group of page.scene.groups) {
      const label = box.appendChild(document.createElement("label"));
      label.append(`${group.name} `);
      const menu = label.appendChild(document.createElement("select"));
      for (const choice of page.scene.choices)
        menu.append(new Option(RULES[choice].title, choice, false, choice === page.scene.nodes[group.nodes[0]].rule));
      menu.addEventListener("change", () => {
        for (const i of group.nodes) {
          const node = page.scene.nodes[i];
          node.rule = Number(menu.value);
          node.name = node.label || RULES[node.rule].title + node.suffix;
        }
        page.changed();
        page.say(`${group.name} now uses ${menu.selectedOptions[0].text}. Everything was computed anew.`);
      });
    }
    if (!page.scene.groups.length) box.closest("section").hidden = true;
  }
}
