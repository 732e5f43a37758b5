"""Random careers: the engine and a plain Python reading of the definitions must count the same pupils."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gelijkop.catalogue import load
from gelijkop.indicators.definitions import load_all
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.indicators.vocabulary import CLOCKS
from gelijkop.model import levels as scale
from gelijkop.model.careers import build
from gelijkop.model.figures import Figures
from gelijkop.model.tables import SECTORS
from gelijkop.store import Store

LEVELS, TESTS = scale.levels(), scale.test_advices()
VO = [c for c, v in LEVELS.items() if v.sector in ("vo", "pro")]
RANK = {"pro": 1, "vmbo-bb": 2, "vmbo-bb/kb": 2.5, "vmbo-kb": 3, "vmbo-kb/gt": 3.5, "vmbo-gt": 4, "vmbo-gt/havo": 4.5,
        "havo": 5, "havo/vwo": 5.5, "vwo": 6}  # fmt: skip
"""DOMAIN §2.1, written down anew."""
TEST_RANK = {"pro/vmbo-bb": 1.5, "vmbo-bb/kb": 2.5, "vmbo-kb/gt": 3.5, "vmbo-gt/havo": 4.5, "havo/vwo": 5.5, "vwo": 6}
LOW = {c: int(r) for c, r in RANK.items()} | {"brugklas": 2}
HIGH = {c: int(r + 0.5) for c, r in RANK.items()} | {"brugklas": 6}
CLASS = {"vso": "pro/vso", "pro": "pro/vso", "vmbo-bb": "vmbo-b/k", "vmbo-bb/kb": "vmbo-b/k", "vmbo-kb": "vmbo-b/k",
         "vmbo-kb/gt": "vmbo-b/k", "vmbo-gt": "vmbo-gt", "vmbo-gt/havo": "vmbo-gt", "havo": "havo", "havo/vwo": "havo",
         "vwo": "vwo", "brugklas": "brugklas"}  # fmt: skip
BASE = 2016
YEARS = range(BASE, BASE + 6)
SETTINGS = settings(
    max_examples=4, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

# A pupil: groups, advice (year, place, provisional, test, final) or None, and by year an enrolment (place, level,
# grade) and a diploma (level, extra subject). One location a year, so that nothing is to be resolved.
PUPIL = st.fixed_dictionaries(
    {
        "geslacht": st.integers(0, 2),
        "opleiding": st.integers(0, 4),
        "advice": st.none()
        | st.tuples(
            st.sampled_from(YEARS),
            st.integers(0, 2),
            st.sampled_from(["", *scale.advice_levels()]),
            st.sampled_from(["", *TESTS]),
            st.sampled_from(["", *scale.advice_levels()]),
        ),
        "enrolments": st.dictionaries(
            st.sampled_from(YEARS),
            st.tuples(
                st.integers(0, 2),
                st.sampled_from([*VO, *VO, "vso", "isk", "vavo", "mbo-2", "bo"]),
                st.integers(0, 6),
            ),
            max_size=6,
        ),
        "diplomas": st.dictionaries(
            st.sampled_from(YEARS),
            st.tuples(st.sampled_from(["vmbo-bb", "vmbo-gt", "havo", "vwo", "mbo-2"]), st.integers(0, 1)),
            max_size=2,
        ),
    }
)
PUPILS = st.lists(PUPIL, min_size=1, max_size=40)


# ---- the plain reading: from what is known of one moment to the name of an outcome, or None (outside)


def under_or_over(advice, test):
    if advice not in RANK or test not in TEST_RANK:
        return None
    if TEST_RANK[test] > RANK[advice]:
        return "passend" if (advice, test) == ("pro", "pro/vmbo-bb") else "onder"
    return "over" if TEST_RANK[test] < RANK[advice] else "passend"


def kansenkaart(advice, test):
    if advice not in RANK or test not in TEST_RANK:
        return None
    rules = load("rules/kansenkaart")
    row = rules["verdicts"][rules["stands_for"]["school_advice"][advice]]
    sign = row[rules["tests"].index(rules["stands_for"]["test_advice"][test])]
    return {"<": "onder", "=": "passend", ">": "over"}[sign]


def gap(advice, test):
    return f"{RANK[advice] - TEST_RANK[test]:g}" if advice in RANK and test in TEST_RANK else None


def yes(condition):
    return "ja" if condition else "nee"


def position(advice, level, half_up):
    if HIGH[level] < LOW[advice]:
        return "onder"
    if half_up:
        return "boven" if level != "brugklas" and RANK[level] > RANK[advice] else "op"
    return "boven" if LOW[level] > HIGH[advice] else "op"


def advice_answers(pupil, year, known):
    _, _, provisional, test, final = pupil["advice"]
    eligible = under_or_over(provisional, test) == "onder"
    raised = provisional in RANK and final in RANK and RANK[final] > RANK[provisional]
    both = provisional in RANK and test in TEST_RANK
    answers = {
        "po.advies.heroverweging": yes(eligible) if both else None,
        "po.advies.bijstelling": yes(raised) if both else None,
        "po.advies.bijstelling-na-heroverweging": None,
        "po.advies.passend/A-voorlopig": under_or_over(provisional, test),
        "po.advies.passend/A-definitief": under_or_over(final, test),
        "po.advies.passend/B-voorlopig": kansenkaart(provisional, test),
        "po.advies.passend/B-definitief": kansenkaart(final, test),
        "po.advies.kloof/voorlopig": gap(provisional, test),
        "po.advies.kloof/definitief": gap(final, test),
    }
    if eligible:
        full = raised and HIGH[final] >= int(TEST_RANK[test] + 0.5)
        answers["po.advies.bijstelling-na-heroverweging"] = "volledig" if full else "deels" if raised else "niet"
    level1, level3 = (pupil["enrolments"].get(year + k, (0, "", 0))[1] for k in (1, 3))
    class1, class3 = (CLASS.get(level, "elders") for level in (level1, level3))
    followed = final in CLASS and {year + 1, year + 3} <= known
    answers["vo.loopbaan.advies-leerjaar1"] = f"{CLASS[final]}>{class1}" if followed else None
    answers["vo.loopbaan.leerjaar1-leerjaar3"] = f"{class1}>{class3}" if followed else None
    placed = final in RANK and year + 3 in known and level3 in VO
    answers["vo.positie.leerjaar3"] = position(final, level3, False) if placed else None
    answers["vo.positie.leerjaar3/vensters"] = position(final, level3, True) if placed else None
    return answers


def step_answers(pupil, year, known_diplomas):
    _, level, grade = pupil["enrolments"][year]
    _, later, later_grade = pupil["enrolments"].get(year + 1, (0, "", 0))
    passed = year in pupil["diplomas"] if year in known_diplomas else not 1 <= grade <= 3
    codes = ("vo.zittenblijven", "vo.opstroom", "vo.opstroom/halve-stap", "vo.afstroom", "vo.afstroom/halve-stap")
    answers = dict.fromkeys((*codes, "vo.studieproblemen/som"))
    if later not in VO or passed:
        return answers
    down = HIGH[later] < LOW[level]
    both_ranked = level in RANK and later in RANK
    answers["vo.opstroom"] = yes(LOW[later] > HIGH[level])
    answers["vo.opstroom/halve-stap"] = yes(both_ranked and RANK[later] > RANK[level])
    answers["vo.afstroom"] = yes(down)
    answers["vo.afstroom/halve-stap"] = yes(both_ranked and RANK[later] < RANK[level])
    if grade and later_grade:
        answers["vo.zittenblijven"] = yes(grade == later_grade)
        answers["vo.studieproblemen/som"] = ("geen", "een", "beide")[(grade == later_grade) + down]
    return answers


def diploma_answers(pupil, year):
    level, extra = pupil["diplomas"][year]
    _, later, grade = pupil["enrolments"].get(year + 1, (0, "", 0))
    to_havo = yes(later == "havo" and grade in (0, 4, 5))
    to_vwo = yes(later == "vwo" and grade in (0, 5, 6))
    return {
        "vo.doorstroom.gt-havo": to_havo if level == "vmbo-gt" else None,
        "vo.doorstroom.gt-havo/extra-vak": to_havo if level == "vmbo-gt" and extra else None,
        "vo.doorstroom.havo-vwo": to_vwo if level == "havo" else None,
    }


def plainly(pupils) -> Counter:
    """Pupils by (measure, year, place, sex, education, test, outcome's name), one pupil and one year at a time."""
    known = {year for p in pupils for year in p["enrolments"]}
    known_diplomas = {year for p in pupils for year in p["diplomas"]}
    found = Counter()
    for p in pupils:
        test = TESTS[p["advice"][3]].number if p["advice"] and p["advice"][3] else 0
        moments = []
        if p["advice"]:
            moments.append((p["advice"][0], p["advice"][1], advice_answers(p, p["advice"][0], known)))
        for year, (place, level, _) in p["enrolments"].items():
            if level in VO and year + 1 in known:
                moments.append((year, place, step_answers(p, year, known_diplomas)))
        for year, (level, _) in p["diplomas"].items():
            if level in VO and year + 1 in known:
                moments.append((year, p["enrolments"].get(year, (1,))[0], diploma_answers(p, year)))
        for year, place, answers in moments:
            for code, outcome in answers.items():
                found[code, year, place, p["geslacht"], p["opleiding"], test, outcome] += 1
    return found


# ---- the same through the engine


def number(scale_, code):
    return scale_[code].number if code else 0


def columns(names, rows):
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names.split()))
    return dict(zip(names.split(), table.T, strict=True))


