"""The tables of the model, each column declared once: schema, checks, synthetic data and docs read this page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gelijkop.model.groupings import groupings
from gelijkop.model.levels import advice_levels, levels, test_advices

Type = Literal["text", "int", "number", "flag"]
SECTORS = ("po", "sbo", "so", "vo", "vso", "pro", "isk", "mbo", "vavo", "ho")


@dataclass(frozen=True)
class Column:
    """One column: what it holds, which codes or pattern or range it may have, and whether it may be missing."""

    name: str
    type: Type
    nl: str
    en: str
    missing: bool = False
    codes: tuple[str, ...] = ()
    pattern: str | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""
    background: bool = False
    """A background column is opt-in with a recorded legal ground; without it its grouping is unavailable."""


@dataclass(frozen=True)
class Table:
    """One table: its grain in words, its key and its columns."""

    name: str
    nl: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of this name.

        Raises:
            KeyError: no such column.
        """
        return {c.name: c for c in self.columns}[name]


PUPIL = Column("pupil", "text", "pseudoniem van de leerling", "pseudonym of the pupil", pattern="[0-9a-f]{32}")
BRIN4 = "[0-9]{2}[A-Z]{2}"
BRIN6 = f"{BRIN4}[0-9]{{2}}"
SCHOOL_YEAR = Column(
    "school_year", "int", "schooljaar, als het jaar waarin het begint (teldatum 1 oktober)",
    "school year, as the year in which it starts (counted on 1 October)", low=1980, high=2100,
)  # fmt: skip
LOCATION = Column("location", "text", "vestiging (BRIN en volgnummer)", "location (BRIN6)", pattern=BRIN6)


PRIOR_EDUCATION = (
    "onbekend", "geen", "pro", "vmbo-bb", "vmbo-kb", "vmbo-gl", "vmbo-tl", "havo-vwo-zonder", "havo-vwo", "vbo",
    "mbo-1", "mbo-2", "mbo-3", "mbo-4",
)  # fmt: skip


def _group_codes(grouping: str) -> tuple[str, ...]:
    return tuple(g.code for g in groupings()[grouping].groups)


PUPILS = Table(
    "pupils", "een rij per leerling", "one row per pupil", ("pupil",),
    (
        PUPIL,
        Column("birth_month", "text", "geboortemaand (JJJJ-MM)", "month of birth (YYYY-MM)", True,
               pattern="(19|20)[0-9]{2}-(0[1-9]|1[0-2])"),
        Column("sex", "text", "geslacht", "sex", True, _group_codes("geslacht"), background=True),
        Column("parents_education", "text", "hoogste opleiding van de ouders", "highest education of the parents",
               True, _group_codes("opleiding"), background=True),
        Column("income_group", "text", "vijfde deel van het huishoudinkomen (1 laag, 5 hoog)",
               "fifth of household income (1 low, 5 high)", True, _group_codes("inkomen"), background=True),
        Column("origin", "text", "herkomst (indeling CBS 2022)", "origin (CBS 2022)", True,
               _group_codes("herkomst"), background=True),
        Column("migration_background", "text", "migratieachtergrond (indeling CBS tot 2022)",
               "migration background (CBS until 2022)", True, _group_codes("migratieachtergrond"), background=True),
        Column("home_language", "text", "thuistaal: nederlands of anders", "home language: Dutch or other", True,
               _group_codes("thuistaal"), background=True),
        Column("newcomer", "text", "nieuwkomer: korter dan vier jaar in Nederland toen de gegevens begonnen",
               "newcomer: less than four years in the Netherlands when the data began", True,
               _group_codes("nieuwkomer"), background=True),
        Column("arrival_year", "int", "jaar van aankomst in Nederland", "year of arrival in the Netherlands", True,
               low=1980, high=2100, unit="year", background=True),
        Column("neighbourhood", "text", "buurt (BU-code van het CBS)", "neighbourhood (CBS code)", True,
               pattern="BU[0-9]{8}", background=True),
        Column("neighbourhood_poverty", "text", "armoede in de buurt", "poverty of the neighbourhood", True,
               _group_codes("armoede"), background=True),
        Column("school_weight_band", "text", "schoolweging van de basisschool, in banden",
               "school weight of the primary school, in bands", True, _group_codes("schoolweging"),
               background=True),
        *(Column(f"own_{n}", "text", f"eigen kenmerk {n}, voor een eigen indeling",
                 f"own characteristic {n}, for an own grouping", True, pattern=".{1,40}", background=True)
          for n in range(1, 5)),
        Column("postcode4", "text", "de vier cijfers van de postcode", "the four digits of the postcode", True,
               pattern="[1-9][0-9]{3}"),
    ),
)  # fmt: skip

