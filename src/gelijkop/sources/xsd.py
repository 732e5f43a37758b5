"""Checks XML against a schema (XSD) of the user: the line and the rule of each fault, never what stood there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.sources.refusals import refusal

XSD = "{http://www.w3.org/2001/XMLSchema}"

_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*) \)\.$")
_SET = "is not an element of the set {"
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([A-Za-z_][\w.-]*)'")
_NAMESPACE = re.compile(r"\{[^}]*\}")

_RULES = {
    "SCHEMAV_ELEMENT_CONTENT": ("element", "hier staat een element dat hier niet hoort, of er ontbreekt een",
                                "an element does not belong here, or one is missing"),
    "SCHEMAV_CVC_ENUMERATION_VALID": ("code", "deze waarde staat niet in de lijst", "this value is not in the list"),
    "SCHEMAV_CVC_PATTERN_VALID": ("pattern", "deze waarde is anders geschreven dan is toegestaan",
                                  "this value is written in another way than is allowed"),
    "SCHEMAV_CVC_IDC": ("key", "deze sleutel komt twee keer voor of verwijst naar niets",
                        "this key is there twice or refers to nothing"),
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": ("attribute", "dit element heeft een attribuut dat niet is toegestaan",
                                       "this element has an attribute that is not allowed"),
    "SCHEMAV_CVC_COMPLEX_TYPE_4": ("attribute", "een verplicht attribuut ontbreekt", "a required attribute is missing"),
}  # fmt: skip
_OTHER = ("type", "deze waarde voldoet niet aan het schema", "this value does not fit the schema")


@dataclass(frozen=True)
class Schema:
    """A schema that can check documents, and the names that it may tell: those of its elements and attributes."""

    compiled: etree.XMLSchema
    names: frozenset[str]


SchemaOf = Callable[[str], Schema | None]
"""The schema for an outermost element, or for a version; None where nothing is to be checked."""


def named_schema(folder: Path, name: str, version: str) -> Schema:
    """The schema in the file `name` of one version below a folder: the only one, or the one in a folder named so.

    Raises:
        InputRefused: there is none, it cannot be told which, or it cannot be read.
    """
    found = sorted(folder.rglob(name))
    fitting = [path for path in found if path.parent.name == version] or found
    if len(fitting) == 1:
        return _compiled(fitting[0])
    raise refusal(
        InputRefused, "schema", folder.name,
        Text(f"verwacht wordt het schema {name} van versie {version}, in deze map of in een map {version} daarin.",
             f"expected is the schema {name} of version {version}, in this folder or in a folder {version} in it."),
    )  # fmt: skip


def schema_of(folder: Path, root: str) -> Schema:
    """The one schema below a folder that declares `root`, written `{namespace}name`; a namespace holds the version.

    Raises:
        InputRefused: there is none, there are several, or it cannot be read.
    """
    name = etree.QName(root)
    fitting = [path for path in sorted(folder.rglob("*.xsd")) if _declares(path, name)]
    if len(fitting) == 1:
        return _compiled(fitting[0])
    raise refusal(
        InputRefused, "schema", folder.name,
        Text(f"verwacht wordt één schema (XSD) met het element {name.localname} van {name.namespace}; "
             f"gevonden: {len(fitting)}.",
             f"expected is one schema (XSD) with the element {name.localname} of {name.namespace}; "
             f"found: {len(fitting)}."),
    )  # fmt: skip


def schema_faults(root: etree._Element, schema: Schema, file: str) -> tuple[Finding, ...]:
    """All that the schema finds wrong, by line; names are those of the schema alone, values are left out."""
    if schema.compiled.validate(root):
        return ()
    return tuple(_finding(error, schema.names, file) for error in schema.compiled.error_log)  # type: ignore[attr-defined]  # the stubs lack it


def _compiled(path: Path) -> Schema:
    try:
        compiled = etree.XMLSchema(etree.parse(str(path), _parser()))
        return Schema(compiled, frozenset(name for p in path.parent.glob("*.xsd") for name in _names(p)))
    except (etree.XMLSyntaxError, etree.XMLSchemaParseError, OSError):
        raise refusal(
            InputRefused, "schema", path.name,
            Text("dit schema kan niet worden gelezen. Haal alle XSD-bestanden van deze versie opnieuw op.",
                 "this schema cannot be read. Fetch all XSD files of this version again."),
        ) from None  # fmt: skip


def _declares(path: Path, name: etree.QName) -> bool:
    """Whether this file is a schema with this outermost element."""
    root = _root(path)
    if root is None or root.get("targetNamespace") != name.namespace:
        return False
    return any(element.get("name") == name.localname for element in root.iterchildren(f"{XSD}element"))


def _root(path: Path) -> etree._Element | None:
    """The outermost element of a schema; None where it cannot be read."""
    try:
        return etree.parse(str(path), _parser()).getroot()
    except (etree.XMLSyntaxError, OSError):
        return None


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)


def _names(path: Path) -> Iterator[str]:
    root = _root(path)
    for element in () if root is None else root.iter(f"{XSD}element", f"{XSD}attribute"):
        name = element.get("name")
        if name:
            yield name


def _finding(error: etree._LogEntry, names: frozenset[str], file: str) -> Finding:
    rule, nl, en = _RULES.get(error.type_name, _OTHER)
    element = _ELEMENT.match(error.message)
    expected = _expected(error)
    text = Text(
        f"{nl}.{f' Verwacht wordt: {expected}.' if expected else ''}",
        f"{en}.{f' Expected is: {expected}.' if expected else ''}",
    )
    return Finding(
        f"xsd_{rule}", file, text, error.line or None, element[1] if element and element[1] in names else None
    )


def _expected(error: etree._LogEntry) -> str:
    """What the schema expects; the message of the parser holds the value too, which stands before it."""
    if error.type_name == "SCHEMAV_ELEMENT_CONTENT":
        match = _EXPECTED.search(error.message)
        return _NAMESPACE.sub("", match[1]) if match else ""
    if error.type_name == "SCHEMAV_CVC_ENUMERATION_VALID":
        listed = error.message.rpartition(_SET)[2].rstrip("}.")
        return listed.replace("'", "") if len(listed) <= 200 else ""
    return ""
