r"""Formulas of the lessons as a terminal can show them: `\frac{1}{n}` becomes 1/n.

The lessons write TeX, as notebooks and web pages do.
"""

import re
from functools import lru_cache
from typing import Any

from microact.support.optional_packages import optional

_SUPER = str.maketrans("0123456789+-=()nijktxmTLe'", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱʲᵏᵗˣᵐᵀᴸᵉ'")
_SUB = str.maketrans("0123456789+-=()nijktxmrvpae", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢⱼₖₜₓₘᵣᵥₚₐₑ")
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)


def in_words(text: str) -> str:
    r"""Replace every formula between dollar signs.

    >>> in_words(r"so $\sigma'(x) = y\,(1 - y) \le \tfrac14$.")
    "so σ'(x) = y (1 - y) ≤ 1/4."
    >>> in_words(r"$$p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$")
    '    pᵢ = e^(zᵢ) / ∑ₖ e^(zₖ)'
    """

    def one(found: re.Match[str]) -> str:
        displayed, inline = found.groups()
        return f"    {plain(displayed)}" if displayed else plain(inline)

    # What stands between backticks is code, where a dollar is a dollar.
    parts = re.split(r"(`[^`]*`)", text)
    return "".join(p if p.startswith("`") else FORMULA.sub(one, p) for p in parts)


def plain(formula: str) -> str:
    r"""Write one formula with signs that every terminal has.

    >>> plain(r"\frac{f(x + h) - f(x - h)}{2h}")
    '(f(x + h) - f(x - h)) / 2h'
    """
    text = re.sub(r"\\(?:left|right|big|Big|displaystyle)\b", "", formula)
    text = re.sub(r"\\[td]frac", r"\\frac", text)
    text = re.sub(r"\\frac\s*(\d)\s*(\d)", r"\\frac{\1}{\2}", text)
    text = re.sub(r"\\begin\{cases\}(.*?)\\end\{cases\}", _cases, text, flags=re.DOTALL)
    text = text.replace("\\qquad", ",\\; ")
    text = re.sub(r"(\w'*)\^\{?\\top\}?", r"\1^T", text).replace("\\odot", " ⊙ ")
    text = _converter().latex_to_text(text).replace("”’", "'''").replace("”'", "'''")
    text = text.replace("”", "''").replace("’", "'")
    for sign, table in (("^", _SUPER), ("_", _SUB)):
        text = re.sub(rf"\{sign}(\{{[^{{}}]*\}}|[^\s{{}}()])", _raised(sign, table), text)
    text = re.sub(r"\^\{([^{}]*)\}", r"^(\1)", text)
    text = text.replace("{", "").replace("}", "")
    text = re.sub(r"\s*([≤≥≈≠⋯·⊙])\s*", r" \1 ", text)
    text = re.sub(r"…(?=[^\s,)])", "… ", text)
    text = re.sub(r"\b(log|tanh|max) (?=[(²'])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()


def _cases(found: re.Match[str]) -> str:
    """Write a case after the other: `1 if x > 0, else 0 if x < 0`."""
    rows = [row.split("&") for row in found[1].split(r"\\")]
    return ", else ".join(
        rf"{value.strip()}\ \mathrm{{if}}\ {when.strip()}" for value, when in rows
    )


def _raised(sign: str, table: dict[int, int]) -> Any:
    def replace(found: re.Match[str]) -> str:
        inside = found[1].strip("{}").strip()
        small = inside.translate(table)
        known = all(ord(c) in table for c in inside.replace(" ", ""))
        return small.replace(" ", "") if known else f"{sign}{{{inside}}}"

    return replace


@lru_cache(maxsize=1)
def _converter() -> Any:
    tex = optional("pylatexenc.latex2text", "showing formulas as text")
    walker = optional("pylatexenc.latexwalker", "showing formulas as text")
    specs = optional("pylatexenc.macrospec", "showing formulas as text")

    def fraction(node: Any, l2tobj: Any) -> str:
        parts = [l2tobj.nodelist_to_text([part]).strip() for part in node.nodeargd.argnlist]
        parts = [part[1:-1] if part[:1] == "{" and part[-1:] == "}" else part for part in parts]
        top, below = (f"({p})" if re.search(r"[^(]*[-+] ", p) else p for p in parts)
        tight = re.fullmatch(r"\w+", top) and re.fullmatch(r"\w+", below)
        return f"{top}/{below}" if tight else f"{top} / {below}"

    texts = tex.get_default_latex_context_db()
    texts.add_context_category(
        "lessons",
        prepend=True,
        macros=[
            tex.MacroTextSpec("frac", simplify_repl=fraction),
            *(tex.MacroTextSpec(name, f"{name} ") for name in ("log", "tanh", "max")),
            tex.MacroTextSpec("mid", "| "),
            tex.MacroTextSpec("mathrm", "%s"),
            tex.MacroTextSpec("ne", "≠ "),
        ],
    )
    walk = walker.get_default_latex_context_db()
    walk.add_context_category("lessons", prepend=True, macros=[specs.std_macro("mathrm", False, 1)])
    made = tex.LatexNodes2Text(
        math_mode="text", keep_braced_groups=True, keep_braced_groups_minlen=1,
        latex_context=texts,
    )  # fmt: skip
    return made
