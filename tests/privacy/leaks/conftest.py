"""A made-up organisation of which every pupil is marked, the program in folders of its own, and what to look for."""

import base64
import contextlib
import hashlib
import io
import logging
import os
import random
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest

from gelijkop.cli import main
from gelijkop.errors import GelijkopError, UserError

PUPIL = re.compile(
    rb"ZZMERKZZ|Zwaantje|Merkman|8765 ?ZZ|(?<![\w.,-])8765(?![\w.,-])"
    rb"|1987-0?6|(?<![\d.,])198706(?:\d\d)?(?!\d)|0?6-1987",
    re.IGNORECASE,
)
"""What the records of the pupils hold and nothing else does: number, name, date of birth, postcode."""
HEX = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
LOCATIONS = (
    ("01AB00", "De Eik", "BO", "GM0556", "Maassluis"),
    ("02CD00", "De Berk", "BO", "GM0606", "Schiedam"),
    ("03EF00", "Het Lyceum", "VO", "GM0606", "Schiedam"),
)
HEADING = (
    "Leerlingnummer;Naam;Schooljaar;Vestiging;Onderwijssoort;Niveau;Leerjaar;Toetsadvies;Voorlopig advies;"
    "Definitief advies;Geboren;Geslacht;Postcode;Opleiding ouders"
)
MAPPING = """[file]
kind = "loopbaan"
delimiter = ";"
legal_ground = "verzonnen gegevens, niet over personen"
[columns]
pupil = "Leerlingnummer"
school_year = "Schooljaar"
location = "Vestiging"
sector = "Onderwijssoort"
level = "Niveau"
grade = "Leerjaar"
test_advice = "Toetsadvies"
provisional_advice = "Voorlopig advies"
final_advice = "Definitief advies"
birth_month = "Geboren"
sex = "Geslacht"
postcode4 = "Postcode"
parents_education = "Opleiding ouders"
[codes.sector]
BO = "po"
VO = "vo"
[codes.sex]
M = "m"
V = "v"
"""
MAPPING_OF_PLACES = """[file]
kind = "places"
delimiter = ";"
legal_ground = "verzonnen gegevens, niet over personen"
[columns]
location = "Vestiging"
name = "Naam"
sector = "Onderwijssoort"
municipality = "Gemeentecode"
municipality_name = "Gemeente"
[codes.sector]
BO = "po"
VO = "vo"
"""
PUPILS = 300
KEY = hashlib.sha512(b"lek").hexdigest()


def rows() -> Iterator[str]:
    """Three rows of every pupil; at De Berk parents of one pupil have mbo-3 or 4, at De Eik those of three."""
    draw = random.Random(6)
    for i in range(PUPILS):
        year, place = 2017 + i % 2, LOCATIONS[draw.random() < 0.6][0]
        education = draw.choices(("wo", "hbo", "mbo2"), (50, 35, 15))[0]
        if i < 4:
            place, education, year = LOCATIONS[i == 0][0], "mbo34", 2018
        test = draw.choice(("vmbo-kb/gt", "vmbo-gt/havo", "havo/vwo"))
        advice, level = draw.choice(("vmbo-kb", "vmbo-gt", "havo", "vwo")), draw.choice(("havo", "vmbo-gt", "vwo"))
        who = f"ZZMERKZZ{i:04};Zwaantje Merkman"
        about = f"1987-06-{1 + i % 28:02};{draw.choice('MV')};8765 ZZ;{education}"
        yield f"{who};{year}/{year + 1};{place};BO;bo;8;{test};{advice};{advice};{about}"
        yield f"{who};{year + 1}/{year + 2};03EF00;VO;{level};1;;;;{about}"
        yield f"{who};{year + 2}/{year + 3};03EF00;VO;{level};{draw.choice((1, 2, 2, 2))};;;;{about}"


class Ear(io.StringIO):
    """Keeps what is printed, and the error that is being handled while it is."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[BaseException] = []

    def write(self, text: str) -> int:
        error = sys.exc_info()[1]
        if error is not None and error not in self.heard:
            self.heard.append(error)
        return super().write(text)


@dataclass
class Run:
    """What one call of the program said: its output, its log, and its errors with all that hangs on them."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str
    told: str

    @property
    def everything(self) -> bytes:
        return "\n".join([self.out, self.err, self.told]).encode()


