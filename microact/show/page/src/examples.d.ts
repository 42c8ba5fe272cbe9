/** Graphs of matrices that the page brings, with their rules; Python writes them (`examples.py`). */
import { Rule } from "./graph/rule.js";
import { Scene } from "./graph/scene.js";

export const EXAMPLES: Record<string, { scene: Scene; rules: Rule[] }>;
