"""Texts of BibTeX as plain text and back: accents as letters, braces off."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # it has no types
    LatexNodes2Text,
    get_default_latex_context_db,
)

TOKEN = re.compile(
    r"\\[&%$#_{}]"
    r"|\\(?:emph|textit|textbf|textsc|textrm|texttt|textup|mathrm|mathit|url|mbox|enquote)\b\s*"
    r"|\\[\"'`^~=.]\s*(?:\{\s*\\?[A-Za-z]\s*\}|\\?[A-Za-z])"  # \"{o} \'\i
    r"|\\[cdbHkruv]\s*\{\s*\\?[A-Za-z]\s*\}|\\[cdbHkruv]\s+[A-Za-z]"  # \c{c} \v s
    r"|\\[A-Za-z]+(?:\{\}|\s+)?"  # \ss{} \o
    r"|[{}~]|---?"
)
MATHS = re.compile(r"(?<!\\)\$([^$]*\\[A-Za-z][^$]*)(?<!\\)\$")
WORD = re.compile(r"\\([A-Za-z]+)(?:\{\}|\s+)?")
SYMBOLS = get_default_latex_context_db()
KEPT = {"{": "", "}": "", "~": " ", "--": "–", "---": "—", r"\textasciicircum{}": "^"}
FORMATTED = re.compile(r"\\(?:emph|text(?:it|bf|sc|rm|tt|up)|math(?:rm|it)|url|mbox|enquote)\s*")
SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}
ESCAPED = re.compile(r"\\textbackslash\{\}|\\([&%$#_{}~])")
UNVERBATIM = re.compile(r"[\\&%$#_{}~]")
WRITTEN = re.compile(r"[\\~^&%$#_{}]|-(?=-)")


def plain(text: str) -> str:
    """The text without LaTeX; a macro without a letter of its own stays as it is."""
    if "$" in text and "\\" in text:
        text = MATHS.sub(r"{\1}", text)
    return TOKEN.sub(lambda found: _token(found[0]), text) if _needs(text) else text


def verbatim(text: str) -> str:
    """An address or DOI without the backslashes that were put before its signs."""
    return ESCAPED.sub(lambda found: found[1] or "\\", text)


def latex(text: str) -> str:
    """The text as BibTeX takes it between braces; `plain` gives it back."""
    return WRITTEN.sub(lambda found: SPECIAL.get(found[0], "-{}"), text)


def verbatim_latex(text: str) -> str:
    """An address or DOI as BibTeX takes it; `verbatim` gives it back."""
    return UNVERBATIM.sub(lambda found: SPECIAL["\\"] if found[0] == "\\" else f"\\{found[0]}", text)


def _needs(text: str) -> bool:
    return "{" in text or "\\" in text or "}" in text or "~" in text or "--" in text


@lru_cache(maxsize=10_000)
def _token(token: str) -> str:
    if (kept := KEPT.get(token)) is not None:
        return kept
    if FORMATTED.fullmatch(token):
        return ""
    if len(token) == 2 and not token[1].isalpha():
        return token[1]
    if (word := WORD.fullmatch(token)) is not None:
        sign = SYMBOLS.get_macro_spec(word[1])
        # Others do something, such as \title and \input: they are no letters.
        return sign.simplify_repl if sign is not None and isinstance(sign.simplify_repl, str) else token
    accented: str = LatexNodes2Text().latex_to_text(token)
    return accented.strip() or token
