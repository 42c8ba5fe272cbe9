/** The rules of the graph that the page was made for; Python writes them (`graph_data.py`). */
import { Rule } from "./graph/rule.js";

export const RECORDED: Rule[];
