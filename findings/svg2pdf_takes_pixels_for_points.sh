#!/usr/bin/env bash
# svg2pdf-py 1.1.0: an SVG that says how large it is in points becomes a page a third larger.
#
# A good guess: PDF measures in points, so an SVG of 300pt × 90pt is a page of 300 × 90; one of
# 4in × 1in is 288 × 72 (72 points are an inch, in CSS as in PDF).
# Seen: the page has the number of CSS pixels (96 to the inch) as its points: 400 × 120, and 384 × 96.
# Only an SVG without units is as large as it says.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q svg2pdf-py==1.1.0 pypdf==7.1.1 2>/dev/null
"$work/venv/bin/python" - <<'PYTHON'
import io

import pypdf
import svg2pdf_py


def page(width, height):
    svg = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
           'viewBox="0 0 30 9"><rect width="30" height="9"/></svg>')
    pdf = svg2pdf_py.svg_to_pdf(svg, svg2pdf_py.FontDatabase())
    box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    return round(float(box.width)), round(float(box.height))


seen = {size: page(*size) for size in [("300pt", "90pt"), ("4in", "1in"), ("300", "90")]}
for size, points in seen.items():
    print(f"{' × '.join(size)}: a page of {points[0]} × {points[1]} points")
assert seen[("300pt", "90pt")] == (400, 120), seen
assert seen[("4in", "1in")] == (384, 96), seen
assert seen[("300", "90")] == (300, 90), seen
print("as stated")
PYTHON