ENROLMENTS = Table(
    "enrolments", "een rij per leerling, schooljaar en vestiging", "one row per pupil, school year and location",
    ("pupil", "school_year", "location"),
    (
        PUPIL,
        SCHOOL_YEAR,
        LOCATION,
        Column("sector", "text", "onderwijssoort", "sector", codes=SECTORS),
        Column("level", "text", "niveau", "level", codes=tuple(c for c in levels() if c != "geen")),
        Column("grade", "int", "leerjaar (0: niet bekend)", "grade (0: not known)", low=0, high=9),
        Column("programme", "text", "opleiding in het mbo (crebo)", "mbo programme (crebo)", True,
               pattern="[0-9]{5}"),
        Column("prior_education", "text", "hoogste vooropleiding bij de start in het mbo",
               "highest prior education at the start of mbo", True, PRIOR_EDUCATION),
        Column("takes_extra_subject", "flag", "volgt een extra vak (vmbo-gt)", "takes an extra subject (vmbo-gt)",
               True),
    ),
)  # fmt: skip

ADVICES = Table(
    "advices", "een rij per leerling en schooljaar", "one row per pupil and school year", ("pupil", "school_year"),
    (
        PUPIL,
        SCHOOL_YEAR,
        LOCATION,
        Column("provisional_advice", "text", "voorlopig schooladvies", "provisional school advice", True,
               tuple(advice_levels())),
        Column("test_advice", "text", "toetsadvies", "test advice", True, tuple(test_advices())),
        Column("test_provider", "text", "toetsaanbieder", "test provider", True,
               ("IEP", "ROUTE8", "DIA", "AMN", "DOE", "LIB", "CET")),
        Column("final_advice", "text", "definitief schooladvies", "final school advice", True,
               tuple(advice_levels())),
        Column("exemption", "text", "ontheffing van de toets, of nee", "exemption from the test, or no", True,
               ("nee", "zml", "meervoudig", "kort-in-nederland", "anders")),
        Column("reading_level", "text", "referentieniveau lezen", "reference level of reading", True,
               ("onder-1F", "1F", "2F")),
        Column("language_level", "text", "referentieniveau taalverzorging", "reference level of language", True,
               ("onder-1F", "1F", "2F")),
        Column("mathematics_level", "text", "referentieniveau rekenen", "reference level of mathematics", True,
               ("onder-1F", "1F", "1S")),
    ),
)  # fmt: skip

DIPLOMAS = Table(
    "diplomas", "een rij per leerling, schooljaar en niveau", "one row per pupil, school year and level",
    ("pupil", "school_year", "level"),
    (
        PUPIL,
        SCHOOL_YEAR,
        LOCATION,
        Column("level", "text", "niveau van het diploma", "level of the diploma",
               codes=tuple(c for c, v in levels().items() if v.sector in ("vo", "mbo", "ho") and "/" not in c
                           and c != "brugklas")),
        Column("extra_subject", "flag", "examen in een extra vak", "exam in an extra subject", True),
    ),
)  # fmt: skip

PARTICIPATIONS = Table(
    "participations", "een rij per leerling, initiatief en begin", "one row per pupil, initiative and start",
    ("pupil", "initiative", "school_year"),
    (
        PUPIL,
        Column("initiative", "text", "code van het initiatief", "code of the initiative", pattern="[a-z0-9.\\-]{2,40}"),
        SCHOOL_YEAR,
        Column("dose", "number", "omvang van de deelname in uren", "extent of taking part, in hours", True, low=0,
               high=10000, unit="hours"),
    ),
)  # fmt: skip

PLACES = Table(
    "places", "een rij per vestiging", "one row per location", ("location",),
    (
        LOCATION,
        Column("name", "text", "naam van de vestiging", "name of the location", True),
        Column("sector", "text", "onderwijssoort", "sector", True, SECTORS),
        Column("board", "text", "bevoegd gezag (vijf cijfers)", "school board (five digits)", True,
               pattern="[0-9]{5}"),
        Column("municipality", "text", "gemeente (GM-code van het CBS)", "municipality (CBS code)", True,
               pattern="GM[0-9]{4}"),
        Column("municipality_name", "text", "naam van de gemeente", "name of the municipality", True),
        Column("postcode4", "text", "de vier cijfers van de postcode", "the four digits of the postcode", True,
               pattern="[1-9][0-9]{3}"),
        Column("successor", "text", "de school (BRIN) waarin deze school is opgegaan",
               "the school (BRIN4) that this school went into", True, pattern=BRIN4),
    ),
)  # fmt: skip

ABSENCE = Table(
    "absence", "een rij per leerling en schooljaar: gemeld ongeoorloofd verzuim",
    "one row per pupil and school year: reported unauthorised absence", ("pupil", "school_year"),
    (
        PUPIL,
        SCHOOL_YEAR,
        Column("unauthorised_hours", "int", "meeste ongeoorloofde lesuren in vier lesweken achter elkaar",
               "most unauthorised lesson hours in four school weeks running", low=0, high=200, unit="hours"),
    ),
)  # fmt: skip

