"""From the bytes of a REFI-QDA project (`.qdpx`) to codes, texts and coded passages, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from gelijkop.errors import DamagedEncoding, Finding, Text
from gelijkop.evidence.interviews.refi import Case, Passage, Project, Source, same
from gelijkop.evidence.interviews.refi_codes import child, children, code_findings, codebook_in, guid_of, told
from gelijkop.evidence.interviews.refi_package import Package, open_package, write_package
from gelijkop.evidence.interviews.refi_positions import Counted, Span, Way, choose
from gelijkop.evidence.interviews.refi_xml import decode, parse, written

INTERNAL = "internal://"
TEXTS = ("TextSource", "Representation", "TextDescription", "Transcript")
SOURCES = ("TextSource", "PDFSource", "PictureSource", "AudioSource", "VideoSource")
NO_TEXT = ("PDFSelection", "PictureSelection", "AudioSelection", "VideoSelection", "TranscriptSelection")
PATHS = ("path", "currentPath", "plainTextPath", "richTextPath")
REFERS = ("targetGUID", "originGUID")
VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")
SAID: Mapping[str, Text] = {
    "outside": Text(
        "een tekst ligt buiten dit bestand en is niet geopend. Exporteer met de bronnen erbij",
        "a text lies outside this file and was not opened. Export with the sources in it",
    ),
    "no_text": Text(
        "van een bron staat de tekst er niet in. Exporteer met de bronnen erbij",
        "the text of a source is not in it. Export with the sources in it",
    ),
    "damaged_text": Text("een tekst is niet te lezen", "a text cannot be read"),
    "position": Text(
        "een gecodeerd stuk ligt buiten zijn tekst of deelt een letter in tweeën; het is weggelaten",
        "a coded passage lies outside its text or cuts a letter in two; it was left out",
    ),
    "counting": Text(
        "in een tekst is niet zeker hoe het programma letters telt (emoji of regeleinden). Vergelijk de citaten met "
        "uw programma, en kies zo nodig --positions",
        "in one text it is not sure how the program counts letters (emoji or line ends). Compare the quotations with "
        "your program, and choose --positions where needed",
    ),
    "other_counting": Text(
        "in een tekst zijn letters anders geteld dan de standaard zegt; de plaatsen zijn omgerekend",
        "in one text letters were counted in another way than the standard says; the places were converted",
    ),
    "no_passage": Text(
        "een gecodeerd stuk van een pdf, beeld of geluid heeft geen tekst en is weggelaten",
        "a coded part of a PDF, picture or sound has no text and was left out",
    ),
    "whole": Text(
        "een code hangt aan een hele bron in plaats van aan een stuk tekst; dat geeft geen citaat",
        "a code is on a whole source instead of on a passage; that gives no quotation",
    ),
    "no_code": Text(
        "een gecodeerd stuk noemt een code die er niet is", "a coded passage names a code that is not there"
    ),
    "no_position": Text("bij een gecodeerd stuk staan geen goede plaatsen", "a coded passage has no proper positions"),
}


@dataclass
class Notes:
    """What was odd, counted by rule, while one file is read."""

    file: str
    counts: Counter[str] = field(default_factory=Counter)
    found: list[Finding] = field(default_factory=list)

    def findings(self) -> Iterator[Finding]:
        """What was found as it stands, then a finding for each rule."""
        yield from dict.fromkeys(self.found)
        for rule, times in self.counts.items():
            yield Finding(rule, self.file, SAID[rule], times=times)


def read_project(data: bytes, *, file: str, way: Way | None = None) -> Project:
    """The project in the bytes of a `.qdpx` file.

    Args:
        data: the whole file.
        file: its name, for the messages.
        way: how the program counts letters; None finds out for each text.

    Raises:
        InputRefused and below: as `open_package` and `parse`.
    """
    package = open_package(data, file=file)
    parsed = parse(package.read(package.project), file=file)
    root, notes = parsed.root, Notes(file, found=list(parsed.findings))
    codebook = codebook_in(root)
    notes.found += code_findings(root, codebook, file=file)
    codes = {code.guid for _, code in codebook.walk()}
    sources: list[Source] = []
    passages: list[Passage] = []
    for element in children(child(root, "Sources"), *SOURCES):
        source, own = _source(element, package, notes, codes, way)
        sources.append(source)
        passages += own
    users = {guid_of(e): str(e.get("name") or "") for e in children(child(root, "Users"), "User")}
    return Project(
        codebook, tuple(sources), tuple(passages), tuple(_cases(root)), users, tuple(notes.findings()), root, package
    )


def write_project(project: Project) -> bytes:
    """The project as a `.qdpx` file: its XML in UTF-8, and every other file with the bytes it had."""
    return write_package(project.package, written(project.root))


def without_sources(project: Project, gone: Collection[str]) -> bytes:
    """The project as a `.qdpx` file without some sources: what they say, what was coded in it, and their files.

    Cases that have no other source go too, and notes that nothing else refers to; references to what is gone are
    taken out everywhere.
    """
    root = etree.fromstring(etree.tostring(project.root.getroottree()))
    lost = {same(g) for g in gone}
    lost |= {c.guid for c in project.cases if c.sources and set(c.sources) <= lost}
    files = _take_out(root, lost, project.package)
    lost |= {guid_of(e) for e in children(child(root, "Notes"), "Note")} - _targets(root) & _targets(project.root)
    files |= _take_out(root, lost, project.package)
    still = {m for e in root.iter(etree.Element) for m in _members(e, project.package)}
    return write_package(project.package, written(root), without=files - still)


def _take_out(root: etree._Element, lost: set[str], package: Package) -> set[str]:
    """Take what is lost out of a tree, with all inside it and all that refers to it; their files come out."""
    files: set[str] = set()
    lost.discard("")  # else all that refers to nothing would go
    for element in [e for e in root.iterdescendants(etree.Element) if e.get("guid") and guid_of(e) in lost]:
        files |= {m for e in element.iter(etree.Element) for m in _members(e, package)}
        lost |= {guid_of(e) for e in element.iter(etree.Element) if e.get("guid")}
        _drop(element)
    for element in [e for e in root.iterdescendants(etree.Element) if {same(str(e.get(k, ""))) for k in REFERS} & lost]:
        _drop(element)
    return files


def _targets(root: etree._Element) -> set[str]:
    return {same(str(e.get("targetGUID"))) for e in root.iter(etree.Element) if e.get("targetGUID")}


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None  # never the root
    parent.remove(element)


def _source(
    element: etree._Element, package: Package, notes: Notes, codes: Collection[str], way: Way | None
) -> tuple[Source, list[Passage]]:
    guid = guid_of(element)
    texts = [e for e in (element, *children(element, *TEXTS[1:])) if etree.QName(e).localname in TEXTS]
    passages: list[Passage] = []
    first: str | None = None
    for holder in texts:
        text = _text(holder, package, notes)
        first = text if first is None else first
        passages += _passages(holder, guid, text, notes, codes, way)
    notes.counts.update(["no_passage"] * len(children(element, *NO_TEXT)))
    notes.counts.update(["whole"] * len(children(element, "Coding")))
    name = str(element.get("name") or "")
    return Source(guid, name, first), passages


def _members(element: etree._Element, package: Package) -> Iterator[str]:
    """The files of the zip that an element names."""
    for key in PATHS:
        path = str(element.get(key) or "")
        if path.startswith(INTERNAL) and (name := package.find(path.removeprefix(INTERNAL))):
            yield name


def _text(holder: etree._Element, package: Package, notes: Notes) -> str | None:
    """The plain text of a source; None where it is not in the file."""
    inside = child(holder, "PlainTextContent")
    if inside is not None:
        return "".join(str(t) for t in inside.itertext())
    path = str(holder.get("plainTextPath") or "")
    if path and not path.startswith(INTERNAL):
        notes.counts["outside"] += 1
        return None
    name = package.find(path.removeprefix(INTERNAL)) if path else None
    if name is None:
        notes.counts["no_text"] += 1
        return None
    try:
        decoded = decode(package.read(name), file=package.file)
    except DamagedEncoding:
        notes.counts["damaged_text"] += 1
        return None
    notes.found += decoded.findings
    return decoded.text


def _passages(
    holder: etree._Element, source: str, text: str | None, notes: Notes, codes: Collection[str], way: Way | None
) -> Iterator[Passage]:
    selections = [(e, span) for e in children(holder, "PlainTextSelection") if (span := _span(e, notes)) is not None]
    if text is None or not selections:
        return
    chosen = choose(text, [span for _, span in selections])
    if way is None:
        notes.counts.update(
            ["counting"] if not chosen.sure else ["other_counting"] if chosen.way != "codepoints" else []
        )
    counted = Counted(text, way or chosen.way)
    for element, span in selections:
        cut = counted.cut(span)
        named = [
            same(str(r.get("targetGUID") or "")) for c in children(element, "Coding") for r in children(c, "CodeRef")
        ]
        notes.counts.update(["no_code"] * sum(g not in codes for g in named))
        if cut is None:
            notes.counts["position"] += 1
            continue
        user = same(str(element.get("creatingUser") or ""))
        yield Passage(guid_of(element), source, cut, tuple(dict.fromkeys(g for g in named if g in codes)), user)


def _span(element: etree._Element, notes: Notes) -> Span | None:
    try:
        start, end = (int(str(element.get(key))) for key in ("startPosition", "endPosition"))
    except ValueError:
        notes.counts["no_position"] += 1
        return None
    return Span(start, end, str(element.get("name") or ""))


def _cases(root: etree._Element) -> Iterator[Case]:
    names = {guid_of(e): str(e.get("name") or "") for e in children(child(root, "Variables"), "Variable")}
    for element in children(child(root, "Cases"), "Case"):
        values = {}
        for value in children(element, "VariableValue"):
            ref = child(value, "VariableRef")
            if ref is not None:
                said = next((t for kind in VALUES if (t := told(value, kind))), "")
                values[names.get(guid_of(ref), "")] = said
        yield Case(
            guid_of(element),
            str(element.get("name") or ""),
            values,
            tuple(guid_of(e) for e in children(element, "SourceRef")),
            tuple(guid_of(e) for e in children(element, "SelectionRef")),
        )
