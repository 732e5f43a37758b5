"""Keep the message catalogues of the web pages: extract, update, compile; with --check, tell what is missing.

Dutch is the source text. English must be complete; a draft language covers the pages in `DRAFT_FILES` only.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

WEB = Path(__file__).parents[1] / "src" / "gelijkop" / "web"
LOCALE = WEB / "locale"
FULL = ("en",)
DRAFTS = ("tr", "ar", "pl", "uk")
DRAFT_FILES = (
    "templates/gelijkop/base.html",
    "templates/gelijkop/_languages.html",
    "templates/gelijkop/_draft.html",
    "templates/gelijkop/start.html",
    "templates/gelijkop/_search.html",
    "templates/gelijkop/_menu.html",
    "templates/gelijkop/about.html",
    "draft_sentences.py",
    "pages/frame.py",
)
KEYWORDS = {
    "_": (1,),
    "gettext": (1,),
    "gettext_lazy": (1,),
    "gettext_noop": (1,),
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""The functions that translate, and which of their arguments are the context, the message and its plural."""
HEADER = "# Messages of the web pages of gelijkop. Dutch is the source; scripts/messages.py keeps this file."
DRAFT_HEADER = "\n# Draft, not yet read by a native speaker."


@dataclass(frozen=True)
class Found:
    """A message in a source: its text or its texts for one and for more, and its context."""

    texts: tuple[str, ...]
    context: str | None


def in_module(text: str) -> Iterator[Found]:
    """The messages in a Python module, also within the braces of an f-string."""
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        spec = KEYWORDS.get(name)
        if spec is None:
            continue
        given = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        texts = tuple(given[i - 1] for i in spec if isinstance(i, int) and i <= len(given))
        context = next((given[i[0] - 1] for i in spec if isinstance(i, tuple) and i[0] <= len(given)), None)
        if texts and all(isinstance(t, str) for t in texts):
            yield Found(texts, context)


def in_template(text: str) -> Iterator[Found]:
    """The messages in a template, whose indents mean nothing."""
    lines = "\n".join(line.strip() for line in templatize(text).splitlines())
    for _, message, _, context in extract("python", BytesIO(lines.encode()), KEYWORDS):
        yield Found((message,) if isinstance(message, str) else tuple(message), context)


def sources(files: Iterable[str] | None = None) -> list[Path]:
    """The templates and modules of the web application, or `files` of it."""
    if files is not None:
        return [WEB / f for f in files]
    return sorted(p for p in WEB.rglob("*") if p.suffix in (".py", ".html", ".txt") and p.is_file())


def template(files: Iterable[str] | None = None) -> Catalog:
    """The messages in the sources, with the files that they stand in."""
    found = Catalog(charset="utf-8")
    for path in sources(files):
        where = path.relative_to(WEB).as_posix()
        text = path.read_text("utf-8")
        for message in in_module(text) if path.suffix == ".py" else in_template(text):
            words = message.texts if len(message.texts) > 1 else message.texts[0]
            found.add(words, locations=[(where, 0)], context=message.context)
    return found


def wanted(language: str) -> Catalog:
    """The messages that a language must have."""
    return template(None if language in FULL else DRAFT_FILES)


def place(language: str) -> Path:
    """The catalogue file of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def kept(language: str) -> Catalog:
    """The catalogue of a language as it is; empty where there is none."""
    path = place(language)
    if not path.is_file():
        return Catalog(
            locale=language,
            project="gelijkop",
            version="1",
            msgid_bugs_address="-",
            last_translator="-",
            language_team="-",
            charset="utf-8",
            fuzzy=False,
        )
    with path.open("rb") as stream:
        return read_po(stream, locale=language)


def update(language: str) -> None:
    """Write the catalogue with the messages of the sources: new ones empty, those no longer used left out."""
    catalogue = kept(language)
    catalogue.update(wanted(language), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    catalogue.header_comment = HEADER + ("" if language in FULL else DRAFT_HEADER)
    place(language).parent.mkdir(parents=True, exist_ok=True)
    with place(language).open("wb") as stream:
        write_po(stream, catalogue, width=120, sort_output=True, include_lineno=False)


def compiled(language: str) -> bytes:
    """The catalogue in the form that is read at run time."""
    stream = BytesIO()
    write_mo(stream, kept(language))
    return stream.getvalue()


def faults(language: str) -> Iterator[str]:
    """What is wrong with a catalogue, a sentence each."""
    catalogue, needed = kept(language), wanted(language)
    has = {_key(m): m for m in catalogue if m.id}
    for key in sorted(_key(m) for m in needed if m.id):
        message = has.pop(key, None)
        if message is None or not all(_texts(message)):
            yield f"{language}: not translated: {key[1]!r}"
        elif message.fuzzy:
            yield f"{language}: marked as uncertain: {key[1]!r}"
        else:
            yield from (f"{language}: {key[1]!r}: {fault}" for fault in _wrong_places(message))
    yield from (f"{language}: no longer used: {key[1]!r}" for key in sorted(has))


def _key(message: Message) -> tuple[str, str]:
    first = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", first


def _texts(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string) or [""]


def _wrong_places(message: Message) -> Iterator[str]:
    """Names in braces or `%(name)s` that the translation lacks or adds; only the form for many must have them all."""
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    texts, known = _texts(message), {p for i in ids for p in _places(i)}
    for text in texts:
        if not _places(text) <= known or (text is texts[-1] and not _places(ids[-1]) <= _places(text)):
            yield f"other names to fill in: {text!r}"


def _places(text: str) -> set[str]:
    return {a or b for a, b in re.findall(r"\{(\w+)\}|%\((\w+)\)s", text)}


def main(arguments: list[str]) -> int:
    """Update the catalogues and compile them, or with --check only say what is wrong."""
    languages = FULL + DRAFTS
    if arguments == ["--check"]:
        found = [fault for language in languages for fault in faults(language)]
        print("\n".join([*found, "Run: python scripts/messages.py, and translate what is empty."] if found else []))
        return 1 if found else 0
    for language in languages:
        update(language)
        place(language).with_suffix(".mo").write_bytes(compiled(language))
        print(f"{language}: {sum(1 for f in faults(language) if 'not translated' in f)} not translated")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
