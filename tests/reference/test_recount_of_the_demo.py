"""Every indicator counted again from the files as delivered, with rows and dictionaries and none of our rules.

What is known here of levels, advices and years is written out by hand from the definitions' own words
(`docs/reference/indicators.md`), so that a fault in the rules shows as a difference.
"""

import csv
from collections import Counter, defaultdict
from datetime import datetime

import numpy as np
import pytest

from gelijkop.catalogue import load
from gelijkop.indicators.definitions import load_all
from gelijkop.pipeline.imports import import_files
from gelijkop.pipeline.measure import load_figures, measure
from gelijkop.safe.plan import load_plan
from gelijkop.safe.protect import protect
from gelijkop.sources.mapping import read_mapping
from gelijkop.sources.synthetic import generate, read_truth, write_files
from gelijkop.store import Store

SIZE = 60
"""Pupils a cohort: enough for every outcome to occur, few enough to be quick."""

DRIFT = 0.15
"""The published error is rounded up to 0.1 and counts the few places that are not named too."""

RANKS = {
    "pro": (1, 1), "vmbo-bb": (2, 2), "vmbo-bb/kb": (2, 3), "vmbo-kb": (3, 3), "vmbo-kb/gt": (3, 4), "vmbo-gt": (4, 4),
    "vmbo-gt/havo": (4, 5), "havo": (5, 5), "havo/vwo": (5, 6), "vwo": (6, 6),
}  # fmt: skip
SECONDARY = RANKS | {"brugklas": (2, 6)}
TESTS = ("", "pro/vmbo bb", "vmbo bb/kb", "vmbo kb/gl-tl", "vmbo gl-tl/havo", "havo/vwo", "vwo", "ontheffing")
TEST_RANKS = {1: (1, 2), 2: (2, 3), 3: (3, 4), 4: (4, 5), 5: (5, 6), 6: (6, 6)}
# The matrix of the KansenKaart, a row an advice and a column a test advice: vo_advisering.xlsx, sheet "table",
# columns 11, 22, 34, 44, 61 and 70.
KANSENKAART = {
    "pro": "=<<<<<", "vmbo-bb": ">=<<<<", "vmbo-bb/kb": ">==<<<", "vmbo-kb": ">==<<<", "vmbo-kb/gt": ">==<<<",
    "vmbo-gt": ">>==<<", "vmbo-gt/havo": ">>>=<<", "havo": ">>>==<", "havo/vwo": ">>>>==", "vwo": ">>>>==",
}  # fmt: skip
CLASSES = ("pro/vso", "vmbo-b/k", "vmbo-gt", "havo", "vwo", "brugklas", "elders")
CLASS = {
    "vso": 0, "pro": 0, "vmbo-bb": 1, "vmbo-bb/kb": 1, "vmbo-kb": 1, "vmbo-kb/gt": 1, "vmbo-gt": 2, "vmbo-gt/havo": 2,
    "havo": 3, "havo/vwo": 3, "vwo": 4, "brugklas": 5,
}  # fmt: skip
GROUPS = {
    "opleiding": ("Opleiding ouders", ("", "mbo2", "mbo34", "hbo", "wo")),
    "armoede": ("Armoede buurt", ("", "zeer-arm", "arm", "niet-arm")),
    "geslacht": ("Geslacht", ("", "M", "V")),
}


class Silent:
    def step(self, *_args, **_kwargs):
        pass

    def __getattr__(self, _name):
        return self.step


def middle(span):
    return (span[0] + span[1]) / 2


def read(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=";"))


