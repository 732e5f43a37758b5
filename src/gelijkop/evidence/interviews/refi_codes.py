"""The codes and sets of a codebook, alone (`.qdc`) or inside a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.evidence.interviews.refi import Code, Codebook, CodeSet, same
from gelijkop.evidence.interviews.refi_xml import parse

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True)
class ReadCodebook:
    """A codebook, and what was odd in its file."""

    codebook: Codebook
    findings: tuple[Finding, ...]


def read_codebook(data: bytes, *, file: str) -> ReadCodebook:
    """The codebook in the bytes of a `.qdc` file, or of the `project.qde` of a project.

    Raises:
        InputRefused: there are no codes in it; or as `refi_xml.parse`.
    """
    parsed = parse(data, file=file)
    found = codebook_in(parsed.root)
    if not found.codes:
        raise InputRefused(Text(f"{file}: er staan geen codes in.", f"{file}: there are no codes in it."))
    return ReadCodebook(found, (*parsed.findings, *code_findings(parsed.root, found, file=file)))


def codebook_in(root: etree._Element) -> Codebook:
    """The codes and sets under a root of REFI-QDA."""
    holder = root if etree.QName(root).localname == "CodeBook" else child(root, "CodeBook")
    if holder is None:
        return Codebook((), (), str(root.get("origin", "")))
    codes = tuple(_code(e) for e in children(child(holder, "Codes"), "Code"))
    places = (child(holder, "Sets"), child(root, "Sets"))
    sets = tuple(_set(e) for place in dict.fromkeys(places) for e in children(place, "Set"))
    return Codebook(codes, sets, str(holder.get("origin") or root.get("origin") or ""))


def code_findings(root: etree._Element, codebook: Codebook, *, file: str) -> Iterator[Finding]:
    """Codes without a name or GUID, GUIDs that stand there twice, and colours that are none."""
    codes = [code for _, code in codebook.walk()]
    guids = [c.guid for c in codes]
    sets = [m for s in codebook.sets for m in s.members if m not in set(guids)]
    given = [str(e.get("color")) for e in root.iter(f"{{{etree.QName(root).namespace}}}Code") if e.get("color")]
    kinds = (
        ("code_name", sum(not c.name for c in codes), Text("een code heeft geen naam", "a code has no name")),
        ("code_guid", guids.count(""), Text("een code heeft geen GUID", "a code has no GUID")),
        (
            "code_twice",
            len([g for g in guids if g]) - len({g for g in guids if g}),
            Text(
                "twee codes hebben dezelfde GUID; de laatste telt", "two codes have the same GUID; the last one counts"
            ),
        ),
        (
            "colour",
            sum(not _COLOUR.fullmatch(c) for c in given),
            Text("een kleur is niet geschreven als #rrggbb", "a colour is not written as #rrggbb"),
        ),
        (
            "set_member",
            len(sets) if etree.QName(root).localname == "CodeBook" else 0,
            Text("een verzameling noemt een code die er niet is", "a set names a code that is not there"),
        ),
    )
    yield from (Finding(rule, file, text, times=times) for rule, times, text in kinds if times)


def children(parent: etree._Element | None, *names: str) -> Sequence[etree._Element]:
    """The children of these names in the namespace of their parent; those of vendors are left out."""
    if parent is None:
        return ()
    namespace = etree.QName(parent).namespace
    return [e for name in names for e in parent.iterchildren(f"{{{namespace}}}{name}")]


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child of this name; None where there is none."""
    return next(iter(children(parent, name)), None)


def told(element: etree._Element, name: str) -> str:
    """The text in the first child of this name, empty where there is none."""
    found = child(element, name)
    return "" if found is None else "".join(str(t) for t in found.itertext()).strip()


def guid_of(element: etree._Element) -> str:
    """The GUID of an element in one spelling; a set in a codebook may name a member by `guid` or `targetGUID`."""
    return same(str(element.get("guid") or element.get("targetGUID") or ""))


def _code(element: etree._Element) -> Code:
    colour = str(element.get("color") or "")
    return Code(
        guid_of(element),
        str(element.get("name") or ""),
        colour if _COLOUR.fullmatch(colour) else "",
        told(element, "Description"),
        str(element.get("isCodable", "true")).lower() not in ("false", "0"),
        tuple(_code(e) for e in children(element, "Code")),
    )


def _set(element: etree._Element) -> CodeSet:
    members = children(element, "MemberCode", "MemberSource")
    return CodeSet(guid_of(element), str(element.get("name") or ""), tuple(guid_of(e) for e in members))
