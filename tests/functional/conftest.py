"""A desk with pupil files, good and bad, and a store beside them, for the tests of the import."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from gelijkop.errors import Text
from gelijkop.pipeline.imports import import_files
from gelijkop.sources.mapping import FileMapping, parse_mapping
from gelijkop.store import Load, Store

Cell = str | float | bool | date
NOW = datetime(2025, 9, 1)
KEY = bytes(range(64))
HEADING = "Leerlingnummer;Schooljaar;Vestiging;Sector;Niveau;Leerjaar;Advies"
GOOD = f"""{HEADING}
1001;2019/2020;01AB00;vo;havo;1;havo
1001;2020/2021;01AB00;vo;havo;2;havo
1002;2019/2020;01AB00;vo;vwo;1;vwo
"""
MAPPING = """
[file]
kind = "loopbaan"
[columns]
pupil = "Leerlingnummer"
school_year = "Schooljaar"
location = "Vestiging"
sector = "Sector"
level = "Niveau"
grade = "Leerjaar"
final_advice = "Advies"
"""


@dataclass
class Told:
    """Progress that remembers what it was told."""

    lines: list[str] = field(default_factory=list)

    def step(self, text: Text) -> None:
        self.lines += [text.nl, text.en]


@dataclass
class Desk:
    """A folder with files and a store; `told` is what the imports said on the way."""

    folder: Path
    told: Told = field(default_factory=Told)
    heading: str = HEADING
    good: str = GOOD
    mapping_text: str = MAPPING

    @property
    def store(self) -> Path:
        return self.folder / "gegevens.duckdb"

    def file(self, content: str | bytes, name: str = "leerlingen.csv") -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def mapping(self, more: str = "") -> FileMapping:
        return parse_mapping(self.mapping_text + more, "koppeling.toml")

    def load(
        self, *paths: Path, by: FileMapping | None = None, skip: bool = False, now: datetime = NOW, memory: str = "1GB"
    ) -> tuple[Load, ...]:
        with Store(self.store, inputs=paths, memory=memory) as store:
            return import_files(
                store, paths, mapping=by or self.mapping(), key=KEY, skip_bad_rows=skip, now=now, progress=self.told
            )

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Every row of every table of the store, sorted."""
        with Store(self.store, mode="read") as store:
            tables = {name: store.arrays(store.table(name)) for name in store.tables()}
            return {
                name: sorted(zip(*(c.tolist() for c in columns.values()), strict=True), key=repr)
                for name, columns in tables.items()
            }

    def parquet(self, columns: dict[str, list[object]], name: str = "leerlingen.parquet") -> Path:
        path = self.folder / name
        with Store(self.folder / "los.duckdb", outputs=[path]) as store:
            store.write_parquet(store.frame({c: np.array(v) for c, v in columns.items()}), path)
        return path

    def workbook(self, rows: Sequence[Sequence[Cell]], name: str = "leerlingen.xlsx") -> Path:
        return workbook(self.folder / name, rows)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def workbook(path: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """The smallest .xlsx that a spreadsheet opens: one sheet, texts inline."""
    cells = "".join(
        f'<row r="{r}">' + "".join(_cell(f"{chr(65 + c)}{r}", v) for c, v in enumerate(row)) + "</row>"
        for r, row in enumerate(rows, start=1)
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Blad1" sheetId="1" '
        'r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def _cell(place: str, value: Cell) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" t="d"><v>{value.isoformat()}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'