def tables(pupils):
    enrolments, advices, diplomas = [], [], []
    for i, p in enumerate(pupils):
        for year, (place, level, grade) in p["enrolments"].items():
            sector = SECTORS.index(LEVELS[level].sector)
            enrolments.append((i, year, place, sector, LEVELS[level].number, grade))
        if p["advice"]:
            year, place, provisional, test, final = p["advice"]
            advices.append((i, year, place, number(LEVELS, provisional), number(TESTS, test), number(LEVELS, final)))
        for year, (level, extra) in p["diplomas"].items():
            diplomas.append((i, year, 1, LEVELS[level].number, extra))
    groups = {g: np.array([p[g] for p in pupils]) for g in ("geslacht", "opleiding")}
    return {
        "pupils": {"pupil": np.arange(len(pupils))} | groups,
        "enrolments": columns("pupil school_year location sector level grade", enrolments),
        "advices": columns("pupil school_year location provisional_advice test_advice final_advice", advices),
        "diplomas": columns("pupil school_year location level extra_subject", diplomas),
    }


def by_engine(store: Store, pupils) -> Figures:
    careers = build(tables(pupils), places=("00AA00", "00AB00", "00AC00"))
    frame = store.cached(store.frame(careers.columns))
    parts = []
    for clock in CLOCKS:
        wanted = distributions(load_all(), clock)
        query = counted(frame, careers, wanted, clock)
        if query is not None:
            parts.append((wanted, store.arrays(query)))
    return figures(load_all(), careers, parts)