class Recount:
    """Counts by measure, school year, location, groups, stratum and outcome (−1: outside)."""

    def __init__(self, rows):
        self.counts = Counter()
        self.enrolled, self.advice, self.diploma, self.groups = defaultdict(dict), {}, {}, {}
        for row in rows:
            pupil, year = row["Leerlingnummer"], int(row["Schooljaar"][:4])
            self.enrolled[pupil][year] = (row["Niveau"], int(row["Leerjaar"] or 0), row["Vestiging"])
            if row["Voorlopig advies"] or row["Toetsadvies"] or row["Definitief advies"]:
                test = TESTS.index(row["Toetsadvies"])
                self.advice[pupil] = (year, row["Vestiging"], row["Voorlopig advies"], test, row["Definitief advies"])
            if row["Diploma"]:
                self.diploma[pupil, year] = (row["Diploma"], row["Extra vak"] == "Ja")
            self.groups[pupil] = tuple(words.index(row[column]) for column, words in GROUPS.values())
        self.years = {year for career in self.enrolled.values() for year in career}
        self.exam_years = {year for _, year in self.diploma}
        for pupil in self.advice:
            self.after_advice(pupil)
        for pupil in self.enrolled:
            self.steps(pupil)
        for pupil, year in self.diploma:
            self.after_diploma(pupil, year)

    def put(self, pupil, year, place, outcomes):
        stratum = self.advice[pupil][3] if pupil in self.advice else 0
        for code, outcome in outcomes.items():
            self.counts[code, year, place, self.groups[pupil], stratum, outcome] += 1

    def after_advice(self, pupil):
        year, place, first, test, final = self.advice[pupil]
        tested = test in TEST_RANKS
        raised = first in RANKS and final in RANKS and middle(RANKS[final]) > middle(RANKS[first])
        found = {"po.advies.bijstelling": int(raised) if tested and first in RANKS else -1}
        for name, given in (("voorlopig", first), ("definitief", final)):
            counted = tested and given in RANKS
            steps = round(2 * (middle(RANKS[given]) - middle(TEST_RANKS[test]))) if counted else 0
            legal = 1 + (steps > 0) - (steps < 0 and (given, test) != ("pro", 1))
            found[f"po.advies.passend/A-{name}"] = legal if counted else -1
            found[f"po.advies.passend/B-{name}"] = "<=>".index(KANSENKAART[given][test - 1]) if counted else -1
            whole = 1 + (steps >= 2) - (steps <= -2)
            found[f"po.advies.passend/D-{name}"] = whole if counted else -1
            found[f"po.advies.kloof/{name}"] = steps + 10 if counted else -1  # from −5 levels up, by halves
        reconsider = found["po.advies.passend/A-voorlopig"]
        found["po.advies.heroverweging"] = -1 if reconsider < 0 else int(reconsider == 0)
        reached = final in RANKS and tested and RANKS[final][1] >= TEST_RANKS[test][1]
        found["po.advies.bijstelling-na-heroverweging"] = (raised * (1 + reached)) if reconsider == 0 else -1
        self.put(pupil, year, place, found | self.three_years(pupil, year, final))

    def three_years(self, pupil, year, final):
        career = self.enrolled[pupil]
        one, three = (career.get(year + k, ("",))[0] for k in (1, 3))
        there = final in RANKS and three in SECONDARY
        position = vensters = -1
        if there:
            (low, high), (now_low, now_high) = RANKS[final], SECONDARY[three]
            position = 0 if now_high < low else 2 if now_low > high else 1
            higher = three != "brugklas" and now_low + now_high > low + high
            vensters = 0 if position == 0 else 2 if higher else 1
        known = final in CLASS and {year + 1, year + 3} <= self.years
        at_one, at_three = CLASS.get(one, 6), CLASS.get(three, 6)
        return {
            "vo.positie.leerjaar3": position,
            "vo.positie.leerjaar3/vensters": vensters,
            "vo.loopbaan.advies-leerjaar1": CLASS[final] * 7 + at_one if known else -1,
            "vo.loopbaan.leerjaar1-leerjaar3": at_one * 7 + at_three if known else -1,
        }

    def steps(self, pupil):
        for year, (level, grade, place) in self.enrolled[pupil].items():
            if level not in SECONDARY or year + 1 not in self.years:
                continue
            then, then_grade, _ = self.enrolled[pupil].get(year + 1, ("", 0, ""))
            left = (pupil, year) not in self.diploma if year in self.exam_years else grade in (1, 2, 3)
            inside = then in SECONDARY and left
            graded = inside and grade > 0 and then_grade > 0
            (low, high), (then_low, then_high) = SECONDARY[level], SECONDARY.get(then, (0, 0))
            halves = then_low + then_high - low - high if "brugklas" not in (level, then) else 0
            down, again = int(then_high < low), int(grade == then_grade)
            moved = {"vo.opstroom": int(then_low > high), "vo.opstroom/halve-stap": int(halves > 0)}
            moved |= {"vo.afstroom": down, "vo.afstroom/halve-stap": int(halves < 0)}
            stayed = {"vo.zittenblijven": again, "vo.studieproblemen/som": again + down}
            found = {code: n if inside else -1 for code, n in moved.items()}
            self.put(pupil, year, place, found | {code: n if graded else -1 for code, n in stayed.items()})

    def after_diploma(self, pupil, year):
        level, extra = self.diploma[pupil, year]
        if year + 1 not in self.years or level not in SECONDARY:
            return
        place = self.enrolled[pupil][year][2]
        then, grade, _ = self.enrolled[pupil].get(year + 1, ("", 0, ""))
        to_havo, to_vwo = int(then == "havo" and grade in (0, 4, 5)), int(then == "vwo" and grade in (0, 5, 6))
        found = {
            "vo.doorstroom.gt-havo": to_havo if level == "vmbo-gt" else -1,
            "vo.doorstroom.gt-havo/extra-vak": to_havo if level == "vmbo-gt" and extra else -1,
            "vo.doorstroom.havo-vwo": to_vwo if level == "havo" else -1,
        }
        self.put(pupil, year, place, found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("delivered")
    write_files(generate(read_truth(), rng=np.random.default_rng(11), pupils_per_cohort=SIZE), folder)
    return folder


@pytest.fixture(scope="module")
def figures(folder, tmp_path_factory):
    with Store(tmp_path_factory.mktemp("store") / "s.duckdb", inputs=[folder]) as store:
        for name in ("vestigingen", "loopbanen"):
            import_files(
                store, [folder / f"{name}.csv"], mapping=read_mapping(folder / f"{name}.toml"), key=b"k" * 32,
                now=datetime(2025, 11, 1), progress=Silent(),
            )  # fmt: skip
        measure(store, load_all())
        return load_figures(store)


@pytest.fixture(scope="module")
def counted(figures):
    columns = (figures.measure, figures.school_year, figures.place, figures.stratum, figures.outcome, figures.pupils)
    groups = zip(*(figures.groups[g].tolist() for g in GROUPS), strict=True)
    found = Counter()
    for m, year, place, stratum, outcome, pupils, group in zip(*(c.tolist() for c in columns), groups, strict=True):
        found[figures.measures[m].code, year, figures.places[place], group, stratum, outcome] += pupils
    return found


@pytest.fixture(scope="module")
def recounted(folder):
    return Recount(read(folder / "loopbanen.csv")).counts


STANDARD = load("policies/openbaar")["indicators"]
"""What a release is about. All else, the variants of CBS and the steps of chains are compared on random careers."""
_MEASURES = {m.distribution for code in STANDARD for m in load_all()[code].measures()}
CODES = tuple(sorted(code for code in _MEASURES if not code.endswith("/CBS") and not code.startswith("keten.")))


@pytest.mark.parametrize("code", CODES)
def test_a_recount_of_the_files_gives_exactly_the_figures(counted, recounted, code):
    ours = {key: n for key, n in counted.items() if key[0] == code}
    assert ours
    assert ours == {key: n for key, n in recounted.items() if key[0] == code}


def test_every_place_of_a_public_release_stays_as_near_the_recount_as_it_says(folder, figures, recounted):
    towns = {row["Vestiging"]: row["Gemeentecode"] for row in read(folder / "vestigingen.csv")}
    released = protect(figures, load_plan("openbaar"), municipality=towns, names={}, seed=b"q" * 16).released
    true, pupils = Counter(), Counter()
    for (code, year, place, _, _, outcome), n in recounted.items():
        if outcome >= 0:
            true[code, year, towns[place], outcome] += n
            pupils[code, year, towns[place]] += n
    errors = defaultdict(list)
    for (code, year, town, outcome), n in true.items():
        table = released.table(code, grouping=None, groups=(-1,), places=[town], years=[year])
        shown = table.counts[0].sum(axis=0)
        if shown.sum():  # else a few pupils, all rounded away
            wanted = n / pupils[code, year, town] * shown.sum()
            errors[code, table.rounding_sd].append(shown[outcome] - wanted)
    off = {code: (np.sqrt(np.mean(np.square(e))), sd) for (code, sd), e in errors.items() if len(e) >= 100}
    assert off
    assert all(sd - DRIFT <= found <= sd for found, sd in off.values())
