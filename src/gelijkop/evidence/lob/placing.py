"""From the form to a draft of a record: every box and text in its field, and a finding for what has none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from gelijkop.catalogue import load
from gelijkop.errors import Finding
from gelijkop.evidence.draft import Draft
from gelijkop.evidence.draft_file import slug
from gelijkop.evidence.fields import SECTIONS
from gelijkop.evidence.lob.entries import field_named, values
from gelijkop.evidence.lob.form import FORM, Form, Line, Part, Where, finding, short
from gelijkop.evidence.lob.labels import ADDRESS, bins, written
from gelijkop.evidence.lob.people import read_people
from gelijkop.evidence.lob.ticks import Ticks, ticks

NAMES = frozenset(s.name for s in SECTIONS)
TWICE = ("title_nl", "year", "link", "kind")  # what the form says too, in words that can be compared


def place(form: Form, *, file: str) -> Draft:
    """The draft that a form gives; what its supplement says goes before what the form says."""
    ticked = ticks(form.boxes, file=file)
    texts, left = _texts(form, file)
    given = {**_boxes(ticked), **texts}
    supplement = {e.key: values(e, field_named(e)) for e in form.entries if e.table == "record"}
    sections = {**_sections(form), **{name: str(v) for name, v in supplement.items() if name in NAMES}}
    found = [
        *form.found,
        *ticked.found,
        *left,
        *_year_findings(form, ticked, file, known="year" in supplement),
        *_missing_sections(form, sections, file),
        *_contradictions(form, given, supplement, file),
    ]
    fields = {**given, **{name: value for name, value in supplement.items() if name not in NAMES}}
    name = str(fields.pop("id", "")) or slug(str(fields.get("title_nl", "")) or PurePath(file).stem)
    return Draft(name, fields, sections, _effects(form), _table(form, "strength", 0), tuple(found))


def prose(part: Part | None) -> str:
    """The text of a part: paragraphs with a blank line between, items of a list each on a line."""
    text = ""
    before: Line | None = None
    for line in part.lines if part else ():
        if line.full.strip():
            if before is not None:
                text += "\n" if line.goes_on or (before.listed and line.listed) else "\n\n"
            text += f"- {line.full}" if line.listed else line.full
            before = line
    return text.strip()


def _boxes(ticked: Ticks) -> dict[str, object]:
    """Sectors, themes and kind, and the kinds of education that the sectors are."""
    education = load(FORM)["education"]
    kind = ticked.codes["kind"]
    return {
        "sectors": ticked.codes["sector"],
        "themes": ticked.codes["theme"],
        "education": tuple(dict.fromkeys(education[code] for code in ticked.codes["sector"])),
    } | ({"kind": kind[0]} if len(kind) == 1 else {})


def _texts(form: Form, file: str) -> tuple[dict[str, object], list[Finding]]:
    """Title, authors, year and address, and what is wrong with them."""
    title, people = joined(form.parts.get("title")), read_people(joined(form.parts.get("authors")))
    addresses = _addresses(form)
    given: dict[str, object] = {"title_nl": title, "authors": people.authors}
    if len(people.years) == 1:
        given["year"] = people.years[0]
    if addresses:
        given["link"] = addresses[0]
    left = [] if title else [_missing(form, "title", file)]
    if not people.authors:
        left.append(_missing(form, "authors", file))
    part = form.parts.get("link")
    if not addresses:
        said = joined(part)
        at = part.where if part else Where()
        left.append(finding("no_address", file, at, text=short(said)) if said else _missing(form, "link", file))
    left += (finding("more_links", file, part.where if part else Where(), text=short(x)) for x in addresses[1:])
    return {name: value for name, value in given.items() if value}, left


def _addresses(form: Form) -> list[str]:
    """The addresses of the publication: those below their own heading first, then those of the title."""
    lines = [line for code in ("link", "title") if code in form.parts for line in form.parts[code].lines]
    found = [x for line in lines for x in (*line.links, *ADDRESS.findall(line.text))]
    return list(dict.fromkeys(x for x in found if ADDRESS.fullmatch(x)))


def _year_findings(form: Form, ticked: Ticks, file: str, *, known: bool) -> Iterator[Finding]:
    """What is wrong with the year: it stands with the authors, and the box alone gives none."""
    part = form.parts.get("authors")
    years = read_people(joined(part)).years
    where = part.where if part else Where()
    chosen = ticked.codes["year"]
    if len(years) > 1:
        yield finding("several_years", file, where, years=", ".join(map(str, years)))
    elif not years and not known and len(chosen) == 1:
        yield finding("only_bin", file, ticked.where["year"], label=chosen[0])
    elif not years and not known:
        yield finding("no_year", file, where)
    elif years and len(chosen) == 1:
        right = any(b.holds(years[0]) for b in bins() if b.label == chosen[0])
        # The heading form has no box for 2023: any box of it may have been ticked.
        if not right and any(b.holds(years[0]) for b in bins() if b.version == ticked.version):
            yield finding(
                "year_and_box",
                file,
                ticked.where["year"],
                year=years[0],
                label=chosen[0],
                group=written("year"),
            )


def _sections(form: Form) -> dict[str, str]:
    """The sections: under headings of their own, else the summary as what was found and the transfer as the use."""
    found = {name: prose(form.parts.get(name)) for name in NAMES}
    found["found"] = "\n\n".join(filter(None, (prose(form.parts.get("summary")), found["found"])))
    found["use"] = "\n\n".join(filter(None, (prose(form.parts.get("transfer")), found["use"])))
    return {name: text for name, text in found.items() if text}


def _missing_sections(form: Form, sections: Mapping[str, str], file: str) -> Iterator[Finding]:
    if not set(sections) - {"use"}:
        yield _missing(form, "summary", file)
    if "use" not in sections:
        yield _missing(form, "transfer", file)


def _contradictions(
    form: Form, given: Mapping[str, object], supplement: Mapping[str, object], file: str
) -> Iterator[Finding]:
    """Where the form says something else than its supplement."""
    at = {e.key: e.where for e in form.entries}
    for name in TWICE:
        if name in given and name in supplement and _flat(given[name]) != _flat(supplement[name]):
            here, above = short(str(supplement[name])), short(str(given[name]))
            yield finding("two_answers", file, at[name], name=name, here=here, above=above)


def _flat(value: object) -> str:
    return "".join(c for c in str(value) if c.isalnum())


def _effects(form: Form) -> tuple[Mapping[str, object], ...]:
    places = sorted({e.place for e in form.entries if e.table == "effect"})
    return tuple(_table(form, "effect", place) for place in places)


def _table(form: Form, table: str, place: int) -> dict[str, object]:
    chosen = (e for e in form.entries if (e.table, e.place) == (table, place))
    return {e.key: values(e, field_named(e)) for e in chosen}


def joined(part: Part | None) -> str:
    """The lines of a short part as one line."""
    lines: Sequence[Line] = part.lines if part else ()
    return " ".join(" ".join(line.text for line in lines).split())


def _missing(form: Form, code: str, file: str) -> Finding:
    part = form.parts.get(code)
    if part is None:
        return finding("no_part", file, Where(), label=written(code))
    return finding("empty_part", file, part.where, label=written(code))