def as_counter(found: Figures) -> Counter:
    rows = zip(found.measure, found.school_year, found.place, found.groups["geslacht"], found.groups["opleiding"],
               found.stratum, found.outcome, found.pupils, strict=True)  # fmt: skip
    counts = Counter()
    for m, year, place, sex, education, test, outcome, pupils in rows:
        name = None if outcome < 0 else found.measures[m].outcomes[outcome]
        key = (found.measures[m].code, int(year), int(place), int(sex), int(education), int(test), name)
        assert key not in counts, "a combination has two rows"
        counts[key] = int(pupils)
    return counts


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("generative") / "store.duckdb", threads=1) as opened:
        yield opened


@settings(SETTINGS, max_examples=12)
@given(PUPILS)
def test_the_engine_counts_what_plain_python_counts(store, pupils):
    assert as_counter(by_engine(store, pupils)) == plainly(pupils)


@SETTINGS
@given(PUPILS, st.randoms(use_true_random=False))
def test_the_order_of_pupils_does_not_matter(store, pupils, random):
    shuffled = list(pupils)
    random.shuffle(shuffled)
    assert as_counter(by_engine(store, pupils)) == as_counter(by_engine(store, shuffled))


@SETTINGS
@given(PUPILS)
def test_every_pupil_twice_doubles_all_counts(store, pupils):
    once, twice = as_counter(by_engine(store, pupils)), as_counter(by_engine(store, pupils + pupils))
    assert twice == Counter({key: 2 * n for key, n in once.items()})


@SETTINGS
@given(PUPILS)
def test_all_measures_of_a_clock_add_up_to_the_same_pupils_in_every_cell(store, pupils):
    found = by_engine(store, pupils)
    clocks = {m.code: m.clock for m in found.measures}
    cells = {}
    for (code, *cell, _), n in as_counter(found).items():
        cells.setdefault((clocks[code], *cell), Counter())[code] += n
    for cell, by_measure in cells.items():
        own_rows = {m.code for m in found.measures if m.clock == cell[0] and m.distribution == m.code}
        assert set(by_measure) == own_rows
        assert len(set(by_measure.values())) == 1


@SETTINGS
@given(PUPILS)
def test_the_population_of_a_measure_within_another_is_that_outcome(store, pupils):
    found = by_engine(store, pupils)
    counts = as_counter(found)
    for inner in (m for m in found.measures if m.within and m.distribution == m.code):
        outer = next(m for m in found.measures if m.code == inner.within)
        population, outcome = Counter(), Counter()
        for (code, *cell, name), n in counts.items():
            if code == inner.code and name is not None:
                population[tuple(cell)] += n
            if code == outer.code and name == outer.outcomes[inner.within_outcome]:
                outcome[tuple(cell)] += n
        assert population == outcome


@SETTINGS
@given(PUPILS, st.permutations(range(5)))
def test_other_numbers_for_groups_give_the_same_counts_under_the_other_numbers(store, pupils, numbers):
    renamed = [p | {"opleiding": numbers[p["opleiding"]]} for p in pupils]
    expected = Counter(
        {(*key[:4], numbers[key[4]], *key[5:]): n for key, n in as_counter(by_engine(store, pupils)).items()}
    )
    assert as_counter(by_engine(store, renamed)) == expected
