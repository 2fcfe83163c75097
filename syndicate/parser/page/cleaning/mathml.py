"""MathML as TeX."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

COMMANDS = {
    "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∮": r"\oint", "√": r"\surd", "∞": r"\infty",
    "±": r"\pm", "∓": r"\mp", "×": r"\times", "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot", "∘": r"\circ", "∗": "*",
    "−": "-", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv", "≅": r"\cong", "∼": r"\sim",
    "∝": r"\propto", "≪": r"\ll", "≫": r"\gg", "∈": r"\in", "∉": r"\notin", "∋": r"\ni", "⊂": r"\subset",
    "⊆": r"\subseteq", "⊃": r"\supset", "⊇": r"\supseteq", "∪": r"\cup", "∩": r"\cap", "∖": r"\setminus",
    "∅": r"\emptyset", "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\land", "∨": r"\lor", "⊕": r"\oplus",
    "⊗": r"\otimes", "→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow", "⇒": r"\Rightarrow",
    "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "↦": r"\mapsto", "⟶": r"\longrightarrow", "∂": r"\partial",
    "∇": r"\nabla", "…": r"\dots", "⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", "ℝ": r"\mathbb{R}",
    "ℕ": r"\mathbb{N}", "ℤ": r"\mathbb{Z}", "ℚ": r"\mathbb{Q}", "ℂ": r"\mathbb{C}", "ℓ": r"\ell", "ℏ": r"\hbar",
    "′": "'", "″": "''", "⟨": r"\langle", "⟩": r"\rangle", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil",
    "⌉": r"\rceil", "‖": r"\|", "∥": r"\parallel", "⊥": r"\perp", "∠": r"\angle", "°": r"^\circ", "†": r"\dagger",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\varepsilon", "ϵ": r"\epsilon",
    "ζ": r"\zeta", "η": r"\eta", "θ": r"\theta", "ϑ": r"\vartheta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda",
    "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "ς": r"\varsigma",
    "τ": r"\tau", "υ": r"\upsilon", "φ": r"\varphi", "ϕ": r"\phi", "χ": r"\chi", "ψ": r"\psi", "ω": r"\omega",
    "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma",
    "Υ": r"\Upsilon", "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$",
    "_": r"\_", "{": r"\{", "}": r"\}", "\\": r"\backslash",
    "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
}  # fmt: skip
"""The TeX of a character, where it is not the character itself. Function application and invisible times are nothing."""

FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim max min sup inf det dim ker gcd arg "
    "deg hom Pr".split()
)
ACCENTS = {
    "^": "hat", "ˆ": "hat", "¯": "bar", "‾": "bar", "~": "tilde", "˜": "tilde", "→": "vec", "⃗": "vec", "˙": "dot",
    "¨": "ddot", "⏞": "overbrace", "⎴": "overbracket",
}  # fmt: skip
UNDERS = {"⏟": "underbrace", "_": "underline", "¯": "underline", "̲": "underline"}
LARGE = frozenset("∑∏∐∫∬∮⋃⋂⋁⋀⨁⨂")
"""Operators whose limits TeX writes as indices."""

VARIANTS = {
    "double-struck": "mathbb", "bold": "mathbf", "script": "mathcal", "fraktur": "mathfrak", "sans-serif": "mathsf",
    "monospace": "mathtt", "normal": "mathrm",
}  # fmt: skip


def tex(node: LexborNode) -> str:
    """The TeX of a MathML element, its source where that stands beside it (MathML Core, 3.7).

    Args:
        node: a `math` element, or one within.
    """
    source = node.css_first(
        'annotation[encoding="application/x-tex"], annotation[encoding="LaTeX"], annotation[encoding="TeX"]'
    )
    return " ".join((source.text() if source is not None else _tex(node)).split())


def _tex(node: LexborNode) -> str:
    tag = (node.tag or "").rpartition(":")[2]
    if tag == "-text":
        return _characters(node.text_content or "")
    if tag in LEAVES:
        return _leaf(tag, node)
    if tag in {"annotation", "annotation-xml", "mphantom", "none", "mprescripts", "-comment"}:
        return ""
    children = [child for child in node.iter() if child.tag != "-comment"]
    if tag in LAYOUTS and len(children) >= LAYOUTS[tag][0]:
        return LAYOUTS[tag][1].format(*map(_tex, children))
    if tag in {"msup", "msub", "msubsup"} and len(children) >= (3 if tag == "msubsup" else 2):
        return _scripts(tag, children)
    if tag in {"mover", "munder", "munderover"} and len(children) >= (3 if tag == "munderover" else 2):
        return _limits(tag, children)
    if tag == "mtable":
        rows = r" \\ ".join(" & ".join(map(_tex, row.iter())) for row in children)
        return rf"\begin{{matrix}} {rows} \end{{matrix}}"
    if tag == "mfenced":
        separator = (node.attributes.get("separators") or ",")[:1]
        opening, closing = node.attributes.get("open") or "(", node.attributes.get("close") or ")"
        return (
            rf"\left{_characters(opening)}{separator.join(map(_tex, children))}\right{_characters(closing)}"
        )
    if tag in {"msqrt", "menclose"}:
        content = _joined(children)
        return rf"\sqrt{{{content}}}" if tag == "msqrt" else rf"\boxed{{{content}}}"
    return _joined(children) if children else _characters(node.text().strip())


LEAVES = frozenset({"mi", "mn", "mo", "mtext", "ms", "mspace"})
LAYOUTS = {"mfrac": (2, r"\frac{{{0}}}{{{1}}}"), "mroot": (2, r"\sqrt[{1}]{{{0}}}")}


def _leaf(tag: str, node: LexborNode) -> str:
    text = node.text().strip() if tag != "mtext" else " ".join(node.text().replace("\xa0", " ").split())
    if tag == "mspace":
        return r"\quad" if (node.attributes.get("width") or "").startswith(("1em", "2em")) else " "
    if tag in {"mtext", "ms"}:
        return rf"\text{{{text}}}" if text else " "
    if tag == "mi" and len(text) > 1 and text.isascii():
        return rf"\{text}" if text in FUNCTIONS else rf"\mathrm{{{_characters(text)}}}"
    variant = VARIANTS.get(node.attributes.get("mathvariant") or "")
    content = _characters(text)
    return (
        rf"\{variant}{{{content}}}"
        if variant and content and not (variant == "mathrm" and tag != "mi")
        else content
    )


def _scripts(tag: str, children: list[LexborNode]) -> str:
    base, *scripts = children
    core = _tex(base)
    if base.tag not in LEAVES or core.count("\\") > 1:
        core = (
            f"{{{core}}}"
            if base.tag == "mrow" and len(list(base.iter())) > 1 and not _is_fenced(base)
            else core
        )
    content = [_tex(script) for script in scripts]
    if tag == "msup" and set(content[0]) <= {"'"}:
        return f"{core}{content[0]}"
    signs = {"msup": "^", "msub": "_", "msubsup": "_^"}[tag]
    return core + "".join(f"{sign}{{{text}}}" for sign, text in zip(signs, content, strict=False))


def _limits(tag: str, children: list[LexborNode]) -> str:
    base, *scripts = children
    core, sign = _tex(base), scripts[0].text().strip()
    if base.text().strip() in LARGE or core.lstrip("\\") in FUNCTIONS:
        signs = {"mover": "^", "munder": "_", "munderover": "_^"}[tag]
        return core + "".join(f"{mark}{{{_tex(node)}}}" for mark, node in zip(signs, scripts, strict=False))
    names = UNDERS if tag == "munder" else ACCENTS
    if tag != "munderover" and sign in names:
        return rf"\{names[sign]}{{{core}}}"
    if tag == "munderover":
        return rf"\overset{{{_tex(scripts[1])}}}{{\underset{{{_tex(scripts[0])}}}{{{core}}}}}"
    return rf"\{'overset' if tag == 'mover' else 'underset'}{{{_tex(scripts[0])}}}{{{core}}}"


def _is_fenced(node: LexborNode) -> bool:
    return node.text().strip().startswith(("(", "[", "{", "|"))


def _joined(nodes: list[LexborNode]) -> str:
    return _with_spaces(text for node in nodes if (text := _tex(node)))


def _characters(text: str) -> str:
    """The characters as TeX; mathematical letters as plain ones."""
    plain = (unicodedata.normalize("NFKC", char) if 0x1D400 <= ord(char) < 0x1D800 else char for char in text)
    return _with_spaces(COMMANDS.get(char, char) for char in "".join(plain))


def _with_spaces(pieces: Iterator[str]) -> str:
    """The pieces as one, with a space where a command would run into a letter."""
    text = ""
    for piece in pieces:
        command = text.rpartition("\\")[2] if "\\" in text else ""
        text += " " * (bool(command) and command.isalpha() and piece[:1].isalpha()) + piece
    return text