DESTINATIONS = Table(
    "destinations", "een rij per leerling en schooljaar: waar een vertrokken leerling op 1 oktober is",
    "one row per pupil and school year: where a pupil who left is on 1 October", ("pupil", "school_year"),
    (
        PUPIL,
        SCHOOL_YEAR,
        Column("destination", "text", "plaats buiten het bekostigd onderwijs, of onderwijs elders",
               "place outside funded education, or education elsewhere",
               codes=("onbekend", "geen", "dagbesteding", "werk", "onderwijs")),
    ),
)  # fmt: skip

REGISTER = Table(
    "register", "een rij per kind en schooljaar: de leerplichtadministratie van een gemeente",
    "one row per child and school year: the compulsory education register of a municipality",
    ("pupil", "school_year"),
    (
        PUPIL,
        SCHOOL_YEAR,
        Column("municipality", "text", "gemeente (GM-code van het CBS)", "municipality (CBS code)",
               pattern="GM[0-9]{4}"),
        Column("status", "text", "ingeschreven, vrijgesteld of geen van beide", "enrolled, exempted or neither",
               codes=("ingeschreven", "vrijgesteld", "niet-ingeschreven")),
    ),
)  # fmt: skip

LOB = Table(
    "lob", "een rij per leerling en schooljaar: loopbaanoriëntatie, uit een enquête of portfolio",
    "one row per pupil and school year: career guidance, from a survey or portfolio", ("pupil", "school_year"),
    (
        PUPIL,
        SCHOOL_YEAR,
        Column("activities", "int", "aantal LOB-activiteiten", "number of guidance activities", True, low=0, high=200),
        Column("conversations", "int", "aantal loopbaangesprekken", "number of career conversations", True, low=0,
               high=200),
        Column("qualities", "flag", "werkte aan kwaliteitenreflectie", "worked on reflection on qualities", True),
        Column("motives", "flag", "werkte aan motievenreflectie", "worked on reflection on motives", True),
        Column("exploration", "flag", "werkte aan werkexploratie", "worked on exploring work", True),
        Column("direction", "flag", "werkte aan loopbaansturing", "worked on steering the career", True),
        Column("network", "flag", "werkte aan netwerken", "worked on networking", True),
        Column("barriers", "flag", "werkte aan omgaan met verwachtingen, belemmeringen en stereotypen",
               "worked on dealing with expectations, barriers and stereotyping", True),
    ),
)  # fmt: skip

AREA_FIGURES = Table(
    "area_figures", "een gepubliceerd getal per bron, plaats, periode en uitsplitsing",
    "one published number per source, place, period and breakdown",
    ("source", "measure", "place", "period", "level", "grade", "sex", "detail"),
    (
        Column("source", "text", "code van de bron", "code of the source"),
        Column("measure", "text", "code van het gegeven", "code of the measure"),
        Column("place", "text", "BRIN6, GM-, WK-, BU-code, PC4 of NL", "BRIN6, CBS code, postcode or NL"),
        Column("place_kind", "text", "soort plaats", "kind of place",
               codes=("location", "school", "board", "municipality", "district", "neighbourhood", "postcode4",
                      "province", "country")),
        Column("period", "text", "schooljaar (2019/2020) of kalenderjaar (2020)",
               "school year (2019/2020) or calendar year (2020)", pattern="[0-9]{4}(/[0-9]{4})?"),
        Column("level", "text", "niveau, of leeg", "level, or empty", True),
        Column("grade", "int", "leerjaar, of leeg", "grade, or empty", True, low=0, high=9),
        Column("sex", "text", "geslacht, of leeg", "sex, or empty", True, ("m", "v")),
        Column("detail", "text", "verdere uitsplitsing, of leeg", "further breakdown, or empty", True),
        Column("lower", "number", "ondergrens (leeg: niet bekend)", "lower bound (empty: not known)", True),
        Column("upper", "number", "bovengrens (leeg: niet bekend)", "upper bound (empty: not known)", True),
        Column("unit", "text", "eenheid", "unit",
               codes=("pupils", "percent", "score", "mark", "people", "households", "euro", "metres", "number")),
        Column("state", "text", "waarom het getal er wel of niet is", "why the number is or is not there",
               codes=("shown", "suppressed", "missing", "not_applicable", "not_estimable", "withheld")),
        Column("file", "text", "bestand", "file"),
        Column("row", "int", "rij in het bestand", "row in the file", low=1, high=10**9),
    ),
)  # fmt: skip

TABLES: Mapping[str, Table] = {
    t.name: t
    for t in (
        PUPILS, ENROLMENTS, ADVICES, DIPLOMAS, PARTICIPATIONS, ABSENCE, DESTINATIONS, REGISTER, LOB, PLACES,
        AREA_FIGURES,
    )
}  # fmt: skip
