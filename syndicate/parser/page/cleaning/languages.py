"""The languages of code: which word in a class or label names one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import classes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

KNOWN = frozenset(
    "abap abnf ada adoc agda al antlr apache apacheconf apex apl apple applescript arduino arm armasm asciidoc asm asp "
    "aspnet assembly astro atom autohotkey autoit avrasm awk bash basic bat batch bbcode bicep bibtex bnf brainfuck bsl "
    "c c# c++ cc capnp ceylon cfg cfm cirru clj clojure cls cmake cmd cob cobol coffee coffeescript coldfusion coq cpp "
    "crystal cs csharp csp css csv cuda curl cy cypher cython d d2 dart dax dbml delphi diff django dns docker "
    "dockerfile dos dot dotenv dts dust ebnf editorconfig ejs elisp elixir elm emacs env erb erl erlang excel f# f90 "
    "fish forth fortran fs fsharp gams gawk gcode gdscript gherkin git gitcommit gitignore glsl gml gms gnuplot go "
    "golang gpg gql gradle graphql graphviz groovy h haml handlebars haskell haxe hbs hcl hlsl hpp hs htaccess html "
    "html5 htmlbars http https hy idl idris ignore imba ini ino irb irc irpf90 j java javascript javascriptreact jinja "
    "jinja2 jl js json json5 jsonc jsonl jsonnet jsp jsx julia k kdl kotlin ksh kt kusto latex ldif lean less lhs liquid "
    "lisp livescript llvm log logtalk lua m make makefile markdown markup mathematica matlab maxima md mdx mediawiki "
    "mel mercury mermaid mips mk ml mojo mongodb moonscript move mssql mustache mysql mzn nasm nginx nim nix node noweb "
    "nsis nu nushell obj-c objc objective-c objectivec ocaml octave odin openqasm openscad org pascal patch perl pgsql "
    "php php3 php4 php5 pl plantuml plist plsql pm po podfile pony posh postgres postgresql postscript pot powerquery "
    "powershell prisma processing prolog promql properties proto protobuf ps ps1 psl psm1 pug puppet purescript pwsh "
    "py py3 pycon pydoc pyi python python2 python3 pytb q qbasic qml qsharp r racket rails rake raku razor rb re "
    "reason reasonml rego regex rest restructuredtext rkt rmarkdown rmd robot robotframework roc routeros rs rst ruby "
    "rust sas sass scad scala scheme scilab scm scss sh shader shell shellscript shellsession smali smalltalk smarty "
    "solidity sparql spl sql sqlite ssh-config stan stata stl styl stylus sublime svelte svg swift systemd "
    "systemverilog tcl tcsh templ terminal terraform tex tf thrift tmpl toml topojson ts tsql tsv tsx turtle twig "
    "typescript typescriptreact typoscript uri v vala vb vb.net vba vbnet vbs vbscript velocity verilog vhd vhdl vi vim "
    "viml visualbasic vue vue-html vyper wasm wat webassembly wgsl wiki wolfram wren x86asm xaml xhtml xml xojo xpath "
    "xq xquery xsd xsl xslt yaml yang yml zig zsh".split()
)
"""The names of languages in highlight.js, Prism, Pygments, Rouge, Shiki and GeSHi: a bare class or a label names one of
these."""

NONE = frozenset(
    "text txt plain plaintext plain-text none nohighlight no-highlight nocode auto default undefined null raw code other "
    "output unknown highlight highlighter-rouge hljs chroma sourcecode source table wrap copy linenums line-numbers "
    "nums numbers console-output".split()
)
"""Names that mean that there is no language, or that belong to the program that highlights."""

PHRASES = frozenset(
    "badge bar barrier block box button buttons class container dropdown header icon id item label learner learners "
    "learning list menu model models name option picker select selector switch switcher tab tabs tag title toggle "
    "toolbar wrapper".split()
)
"""Words that make a phrase, or the name of a part of a page, with `language-` before them."""

PEOPLE = frozenset(
    "ar cs da de el en es fi fr he hi hu id it ja ko nl no pl pt ro ru sv th tr uk vi zh".split()
)
"""Codes of languages of people (ISO 639-1), which `language-` before them on a box of prose names."""

THEME = re.compile(
    r"(?:^|-)(?:theme|light|dark|dimmed|darker|lighter|wrap|copyable|nord|dracula|monokai)(?:$|-)"
)
ATTRIBUTES = (
    "data-lang",
    "data-language",
    "data-enlighter-language",
    "data-code-language",
    "data-syntax",
    "data-rel",
)
"""Attributes with the name of a language. On `pre` and `code`, `lang` is one, too."""

PREFIXED = (
    re.compile(r"(?:^|\s)(?:language|lang|highlight-source|brush)[-:_]\s?([\w+#.-]+)"),
    re.compile(r"(?:^|\s)sourceCode-([\w+#.-]+)"),
    re.compile(r"(?:^|\s)highlight-(?!source\b|text\b)([\w+#.-]+)(?:\s+notranslate)?"),
    re.compile(r"(?:^|\s)crayon-syntax-([\w+#.-]+)"),
)
"""The language in a class: HTML Living Standard 4.5.15, GitHub, SyntaxHighlighter; Sphinx; Crayon."""

LABELS = {"c++": "cpp", "c#": "csharp", "shell session": "shellsession", "plain text": "", "objective-c": "objectivec",
          "f#": "fsharp", "visual basic": "vb", "react jsx": "jsx", "shell/bash": "bash", "go lang": "go",
          "jscript": "javascript"}  # fmt: skip
"""Labels that readers see, and the languages that they name."""


def language(nodes: Iterable[LexborNode]) -> str:
    """The language that the attributes of some elements name; "" where none does.

    Args:
        nodes: the elements of a block of code, those first that know best.
    """
    bare = ""
    for node in nodes:
        attributes = node.attributes
        names = ATTRIBUTES if node.tag not in {"pre", "code"} else (*ATTRIBUTES, "lang")
        for name in names:
            if value := (attributes.get(name) or "").strip():
                return _checked(value, node)
        names_of_class = attributes.get("class") or ""
        for pattern in PREFIXED:
            for match in pattern.finditer(names_of_class):
                if match[1].lower() in NONE:
                    return ""
                if value := _checked(match[1], node):
                    return value
        bare = bare or next((name for name in classes(node) if name.lower() in KNOWN), "")
    return bare


def label_language(text: str) -> str:
    """The language that a label names; "" where it names none."""
    word = " ".join(text.lower().split())
    word = LABELS.get(word, word)
    return word if word in KNOWN else ""


def is_label(text: str) -> bool:
    """Whether a text is the name of a language, or a word for none."""
    return text.lower() in NONE or text.lower() in LABELS or text.lower() in KNOWN


def _checked(value: str, node: LexborNode) -> str:
    lowered = value.lower()
    is_people = (
        node.tag not in {"pre", "code"} and lowered.partition("-")[0] in PEOPLE and lowered not in KNOWN
    )
    if (
        lowered in NONE
        or lowered in PHRASES
        or THEME.search(lowered)
        or is_people
        or (" " in value and lowered not in LABELS)
    ):
        return ""
    # The usual name of a language is in small letters, which highlighters tell apart.
    return LABELS.get(lowered) or (lowered if lowered in KNOWN else value)
