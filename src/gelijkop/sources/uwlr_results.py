"""The results of one pupil in a UWLR message: the advice of the final test of primary school, or what is wrong.

Which test is the final one, and which words are its advice, is told in catalogue `sources/uwlr`. An
advice stands there as the value of a reference score, or as the norm that a score falls in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from gelijkop.catalogue import load
from gelijkop.errors import Finding, InputRefused, Text
from gelijkop.sources.dossier_page import line
from gelijkop.sources.edexml_pupil import School
from gelijkop.sources.refusals import refusal
from gelijkop.sources.rows import Row
from gelijkop.sources.test_words import advice_of, plain
from gelijkop.sources.xml import again

_DATE = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_ONCE = frozenset({
    "leerlingid", "resultaten", "afnamedatum", "toetscode", "toetsonderdeelcode", "score", "osoresultaat", "waarde",
    "kwalificatie", "toetsnaam", "toetsnormering", "toetsonderdelen", "toetsonderdeelnaam", "toetsonderdeelnormering",
    "term", "omschrijving", "beginnormwaarde", "eindnormwaarde",
})  # fmt: skip
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Norm:
    """What the scores from `low` to `high` mean."""

    low: int
    high: int
    term: str


@dataclass(frozen=True)
class Test:
    """One test: whether it is the final test of primary school, by whom, and its norms.

    `parts` holds the norms of the parts that tell an advice, by their code.
    """

    final: bool
    provider: str | None
    norms: Sequence[Norm]
    parts: Mapping[str, Sequence[Norm]]


@dataclass(frozen=True, repr=False)
class Taken:
    """What one pupil's results tell: advices by school year, and how many results or fields have no place."""

    number: str
    advices: Mapping[int, Row]
    unknown: Sequence[str]


def read_tests(root: etree._Element, school: School) -> Mapping[str, Test]:
    """The tests that a message describes, by code.

    Raises:
        InputRefused: a code, or something in a test, stands there twice.
    """
    tests: dict[str, Test] = {}
    for element in root.iterfind("toetsen/toets"):
        code = _text(element, "toetscode")
        if code in tests or any(again(part, _ONCE) is not None for part in element.iter(etree.Element)):
            raise refusal(
                InputRefused, "twice", school.file,
                Text("deze toets, of iets erin, staat hier voor de tweede keer.",
                     "this test, or something in it, is here for the second time."),
                row=line(element), column="toets",
            )  # fmt: skip
        tests[code] = _test(element)
    return tests


def read_taken(element: etree._Element, tests: Mapping[str, Test], school: School) -> Taken | tuple[Finding, ...]:
    """What one `toetsafname` tells, or all that is wrong with it."""
    wrong: list[Finding] = []
    number = _text(element, "leerlingid")
    if not number:
        _fault(wrong, "no_pupil_number", element, school, "leerlingid",
               "deze leerling heeft geen nummer van de school", "this pupil has no number of the school")  # fmt: skip
    twice = next((c for part in element.iter(etree.Element) if (c := again(part, _ONCE)) is not None), None)
    if twice is not None:
        _fault(wrong, "twice", twice, school, etree.QName(twice).localname,
               "dit staat hier voor de tweede keer", "this is here for the second time")  # fmt: skip
    told: dict[int, set[str]] = {}
    providers: dict[int, set[str | None]] = {}
    unknown: list[str] = []
    for result in element.iterfind("resultaten/resultaat"):
        test, year = tests.get(_text(result, "toetscode")), _school_year(result, school, wrong)
        if test is None:
            _fault(wrong, "unknown_code", result, school, "toetscode",
                   "deze toets staat niet onder toetsen", "this test does not stand under toetsen")  # fmt: skip
        elif not test.final or not _tells_advice(result, test):
            unknown.append("other_results")
        elif year is not None:
            words = _words(result, test, school, wrong)
            told.setdefault(year, set()).update(a for a in map(advice_of, words) if a is not None)
            providers.setdefault(year, set()).add(test.provider)
    if any(len(advices) > 1 for advices in told.values()):
        _fault(wrong, "contradiction", element, school, "resultaat",
               "deze leerling heeft in één schooljaar twee verschillende toetsadviezen",
               "this pupil has two different test advices in one school year")  # fmt: skip
    if wrong:
        return tuple(wrong)
    advices: dict[int, Row] = {}
    for year, (advice,) in ((y, tuple(a)) for y, a in told.items() if a):
        (provider, *others) = providers[year]
        advices[year] = {"test_advice": advice, "test_provider": None if others else provider}
    unknown += ["test_advice"] * (len(told) - len(advices))
    unknown += ["test_provider" for row in advices.values() if row["test_provider"] is None]
    return Taken(number, advices, unknown)


