"""Whether two references are to one publication: a reason, a doubt, or neither."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from gelijkop.evidence.bibliography.sets import Doubt, Reason
from gelijkop.evidence.bibliography.traits import Traits

NEAR = 0.75
"""Share of three-letter pieces that two titles have in common to be alike; a misspelt word in ten leaves 0.8."""
NEAR_ON_PAGE = 0.55
"""The same where both begin on one page: two misspelt words of seven leave 0.6."""
APART = 0.3
"""Below this, two titles under one DOI have nothing to do with each other (a translation may, hence the pages too)."""
SPELLING = 5
"""Letters from which one letter of a last name may differ: Müller and Mueller."""
PREPRINT_YEARS = 3
"""Years that a preprint may be older than the article."""
Same = Literal["yes", "no", "unknown"]


def verdict(a: Traits, b: Traits) -> tuple[Reason | None, Doubt | None]:
    """The reason to take two references as one, or the doubt that keeps two like ones apart; both None: not alike."""
    if a.doi and a.doi == b.doi:
        return _one_doi(a, b)
    likeness = _titles(a, b)
    if a.accession and a.accession == b.accession and likeness is not None:
        return (None, "two_dois") if _two_dois(a, b) else ("accession", None)
    if likeness is None or not a.title:
        return None, "short_title" if _short(a, b) else None
    return _by_title(a, b, likeness)


def same_container(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two names of a journal are one, also where one is shortened: J Educ Psychol."""
    return len(a) == len(b) > 0 and all(x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True))


def similarity(a: str, b: str) -> float:
    """The share of three-letter pieces that two titles have in common, 0–1."""
    if a == b:
        return 1.0
    if not a or not b or min(len(a), len(b)) < NEAR_ON_PAGE * max(len(a), len(b)) * 0.8:
        return 0.0
    left, right = _pieces(a), _pieces(b)
    return len(left & right) / len(left | right)


def _one_doi(a: Traits, b: Traits) -> tuple[Reason | None, Doubt | None]:
    if a.about_another != b.about_another:
        return None, "correction"
    pages_differ = a.first_page != "" and b.first_page != "" and a.first_page != b.first_page
    if pages_differ and a.title and b.title and similarity(a.title, b.title) < APART and a.main != b.main:
        return None, "one_doi"
    return "doi", None


def _titles(a: Traits, b: Traits) -> Literal["same", "subtitle", "near"] | None:
    if a.title == b.title:
        return "same"
    if a.main == b.main and (not a.subtitle or not b.subtitle):
        return "subtitle"
    least = NEAR_ON_PAGE if _place(a, b) == "yes" else NEAR
    return "near" if similarity(a.title, b.title) >= least else None


def _short(a: Traits, b: Traits) -> bool:
    """Whether one has the other's title without its subtitle, in too few words to be sure of it."""
    whole = a.start != "" and a.start == b.start and a.start in (a.title, b.title)
    near = a.year > 0 and b.year > 0 and abs(a.year - b.year) <= 1
    return whole and near and same_author(a, b) == "yes" and not _two_dois(a, b)


def _by_title(
    a: Traits, b: Traits, likeness: Literal["same", "subtitle", "near"]
) -> tuple[Reason | None, Doubt | None]:
    authors, place, years = same_author(a, b), _place(a, b), abs(a.year - b.year) if a.year and b.year else None
    if authors == "no" and not (place == "yes" and years in (0, 1)):
        return None, None
    if a.about_another != b.about_another:
        return None, "correction" if authors == "yes" and likeness != "near" else None
    if a.generic or b.generic:
        return _generic(a, b, authors, place, years)
    if likeness == "near":
        return _near(a, b, authors, place, years)
    return _alike(a, b, likeness, authors, place, years)