@dataclass
class Office:
    """The folders of an organisation: where it works, its home, and where the program keeps working files."""

    root: Path
    runs: list[Run] = field(default_factory=list)

    def __post_init__(self) -> None:
        for folder in (self.project, self.home, self.work):
            folder.mkdir(parents=True, exist_ok=True)
        files = {
            "leerlingen.csv": "\n".join([HEADING, *rows()]) + "\n",
            "leerlingen.toml": MAPPING,
            "vestigingen.csv": "\n".join(
                ["Vestiging;Naam;Onderwijssoort;Gemeentecode;Gemeente", *(";".join(p) for p in LOCATIONS), ""]
            ),
            "vestigingen.toml": MAPPING_OF_PLACES,
        }
        for name, text in files.items():
            (self.project / name).write_text(text, "utf-8")

    def copied(self, root: Path) -> "Office":
        """The same organisation in other folders, with what it did so far."""
        shutil.copytree(self.root, root)
        return Office(root, list(self.runs))

    @property
    def project(self) -> Path:
        return self.root / "project"

    @property
    def home(self) -> Path:
        return self.root / "thuis"

    @property
    def work(self) -> Path:
        return self.root / "tijdelijk"

    @property
    def keys(self) -> Path:
        return self.home / ".config" / "gelijkop"

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.work)}

    def run(self, *arguments: object) -> Run:
        """Call the program in this process, in its own folders, and keep all it says."""
        given = tuple(str(a) for a in arguments)
        out, err, log = Ear(), Ear(), io.StringIO()
        handler, root, before = logging.StreamHandler(log), logging.getLogger(), Path.cwd()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("HOME", str(self.home))
            patch.setattr(tempfile, "tempdir", str(self.work))
            patch.setattr(root, "level", logging.DEBUG)
            patch.delenv("GELIJKOP_KEY", raising=False)
            root.addHandler(handler)
            os.chdir(self.project)
            try:
                with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
                    code = main(given)
            except (Exception, SystemExit) as error:
                err.heard.append(error)
                code = error.code if isinstance(error, SystemExit) else 1
            finally:
                os.chdir(before)
                root.removeHandler(handler)
        told = [told_by(error) for error in [*out.heard, *err.heard]]
        done = Run(given, int(code or 0), out.getvalue(), err.getvalue(), "\n".join([log.getvalue(), *told]))
        self.runs.append(done)
        return done

    def pseudonyms(self, store: str = "gelijkop.duckdb") -> set[bytes]:
        with duckdb.connect(str(self.project / store), read_only=True) as con:
            return {name.encode() for (name,) in con.execute("select pupil from pupils").fetchall()}

    def secrets(self) -> list[bytes]:
        """The secret keys as they are written, as bytes, and in base 64."""
        key = bytes.fromhex((self.keys / "sleutel").read_text().strip())
        signing = (self.keys / "ondertekening.pem").read_bytes().splitlines()[1]
        (identity,) = (
            s for s in (self.keys / "ontvangst.txt").read_bytes().split() if s.startswith(b"AGE-SECRET-KEY-")
        )
        return [
            key, key[:32], key.hex().encode(), key.hex().upper().encode(), base64.b64encode(key)[:40], signing,
            base64.b64decode(signing)[-32:], identity,
        ]  # fmt: skip


def told_by(error: BaseException, seen: set[int] | None = None) -> str:
    """All that hangs on an error: its sentences, arguments, notes, findings, lines of source, and what caused it."""
    seen = seen if seen is not None else set()
    if id(error) in seen:
        return ""
    seen.add(id(error))
    parts = [str(error), repr(error), repr(error.args), *getattr(error, "__notes__", [])]
    parts.append("".join(traceback.format_exception(error)))
    if isinstance(error, GelijkopError):
        parts.append(repr(vars(error)))
    if isinstance(error, UserError):
        parts += [error.say("nl"), error.say("en")]
    for other in (error.__cause__, error.__context__):
        if other is not None:
            parts.append(told_by(other, seen))
    return "\n".join(parts)


def contents(path: Path) -> bytes:
    """The bytes of a file, and of Parquet its values and what is written about them."""
    raw = path.read_bytes()
    if path.suffix == ".parquet" and raw[:4] == b"PAR1":
        with duckdb.connect() as con:
            told = [con.execute(f"from {f}($1)", [str(path)]).fetchall() for f in _PARQUET]
        raw += repr(told).encode()
    return raw


_PARQUET = ("read_parquet", "parquet_kv_metadata", "parquet_schema", "parquet_metadata")


@dataclass
class Search:
    """What may not be found, and where it was."""

    pseudonyms: set[bytes]
    secrets: list[bytes]

    def text(self, where: str, content: bytes) -> list[str]:
        found = sorted({m.decode() for m in PUPIL.findall(content)})
        found += ["pseudonym"] if self.pseudonyms & set(HEX.findall(content)) else []
        found += ["key"] if any(secret in content for secret in self.secrets) else []
        return [f"{where}: {what}" for what in found]

    def folder(self, folder: Path, *, without: Collection[str] = ()) -> list[str]:
        """The files in a folder, their names too; not those whose path in it begins with one of `without`."""
        paths = [p for p in sorted(folder.rglob("*")) if p.is_file()]
        files = [p for p in paths if not p.relative_to(folder).as_posix().startswith(tuple(without))]
        assert files, f"nothing in {folder}"
        named = [self.text(f"name in {folder.name}", p.relative_to(folder).as_posix().encode()) for p in files]
        held = [self.text(p.relative_to(folder.parent).as_posix(), contents(p)) for p in files]
        return [f for found in [*named, *held] for f in found]


@pytest.fixture
def new_office(tmp_path):
    """Builder: an organisation in folders of its own."""
    return lambda name="kantoor": Office(tmp_path / name)


@pytest.fixture
def search():
    """Builder: what may not be found of an office."""
    return lambda office, store="gelijkop.duckdb": Search(office.pseudonyms(store), office.secrets())


@pytest.fixture
def look_into():
    """Builder: path → the bytes of a file, of Parquet its values too."""
    return contents


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """An organisation that imported and measured; made once, nothing in it is changed by a test."""
    made = Office(tmp_path_factory.mktemp("lek") / "kantoor")
    for arguments in (
        ["key"], ["key", "--sign"], ["key", "--receive"],
        ["import", "vestigingen.csv", "--mapping", "vestigingen.toml"],
        ["import", "leerlingen.csv", "--mapping", "leerlingen.toml"],
        ["measure"],
    ):  # fmt: skip
        done = made.run(*arguments)
        assert done.code == 0, done.err
        if arguments == ["key"]:  # always the same, so that the same numbers are rounded the same way each time
            (made.keys / "sleutel").write_text(KEY + "\n", "ascii")
    return made