def _tells_advice(result: etree._Element, test: Test) -> bool:
    """Whether a result is of the whole test, or of the part that tells the advice."""
    part = _text(result, "toetsonderdeelcode")
    return not part or part in test.parts


def _words(result: etree._Element, test: Test, school: School, wrong: list[Finding]) -> Iterator[str]:
    """All that a result may mean in words."""
    for reference in result.iterfind("osoresultaat/{*}referentiescore"):
        yield from ((reference.findtext(f"{{*}}{name}") or "") for name in ("waarde", "kwalificatie"))
    score = _text(result, "score")
    if not score:
        return
    if not _WHOLE.fullmatch(score):
        _fault(wrong, "bad_number", result.find("score"), school, "score",
               "dit is geen heel getal", "this is no whole number")  # fmt: skip
        return
    norms = test.parts.get(_text(result, "toetsonderdeelcode"), test.norms)
    yield from (norm.term for norm in norms if norm.low <= int(score) <= norm.high)


def _test(element: etree._Element) -> Test:
    rules = load("sources/uwlr")
    name = f"{_text(element, 'toetscode')} {_text(element, 'toetsnaam')}"
    bare = plain(name)
    final = any(w in bare for w in rules["final_test"]["words"])
    final = final and not any(w in bare for w in rules["final_test"]["never"])
    words = f" {' '.join(_WORD.findall(name.lower()))} "
    providers = {code for written, code in rules["test_provider"].items() if f" {written} " in words}
    parts = {
        _text(part, "toetsonderdeelcode"): _norms(part, "toetsonderdeelnormering")
        for part in element.iterfind("toetsonderdelen/toetsonderdeel")
        if rules["advice_part"]["word"] in plain(_text(part, "toetsonderdeelcode") + _text(part, "toetsonderdeelnaam"))
    }
    provider = providers.pop() if len(providers) == 1 else None
    return Test(final, provider, _norms(element, "toetsnormering"), parts)


def _norms(element: etree._Element, name: str) -> Sequence[Norm]:
    """The norms of a test or part; one whose bounds are no whole numbers says nothing."""
    found = []
    for norm in element.iterfind(f"{name}/norm"):
        low, high = _text(norm, "beginnormwaarde"), _text(norm, "eindnormwaarde")
        if _WHOLE.fullmatch(low) and _WHOLE.fullmatch(high):
            found += [Norm(int(low), int(high), _text(norm, n)) for n in ("term", "omschrijving")]
    return found


def _school_year(result: etree._Element, school: School, wrong: list[Finding]) -> int | None:
    """The school year of the day of the test; it starts on 1 August."""
    match = _DATE.fullmatch(_text(result, "afnamedatum"))
    if match is None:
        _fault(wrong, "bad_date", result, school, "afnamedatum",
               "dit is geen datum. Verwacht wordt JJJJ-MM-DD", "this is no date. Expected is YYYY-MM-DD")  # fmt: skip
        return None
    return int(match[1]) - (match[2] < "08")


def _fault(
    wrong: list[Finding], rule: str, element: etree._Element | None, school: School, column: str, nl: str, en: str
) -> None:
    text = Text(f"{nl}. Deze leerling is overgeslagen.", f"{en}. This pupil was left out.")
    wrong.append(Finding(rule, school.file, text, line(element), column))


def _text(element: etree._Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
