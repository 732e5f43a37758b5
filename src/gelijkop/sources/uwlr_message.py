"""Opens messages of UWLR 2, in a SOAP envelope or bare: what a message holds, or why there is nothing to read in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import InputRefused, Text, UnknownFile
from gelijkop.sources.dossier_page import line
from gelijkop.sources.edexml import read_school
from gelijkop.sources.edexml_pupil import School
from gelijkop.sources.refusals import refusal, refused, shortened
from gelijkop.sources.xml import Document, rename
from gelijkop.sources.xml_root import root_name
from gelijkop.sources.xsd import SchemaOf, schema_faults

_UWLR = re.compile(rb"edustandaard\.nl/leerresultaten/\d+/leer(?:linggegevens|resultaten)[\"']")
_ROOT = re.compile(r"leerlinggegevens|leerresultaten|(?:structuur|leerlingen|leerkrachten)_")
_EMPTY = ("geenwijzigingen", "geengegevens")


@dataclass(frozen=True, repr=False)
class Message:
    """One message of which pupils, groups or results can be read; its elements are in no namespace any more."""

    kind: Literal["pupils", "groups", "results"]
    root: etree._Element
    school: School


def is_uwlr(start: bytes) -> bool:
    """Whether a file that begins so is a message of UWLR."""
    name = root_name(start)
    return name is not None and _UWLR.search(start) is not None and (name == "Envelope" or bool(_ROOT.match(name)))


def open_message(document: Document, schema: SchemaOf) -> Message:
    """The message in a document, after the check against its schema.

    Raises:
        UnknownFile: it is no message of UWLR 2, or one without pupils and results, such as a request for them.
        InputRefused: it does not fit the schema, or its school has no school year or BRIN.
    """
    root = _inside(document)
    known: Mapping[str, Literal["pupils", "groups", "results"]] = load("sources/uwlr")["messages"]
    name = etree.QName(root)
    if name.namespace not in load("sources/uwlr")["namespaces"]:
        raise _nothing(document, root, "dit is geen bericht van UWLR 2", "this is no message of UWLR 2")
    checked = schema(root.tag)
    faults = () if checked is None else schema_faults(root, checked, document.file)
    if faults:
        raise refused(InputRefused, shortened(faults))
    rename(root, None)
    if root.tag.endswith("_antwoord") and len(root) == 1:
        root = root[0]
    if root.tag in _EMPTY:
        raise _nothing(document, root, "dit antwoord zegt dat er geen (nieuwe) gegevens zijn",
                       "this answer tells that there are no (new) data")  # fmt: skip
    if root.tag not in known:
        raise _nothing(document, root,
                       f"hierin staan geen leerlingen of resultaten. Verwacht wordt een van: {', '.join(known)}",
                       f"there are no pupils or results in this. Expected is one of: {', '.join(known)}")  # fmt: skip
    return Message(known[root.tag], root, read_school(root, document.file, "2"))


def _inside(document: Document) -> etree._Element:
    """The outermost element, or what the body of a SOAP envelope holds."""
    if etree.QName(document.root).localname != "Envelope":
        return document.root
    body = document.root.find("{*}Body")
    if body is None or len(body) != 1:
        raise _nothing(document, document.root, "in deze SOAP-envelop staat geen bericht",
                       "there is no message in this SOAP envelope")  # fmt: skip
    if etree.QName(body[0]).localname == "Fault":
        raise _nothing(document, body[0], "in deze SOAP-envelop staat een foutmelding en geen bericht",
                       "there is an error and no message in this SOAP envelope")  # fmt: skip
    return body[0]


def _nothing(document: Document, root: etree._Element, nl: str, en: str) -> UnknownFile:
    return refusal(UnknownFile, "no_uwlr", document.file, Text(f"{nl}.", f"{en}."), row=line(root))
