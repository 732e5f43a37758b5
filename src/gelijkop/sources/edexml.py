"""Reads EDEXML (1.0.3, 2.0 and 2.1) as columns of the model: pupils, and their enrolments in primary school.

The files tell no advice and no results. A pupil who came after 1 October of the school year or left
before it gives no enrolment. Files of Flemish schools, which have no BRIN, are refused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, Text, UnknownFile
from gelijkop.model.periods import start_year
from gelijkop.sources.dossier_page import line
from gelijkop.sources.edexml_pupil import Pupil, School, read_pupil
from gelijkop.sources.identifiers import location
from gelijkop.sources.oso import Dossiers
from gelijkop.sources.own_number import check_school_numbers
from gelijkop.sources.refusals import refusal, refused, shortened
from gelijkop.sources.rows import Row, columns
from gelijkop.sources.xml import Document, again, documents
from gelijkop.sources.xml_root import root_name
from gelijkop.sources.xsd import Schema, named_schema, schema_faults

SCHEMA = "EDEXML.structuur.xsd"

_PUPIL = ("birth_month", "sex", "postcode4")
_ENROLMENT = ("sector", "level", "grade")


def is_edexml(start: bytes) -> bool:
    """Whether a file that begins so is EDEXML."""
    return root_name(start) == "EDEX"


def read_edexml(paths: Iterable[Path], workdir: Path, *, schemas: Path | None = None) -> Dossiers:
    """All pupils in files, folders and archives, as columns.

    `read` and `left_out` count pupils; one with a fault is left out whole. `absent` counts pupils of
    whom a field is not there.

    Args:
        schemas: a folder with the schemas (XSD) of EDEXML; with it each file must fit the schema of its version.

    Raises:
        PersonalNumber: the pupil numbers are BSNs or onderwijsnummers.
        InputRefused: a file is hostile, damaged, cut short or not of a known version, or does not fit its schema.
    """
    pupils: list[tuple[str, Pupil]] = []
    wrong: list[Finding] = []
    left_out = 0

    @cache
    def schema(version: str) -> Schema | None:
        return None if schemas is None else named_schema(schemas, SCHEMA, version)

    for document in (d for path in paths for d in documents(path, workdir)):
        if isinstance(document, UnknownFile):
            raise document
        school = _school(document)
        _check_schema(document, schema(school.version))
        found = list(read_pupils(document.root, school))
        check_school_numbers((p.number for p in found if isinstance(p, Pupil)), document.file, column="key")
        pupils += [(document.file, p) for p in found if isinstance(p, Pupil)]
        wrong += [finding for p in found if not isinstance(p, Pupil) for finding in p]
        left_out += sum(not isinstance(p, Pupil) for p in found)
    return dossiers_of(pupils, wrong, left_out)


def _school(document: Document) -> School:
    """What the file says of itself.

    Raises:
        UnknownFile: it is no EDEXML, or of another version.
        InputRefused: as `read_school`.
    """
    root = document.root
    versions: Mapping[str, str] = load("sources/edexml")["versions"]
    version = versions.get(_text(root, "school/xsdversie"))
    if root.tag != "EDEX" or version is None:
        known = ", ".join(dict.fromkeys(versions.values()))
        raise refusal(
            UnknownFile, "no_edexml", document.file,
            Text(f"dit is geen EDEXML van een bekende versie ({known}): school/xsdversie ontbreekt of is een andere.",
                 f"this is no EDEXML of a known version ({known}): school/xsdversie is missing or is another."),
            row=line(root[0]) if len(root) else None,
        )  # fmt: skip
    return read_school(root, document.file, version)


def read_school(root: etree._Element, file: str, version: str) -> School:
    """What is told of the school and its groups.

    Raises:
        InputRefused: there is no school year or no BRIN, or they stand there twice.
    """
    schools = root.findall("school")
    twice = len(schools) > 1 or any(again(s, ("schooljaar", "brincode", "dependancecode")) is not None for s in schools)
    year = start_year(_text(root, "school/schooljaar"))
    place = location(_text(root, "school/brincode"), _text(root, "school/dependancecode") or "00")
    if year is None or place is None or twice:
        raise refusal(
            InputRefused, "school", file,
            Text("de school klopt niet: verwacht worden een schooljaar (2024-2025) en een brincode. Een school "
                 "zonder brincode (Vlaams, of alleen met een schoolkey) kan niet worden ingelezen.",
                 "the school is not right: expected are a school year (2024-2025) and a brincode. A Flemish school has "
                 "no brincode and cannot be read in."),
            row=line(root.find("school")), column="school",
        )  # fmt: skip
    groups = {(g.get("key") or "").strip(): _text(g, "jaargroep") for g in root.iterfind("groepen/groep")}
    return School(file, version, place, year, groups)


def _check_schema(document: Document, schema: Schema | None) -> None:
    faults = () if schema is None else schema_faults(document.root, schema, document.file)
    if faults:
        raise refused(InputRefused, shortened(faults))


def read_pupils(root: etree._Element, school: School) -> Iterator[Pupil | tuple[Finding, ...]]:
    """Every pupil; the second with the same number is a fault."""
    seen: set[str] = set()
    for element in root.iterfind("leerlingen/leerling"):
        pupil = read_pupil(element, school)
        if isinstance(pupil, Pupil) and pupil.number in seen:
            text = Text(
                "dit leerlingnummer komt in dit bestand twee keer voor. De tweede leerling is overgeslagen.",
                "this pupil number is in this file twice. The second pupil was left out.",
            )
            yield (Finding("duplicate", school.file, text, line(element), "key"),)
            continue
        if isinstance(pupil, Pupil):
            seen.add(pupil.number)
        yield pupil


def dossiers_of(pupils: list[tuple[str, Pupil]], wrong: list[Finding], left_out: int) -> Dossiers:
    """Pupils with the file of each, as columns."""
    files = tuple(dict.fromkeys(file for file, _ in pupils))
    place = {file: i for i, file in enumerate(files)}
    rows: list[Row] = [{**p.row, "file": place[file]} for file, p in pupils]
    enrolments: list[Row] = [
        {**p.enrolment, "file": place[file], "row": p.row["row"]} for file, p in pupils if p.enrolment is not None
    ]
    return Dossiers(
        files=files,
        columns={
            "pupils": columns("pupils", _PUPIL, rows),
            "enrolments": columns("enrolments", _ENROLMENT, enrolments),
        },
        read=len(pupils),
        left_out=left_out,
        refused=tuple(wrong),
        withheld={},
        absent={name: sum(row[name] is None for row in rows) for name in _PUPIL},
        unknown=Counter(name for _, p in pupils for name in p.unknown),
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
