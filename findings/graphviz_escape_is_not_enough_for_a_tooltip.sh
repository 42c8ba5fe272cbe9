#!/usr/bin/env bash
# graphviz 0.21 (Python), graphviz-pure 0.2.2: `graphviz.escape` keeps a text as it is in a label, not in a tooltip.
#
# A good guess: escape(text) makes DOT of any text that is shown literally, as its documentation says of labels, and a
# tooltip is read by the same rules.
# Seen: a tooltip is read once more. escape(r"\N") shows \N in the label of a node and the node's own name in its
# tooltip; with each backslash doubled again the tooltip shows \N. Entities are decoded in both: escape("&#65;") shows
# A; where & is written as &amp; both show &#65;.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q graphviz==0.21 graphviz-pure==0.2.2 2>/dev/null
cat > "$work/look.py" <<'PYTHON'
import html
import re
import subprocess
import sys
from pathlib import Path

import graphviz

DOT = Path(sys.executable).with_name("graphviz-pure")


def shown(text):
    """What a node's label and its tooltip say."""
    graph = graphviz.Digraph()
    graph.node("name", label=text, tooltip=text)
    svg = subprocess.run(
        [DOT, "-Kdot", "-Tsvg"], input=graph.source, capture_output=True, text=True, check=True
    ).stdout
    label = re.search(r"<text[^>]*>([^<]*)</text>", svg)[1]
    tooltip = re.search(r'xlink:title="([^"]*)"', svg)[1]
    return html.unescape(label), html.unescape(tooltip)


found = {
    r"escape(\N)": shown(graphviz.escape(r"\N")),
    r"backslash four times": shown(r"\\\\N"),
    "escape(&#65;)": shown(graphviz.escape("&#65;")),
    "&amp;#65;": shown("&amp;#65;"),
}
for given, (label, tooltip) in found.items():
    print(f"{given}: label {label}, tooltip {tooltip}")
assert found[r"escape(\N)"] == (r"\N", "name"), found
assert found["backslash four times"][1] == r"\N", found
assert found["escape(&#65;)"] == ("A", "A"), found
assert found["&amp;#65;"] == ("&#65;", "&#65;"), found
print("as stated")
PYTHON
"$work/venv/bin/python" "$work/look.py"
