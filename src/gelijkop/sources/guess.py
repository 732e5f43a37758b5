"""Proposes a mapping for a pupil file, from its headings and from the shape of what stands under them.

The proposal is a text for a person to read; uncertain lines stand behind `#`. It is never applied
unasked. Known headings are those of common exports of ParnasSys and ESIS (primary), Magister and
Somtoday (secondary) and of DUO files [K: they differ from school to school], and those of DOMAIN §3.4
and §3.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import narwhals as nw
from numpy.typing import NDArray

from gelijkop.model.tables import Column
from gelijkop.sources.career_file import CAREER_FILE
from gelijkop.sources.personal import says_personal
from gelijkop.sources.pupil_file import Frame, Raw
from gelijkop.sources.schemes import allowed_codes, phases, scheme_codes, schemes

Run = Callable[[Frame], Mapping[str, NDArray[Any]]]  # Any: a column of any numpy type

SURE = 0.8
"""Below this confidence a line is put behind `#`."""
FEWEST = 10
"""A code is shown in a proposal only if it stands in at least so many rows, since rarer ones may be about one pupil."""
MOST = 40
"""A column with more different texts holds no codes."""
_LONGEST = 24  # characters of a code; names and remarks are longer or rarer

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "pupil": ("leerlingnummer", "leerlingid", "leerlingnr", "llnr", "stamnummer", "stamnr", "studentnummer",
              "deelnemernummer", "leerlingkey"),
    "school_year": ("schooljaar", "lesperiode", "cursusjaar", "inschrijvingsjaar", "peiljaar", "jaar"),
    "location": ("brin6", "vestigingscode", "vestigingsbrin", "brinvest", "instellingscodevestiging"),
    "sector": ("sector", "onderwijssoort", "onderwijstype", "soortonderwijs"),
    "level": ("niveau", "opleiding", "onderwijsniveau", "schoolsoort", "afdeling", "profielniveau", "leerweg"),
    "grade": ("leerjaar", "jaargroep", "klaslaag", "leerjaarnummer", "bouwjaar", "groep"),
    "programme": ("crebo", "crebocode", "opleidingscode"),
    "provisional_advice": ("adviesvoorlopig", "voorlopigadvies", "voorlopigschooladvies"),
    "test_advice": ("toetsadvies", "eindtoetsadvies", "doorstroomtoetsadvies", "adviestoets", "adviesdoorstroomtoets"),
    "test_provider": ("toetsaanbieder", "eindtoets", "doorstroomtoets", "toetssoort"),
    "final_advice": ("adviesdefinitief", "definitiefadvies", "definitiefschooladvies", "herzienadvies",
                     "bijgesteldadvies", "definitief"),
    "diploma_level": ("diplomaniveau", "niveaudiploma", "behaalddiploma", "diploma"),
    "extra_subject": ("extravak", "examenextravak"),
    "takes_extra_subject": ("volgtextravak", "extravakgekozen"),
    "prior_education": ("vooropleiding", "hoogstevooropleiding"),
    "exemption": ("ontheffing", "ontheffingsreden", "redenontheffing"),
    "reading_level": ("referentieniveaulezen", "referentielezen"),
    "language_level": ("referentieniveautaal", "referentieniveautaalverzorging"),
    "mathematics_level": ("referentieniveaurekenen", "referentierekenen"),
    "birth_month": ("geboortedatum", "geboortemaand", "gebdatum", "gebdat"),
    "sex": ("geslacht", "sekse", "geslachtcode"),
    "parents_education": ("opleidingouders", "opleidingsniveauouders", "opleidingouderverzorger"),
    "income_group": ("inkomensgroep", "inkomenskwintiel", "inkomen"),
    "origin": ("herkomst", "herkomstgroep"),
    "migration_background": ("migratieachtergrond",),
    "newcomer": ("nieuwkomer",),
    "school_weight_band": ("schoolweging",),
    "home_language": ("thuistaal", "taalthuis"),
    "arrival_year": ("datuminnl", "jareninnl", "aankomstjaar", "datuminnederland", "datumbinnenkomst"),
    "neighbourhood": ("buurt", "buurtcode"),
    "neighbourhood_poverty": ("armoedebuurt", "buurtarmoede"),
    "postcode4": ("postcode", "pc4", "pc6", "postcode4"),
}  # fmt: skip
_ADVICE = ("schooladvies", "basisschooladvies", "adviesbasisschool", "adviespo", "advies")
_PHASE = ("leerfaseafk", "leerfase", "studie", "klascode")
_BRIN, _BRANCH = ("brin", "brincode", "brinnummer", "brinnr", "brin4"), ("vestiging", "vestigingsnummer", "vestnr")

_SHAPES: Mapping[str, str] = {
    "school_year": r"^[0-9]{4}([-/][0-9]{2,4}|SJ00)$",
    "location": "^[0-9]{2}[A-Za-z]{2}[0-9]{2}$",
    "brin": "^[0-9]{2}[A-Za-z]{2}$",
    "birth_month": r"^([0-9]{4}-[0-9]{2}(-[0-9]{2}.*)?|[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4})$",
    "postcode4": r"^[1-9][0-9]{3}\s*([A-Za-z]{2})?$",
    "neighbourhood": "^BU[0-9]{8}$",
    "sex": "(?i)^(m|v|man|vrouw|jongen|meisje)$",
    "grade": "^[0-9]$",
    "phase": "^[A-Za-z]{1,4}[0-9](_.*)?$",
}
_FITTING = 0.95  # of the filled cells, to speak of a shape
_TELLING = ("school_year", "location", "neighbourhood")
"""Shapes that tell a column by themselves, whatever its heading."""

_WORDS = {"man": "m", "jongen": "m", "vrouw": "v", "meisje": "v", "nederlands": "nederlands"}


@dataclass(frozen=True)
class Guess:
    """A column of ours, the heading it may be read from, how sure that is (0–1), and why in Dutch.

    `take` tells that only the letters or digits of what stands there are meant, as in `h4` for havo 4.
    """

    column: str
    heading: str
    confidence: float
    reason: str
    take: Literal["", "letters", "digits"] = ""


def guess(raw: Raw, run: Run) -> tuple[Guess, ...]:
    """For each column of a career file the likeliest heading, surest first; columns without any are left out.

    Columns with a personal number in their heading are never proposed.
    """
    fits = _fits(raw, run)
    found = sorted(_candidates(raw, fits), key=lambda g: -g.confidence)
    taken: dict[str, Guess] = {}
    used: set[str] = set()
    for candidate in found:
        if candidate.column not in taken and (candidate.take or candidate.heading not in used):
            taken[candidate.column] = candidate
            used.add(candidate.heading)
    return tuple(taken.values())


def proposal(raw: Raw, run: Run) -> str:
    """The text of a mapping file to read, correct and save."""
    guesses = guess(raw, run)
    by_column = {g.column: g for g in guesses}
    lines = [
        f"# Voorstel voor {raw.name}. Lees elke regel na. Achter # staat wat onzeker is: haal het # weg als het klopt.",
        "[file]",
        'kind = "loopbaan"',
    ]
    if raw.labelled:
        lines.append('values = "labels"  # de codes in dit bestand hebben labels; "codes" neemt de codes zelf')
    if any(c.background and c.name in by_column for c in CAREER_FILE.columns):
        lines.append('legal_ground = ""  # op welke grond mag u de achtergrondkenmerken gebruiken?')
    derived = dict(_derive_lines(raw, by_column))
    lines += ["", "[columns]", *_column_lines(by_column, derived), "", "[derive]", *derived.values()]
    for column in CAREER_FILE.columns:
        if column.name in by_column and allowed_codes(column):
            lines += _code_lines(raw, by_column[column.name], column, run)
    return "\n".join(lines) + "\n"


def _fits(raw: Raw, run: Run) -> Mapping[tuple[str, str], float]:
    """For every heading and shape the share of filled cells that have it, in one scan."""
    seen = []
    for i, heading in enumerate(raw.header):
        text = nw.col(raw.column(heading)).str.strip_chars() if heading else nw.lit("")
        if heading:
            seen.append((text != "").fill_null(False).cast(nw.Int64).sum().alias(f"n{i}"))
            for j, shape in enumerate(_SHAPES.values()):
                seen.append(text.str.contains(shape).fill_null(False).cast(nw.Int64).sum().alias(f"s{i}_{j}"))
    found = run(raw.frame.select(*seen))
    return {
        (heading, shape): float(found[f"s{i}_{j}"][0]) / max(float(found[f"n{i}"][0]), 1.0)
        for i, heading in enumerate(raw.header)
        if heading
        for j, shape in enumerate(_SHAPES)
    }


def _candidates(raw: Raw, fits: Mapping[tuple[str, str], float]) -> Iterator[Guess]:
    for heading in raw.header:
        bare = re.sub("[^a-z0-9]", "", heading.lower())
        if not bare or says_personal(heading):
            continue
        if bare in _PHASE and fits[heading, "phase"] >= _FITTING:
            yield Guess("level", heading, 0.85, "bekende kop; de letters vormen het niveau", "letters")
            yield Guess("grade", heading, 0.85, "bekende kop; het cijfer is het leerjaar", "digits")
        if bare in _ADVICE:
            doubt = "bekende kop; is dit het definitieve of het voorlopige advies?"
            yield Guess("final_advice", heading, 0.6, doubt)
            yield Guess("provisional_advice", heading, 0.55, doubt)
        for column, known in _HEADINGS.items():
            if (confidence := _confidence(column, bare, known, fits.get((heading, column)))) > 0:
                yield Guess(column, heading, confidence, _reason(bare in known, fits.get((heading, column))))


def _confidence(column: str, bare: str, known: tuple[str, ...], fit: float | None) -> float:
    by_heading = max((0.9 - 0.01 * known.index(k) if bare == k else 0.5 if k in bare else 0.0) for k in known)
    if fit is None:
        return by_heading
    if fit >= _FITTING:
        return min(0.99, by_heading + 0.09) if by_heading else 0.7 * (column in _TELLING)
    return by_heading / 2


def _reason(known: bool, fit: float | None) -> str:
    heading = "bekende kop" if known else "kop lijkt erop"
    if fit is None:
        return heading
    return f"{heading}; inhoud past" if fit >= _FITTING else f"{heading}; inhoud past niet"


def _column_lines(guesses: Mapping[str, Guess], derived: Mapping[str, str]) -> Iterator[str]:
    for column in CAREER_FILE.columns:
        found = guesses.get(column.name)
        if found is None:
            if not column.missing and column.name not in derived:
                yield f'# {column.name} = "…"  # niet gevonden, wel nodig: {column.nl}'
        elif not found.take:
            mark = "" if found.confidence >= SURE else "# "
            yield f"{mark}{column.name} = {_quoted(found.heading)}  # {found.confidence:.0%}: {found.reason}"


def _derive_lines(raw: Raw, guesses: Mapping[str, Guess]) -> Iterator[tuple[str, str]]:
    """By column the line that derives it."""
    for found in (guesses[c] for c in ("level", "grade") if c in guesses and guesses[c].take):
        line = f'{found.column} = {{from = {_quoted(found.heading)}, take = "{found.take}"}}  # {found.reason}'
        yield found.column, line
    if "location" not in guesses:
        bare = {re.sub("[^a-z0-9]", "", h.lower()): h for h in raw.header}
        brin, branch = (next((bare[k] for k in known if k in bare), None) for known in (_BRIN, _BRANCH))
        if brin is not None:
            branches = "" if branch is None else f", branch = {_quoted(branch)}"
            yield "location", f"location = {{brin = {_quoted(brin)}{branches}}}  # bekende kop"
    if "sector" not in guesses:
        yield "sector", 'sector = {by = "level"}'


def _code_lines(raw: Raw, found: Guess, column: Column, run: Run) -> Iterator[str]:
    """The codes that stand in the column and are not ours, translated where that is known."""
    written = list(_codes(raw, found, run))
    known = {c.lower() for c in allowed_codes(column)}
    strange = [w for w in written if w.lower() not in known]
    if not strange:
        return
    best = max(schemes(column.name), key=lambda s: sum(w in scheme_codes(column.name, s) for w in strange), default="")
    fitting = scheme_codes(column.name, best) if best else {}
    meant = {w: fitting.get(w) or _meaning(w, column) for w in strange}
    yield f"\n[codes.{column.name}]  # {column.nl}: {', '.join(allowed_codes(column))}"
    for theirs in strange:
        yield f"{_quoted(theirs)} = {_quoted(meant[theirs])}" if meant[theirs] else f'# {_quoted(theirs)} = "…"'


def _meaning(written: str, column: Column) -> str:
    bare = written.lower()
    meant = _WORDS.get(bare) or (phases().get(bare) if column.name == "level" else None) or ""
    return meant if meant in allowed_codes(column) else ""


def _codes(raw: Raw, found: Guess, run: Run) -> Iterator[str]:
    """The texts in a column that are codes: short, few, and each in many rows."""
    text = nw.col(raw.column(found.heading)).str.strip_chars()
    if found.take:
        text = text.str.replace_all("[0-9].*$" if found.take == "letters" else "[^0-9]", "")
    often = raw.frame.select(text.alias("text")).group_by("text").agg(nw.len().alias("rows"))
    kept = often.filter((nw.col("rows") >= FEWEST) & (nw.col("text").str.len_chars() <= _LONGEST))
    texts = run(kept.filter(nw.col("text") != "").sort("text").head(MOST + 1))["text"]
    if len(texts) <= MOST:
        yield from (str(t) for t in texts)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
