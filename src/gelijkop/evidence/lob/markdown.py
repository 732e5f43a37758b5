"""Markdown and the few tags in it: what a line says without its marks, its links, and a text with marks escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*\s*")
ITEM = re.compile(r"\s*[-*+•]\s+(\S.*)")
ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>|~&\"'])")
ANCHOR = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']([^\"']*)[\"'][^>]*>(.*?)</a\s*>", re.IGNORECASE)
LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)>?(?:\s+\"[^\"]*\")?\s*\)"
)
BARE = re.compile(r"<(https?://[^\s<>]+)>")
TAG = re.compile(r"</?(?:b|i|u|em|strong|p|span|div|br|sup|sub|font|a)(?:\s[^>]*)?/?>", re.IGNORECASE)
STARS = re.compile(r"(\*{1,3})(?=\S)(.+?)(?<=\S)\1")
LOW = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)")
SPECIAL = re.compile(r"[\\*_<\[\]&]")
START = re.compile(r"^([ \t]*)([#+-])", re.MULTILINE)
EXPORTED = re.compile(r"\[(?:bookmark|image): [^\[\]]*\]")  # what a text export of Word leaves behind
LONGEST = 4000  # characters; taking marks off takes time by the square of them, and a paragraph seldom has as many
HIDDEN = 0xF0000  # private characters that stand for escaped ones while marks are taken off


@dataclass(frozen=True)
class Plain:
    """A line without marks; `full` has the addresses of its links beside their words."""

    text: str
    full: str
    links: tuple[str, ...] = ()
    heading: int = 0
    listed: bool = False


def unmarked(line: str) -> Plain:
    """What a line of Markdown says; one that is very long is left as it is."""
    if len(line) > LONGEST:
        return Plain(line, line)
    hidden = EXPORTED.sub("", ESCAPED.sub(lambda m: chr(HIDDEN + ord(m[1])), line))
    heading, item = HEADING.fullmatch(hidden), ITEM.fullmatch(hidden)
    body = heading[2] if heading else item[1] if item else hidden
    links = [_shown(html.unescape(m[1])) for m in ANCHOR.finditer(body)]
    links += [_shown(m[2]) for m in LINK.finditer(body)] + [_shown(m[1]) for m in BARE.finditer(body)]
    return Plain(
        _bare(BARE.sub(r"\1", LINK.sub(r"\1", ANCHOR.sub(r"\2", body)))),
        _bare(BARE.sub(r"\1", LINK.sub(_beside, ANCHOR.sub(lambda m: _words(m[2], html.unescape(m[1])), body)))),
        tuple(dict.fromkeys(links)),
        len(heading[1]) if heading else 0,
        item is not None,
    )


def marked(text: str) -> str:
    """A text as Markdown that says the same: what would be read as a mark is escaped."""
    return START.sub(r"\1\\\2", SPECIAL.sub(r"\\\g<0>", text))


def _beside(link: re.Match[str]) -> str:
    return _words(link[1], link[2])


def _words(words: str, address: str) -> str:
    """The words of a link with its address, or the address alone where the words are the same."""
    same = _shown(words).replace("\\", "") == _shown(address).replace("\\", "")
    return address if same else f"{words} ({address})"


def _bare(text: str) -> str:
    """A text without tags and emphasis."""
    text = TAG.sub(_gone, text)
    for _ in range(3):
        text = LOW.sub(r"\2", STARS.sub(r"\2", text))
    return _shown(html.unescape(text))


def _gone(tag: re.Match[str]) -> str:
    return " " if tag[0].casefold().startswith("<br") else ""


def _shown(text: str) -> str:
    """A text with the characters that were escaped."""
    return text.translate(_ESCAPES)


_ESCAPES: Mapping[int, str] = {HIDDEN + code: chr(code) for code in range(0x21, 0x7F)}