def _alike(
    a: Traits, b: Traits, likeness: Literal["same", "subtitle"], authors: Same, place: Same, years: int | None
) -> tuple[Reason | None, Doubt | None]:
    """Two references with one title."""
    if a.numbers != b.numbers:
        return None, "part"
    if a.preprint != b.preprint or (a.preprint and _differ(a.doi, b.doi)):
        near = years is not None and years <= PREPRINT_YEARS and authors == "yes" and likeness == "same"
        return ("preprint", None) if near else (None, "other_year" if authors == "yes" else None)
    if years is None or years > 1:
        return _other_year(a, b, authors, place, years)
    if "thesis" in (a.family, b.family) and _differ(a.family, b.family):
        return None, "thesis"
    if "book" in (a.family, b.family) and _differ(a.family, b.family):
        return None, "book"
    if _two_dois(a, b):
        return None, "two_dois"
    if place == "no" or (likeness == "subtitle" and _differ(a.first_page, b.first_page)):
        return None, "other_place"
    if authors != "yes":
        return ("title_place", None) if place == "yes" else (None, "no_author")
    if years == 1 and not _may_be_online_first(a, b):
        return None, "other_year"
    return "subtitle" if likeness == "subtitle" else "title_author", None


def _generic(a: Traits, b: Traits, authors: Same, place: Same, years: int | None) -> tuple[Reason | None, Doubt | None]:
    if a.title != b.title or a.numbers != b.numbers or years != 0 or _two_dois(a, b):
        return None, None
    if place == "yes" and authors != "no" and same_container(a.container, b.container):
        return "title_place", None
    return None, "generic" if authors == "yes" and place == "unknown" else None


def _near(a: Traits, b: Traits, authors: Same, place: Same, years: int | None) -> tuple[Reason | None, Doubt | None]:
    if years is None or years > 1 or authors == "no" or place == "no":
        return None, None
    if place == "yes":
        if a.numbers != b.numbers:
            return None, "part"
        if _two_dois(a, b):
            return None, "two_dois"
        return "near_title", None
    numbered = a.volume != "" and a.volume == b.volume and same_container(a.container, b.container)
    pages_known = a.first_page != "" and b.first_page != ""
    return None, "near_title" if numbered and authors == "yes" and not pages_known else None


def _other_year(
    a: Traits, b: Traits, authors: Same, place: Same, years: int | None
) -> tuple[Reason | None, Doubt | None]:
    if authors != "yes" or (years is not None and years > 2):
        return None, None
    if years is None and place == "yes" and not _two_dois(a, b) and not _differ(a.family, b.family):
        return "title_place", None
    return None, "other_year"


def _may_be_online_first(a: Traits, b: Traits) -> bool:
    """Whether a year apart may be online and in print: of an article, not of a report that comes every year."""
    families = {a.family, b.family}
    # One may leave out the end of a name: School Effectiveness (and School Improvement).
    words = min(len(a.container), len(b.container))
    other = words > 0 and not same_container(a.container[:words], b.container[:words])
    return bool(families & {"paper", "thesis"}) and not families & {"report", "book"} and not other


def same_author(a: Traits, b: Traits) -> Same:
    """Whether the first authors are one person or institute."""
    if not a.surname or not b.surname:
        return "unknown"
    if _differ(a.initial, b.initial):
        return "no"
    if a.surname == b.surname or _one_edit(a.surname, b.surname):
        return "yes"
    short, long = sorted((a.surname, b.surname), key=len)
    # Jansen and Jansen-de Vries
    return "yes" if len(short) >= SPELLING and long.startswith(short) and a.initial == b.initial != "" else "no"


def _place(a: Traits, b: Traits) -> Same:
    """Whether both stand on the same first page of the same volume or journal."""
    if not a.first_page or not b.first_page:
        return "unknown"
    if a.first_page != b.first_page:
        return "no" if _differ(a.volume, b.volume) else "unknown"
    if _differ(a.volume, b.volume):
        return "unknown"
    container = same_container(a.container, b.container)
    return "yes" if container or (a.volume != "" and a.volume == b.volume) else "unknown"


def _two_dois(a: Traits, b: Traits) -> bool:
    return _differ(a.doi, b.doi)


def _differ(a: str, b: str) -> bool:
    return a != "" and b != "" and a != b


def _one_edit(a: str, b: str) -> bool:
    """Whether one letter was changed, added or left out, in a name that is long enough."""
    if min(len(a), len(b)) < SPELLING or abs(len(a) - len(b)) > 1:
        return False
    short, long = sorted((a, b), key=len)
    same = next((i for i, (x, y) in enumerate(zip(short, long, strict=False)) if x != y), len(short))
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


@lru_cache(maxsize=100_000)
def _pieces(title: str) -> frozenset[str]:
    padded = f"  {title} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))
