"""Made-up careers: what the engine counts of later years, mbo, absence and guidance, and a plain Python reading of it.

Those about an advice, a step and a diploma are in the file beside this one.
"""

import random
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest

from gelijkop.indicators.definitions import load_all
from gelijkop.indicators.query import counted, distributions
from gelijkop.indicators.tally import figures
from gelijkop.model import levels as scale
from gelijkop.model.careers import build
from gelijkop.model.tables import PRIOR_EDUCATION, SECTORS
from gelijkop.store import Store

CLOCKS = ("third", "enrolled", "cohort", "mbo", "young", "sixteen", "special", "register")
DEFINITIONS = {code: d for code, d in load_all().items() if d.clock in CLOCKS}
LEVELS, TESTS = scale.levels(), scale.test_advices()
SECTOR = {code: level.sector for code, level in LEVELS.items()}
VO = [c for c, v in LEVELS.items() if v.sector in ("vo", "pro")]
RANK = {"pro": 1, "vmbo-bb": 2, "vmbo-bb/kb": 2.5, "vmbo-kb": 3, "vmbo-kb/gt": 3.5, "vmbo-gt": 4, "vmbo-gt/havo": 4.5,
        "havo": 5, "havo/vwo": 5.5, "vwo": 6}  # fmt: skip
"""DOMAIN §2.1, written down anew."""
FINE = {
    "vso": "pro/vso",
    "pro": "pro/vso",
    "vmbo-bb": "vmbo-b/k",
    "vmbo-bb/kb": "vmbo-b/k",
    "vmbo-kb": "vmbo-b/k",
    "vmbo-kb/gt": "vmbo-b/k",
    **{c: c for c in ("vmbo-gt", "vmbo-gt/havo", "havo", "havo/vwo", "vwo", "brugklas")},
}
"""The classes of a chain: half a level around havo stands by itself."""
COARSE = {"vmbo-gt/havo": "vmbo-gt", "havo/vwo": "havo"}
"""Where the classes of a flow are coarser than those of a chain."""
BASIC = ("havo", "vwo", "mbo-2", "mbo-3", "mbo-4", "hbo", "wo")
EXPECTED = {"": 2, "onbekend": 2, "geen": 2, "pro": 1, "vmbo-bb": 2, "vmbo-kb": 3, "vmbo-gl": 4, "vmbo-tl": 4,
            "havo-vwo-zonder": 4, "havo-vwo": 4, "vbo": 2, "mbo-1": 2, "mbo-2": 3, "mbo-3": 4, "mbo-4": 4}  # fmt: skip
"""DOMAIN §2.6: the level expected by prior education."""
YEARS = range(2014, 2024)
PLACES = ("00AA00", "00AA01", "00BB00", "GM0001", "GM0002")
SCHOOLS = ("00AA", "00AA", "00BB")
COMPETENCES = ("qualities", "motives", "exploration", "direction", "network", "barriers")
AWAY = ("onbekend", "geen", "dagbesteding", "werk", "onderwijs")
STATUSES = ("", "ingeschreven", "vrijgesteld", "niet-ingeschreven")
NOBODY = (0, "", 0)


# ---- the plain reading: from what is known of one moment to the name of an outcome, or None (outside)


def yes(condition):
    return "ja" if condition else "nee"


class Known:
    """One pupil, and the school years of which anybody has anything of a kind."""

    def __init__(self, pupil, known):
        self.pupil, self.known = pupil, known

    def seen(self, kind, year):
        return year in self.known[kind]

    def at(self, year):
        """Place, level and grade; nobody where not enrolled, None where nothing is known of the school year."""
        return self.pupil["enrolments"].get(year, NOBODY) if self.seen("enrolments", year) else None

    def level(self, year):
        return (self.at(year) or NOBODY)[1]

    def diploma(self, year):
        return self.pupil["diplomas"].get(year, ("", 0))[0]

    def told(self, kind, year):
        return self.pupil[kind].get(year, "")

    def age(self, year):
        """Years on 1 October; those born in October or later have no birthday before that day."""
        if not self.pupil["born"]:
            return None
        born, month = map(int, self.pupil["born"].split("-"))
        return year - born - (month > 9)


def third(k, year):
    place, level, grade = k.at(year) or NOBODY
    if level not in VO or grade != 3:
        return None
    before, earlier = (k.at(year - back) or NOBODY for back in (1, 2))
    here = before[1] in VO and before[2] in (1, 2) and SCHOOLS[before[0]] == SCHOOLS[place]
    since = here and (
        before[2] == 1 or (earlier[1] in VO and earlier[2] in (1, 2) and SCHOOLS[earlier[0]] == SCHOOLS[before[0]])
    )
    answers = {}
    for name, advice in zip(("voorlopig", "definitief"), k.pupil["advice"][1:] if k.pupil["advice"] else ("", ""),
                            strict=True):  # fmt: skip
        counts = since and level in RANK and advice in RANK
        steps = round(2 * (RANK[level] - RANK[advice])) if counts else 0
        inspectie = "onder" if steps <= -2 else "op" if steps <= 0 else "half-boven" if steps == 1 else "boven"
        vensters = "boven" if steps > 0 else "onder" if wholly_below(level, advice) else "op"
        code = "vo.positie.inspectie" + ("/definitief" if name == "definitief" else "")
        answers[code] = inspectie if counts else None
        answers[f"vo.positie.vensters/{name}"] = vensters if counts else None
    return answers


def wholly_below(level, advice):
    """The highest whole level of a class is below the lowest of the advice."""
    return level in RANK and advice in RANK and int(RANK[level] + 0.5) < int(RANK[advice])


def enrolled(k, year):
    _, level, grade = k.at(year) or NOBODY
    if not level:
        return None
    diploma, extra = k.pupil["diplomas"].get(year, ("", 0))
    takes = k.told("takes_extra_subject", year)
    hours = k.told("absence", year)
    absence = "geen-melding" if hours == "" else "onder-grens" if hours < 16 else "op-grens"
    activities, conversations = k.told("activities", year), k.told("conversations", year)
    worked = [k.told(c, year) for c in COMPETENCES]
    number = {n: str(worked[:n].count("ja")) if all(worked[:n]) else None for n in (5, 6)}
    answers = {
        "segregatie.spreiding/po": "leerling" if level == "bo" else None,
        "segregatie.spreiding/vo": "leerling" if level in VO else None,
        "segregatie.spreiding/vo-leerjaar1": "leerling" if level in VO and grade == 1 else None,
        "segregatie.spreiding/vo-niveau": {**FINE, **COARSE}[level] if level in VO else None,
        "vo.extra-vak": takes and yes(takes == "ja") if (level, grade) == ("vmbo-gt", 4) and takes else None,
        "vo.extra-vak/diploma": yes(extra) if diploma == "vmbo-gt" else None,
        "verzuim.relatief": (absence if hours in ("", *range(17)) else "boven-grens")
        if k.seen("absence", year) else None,
        "lob.bereik/competenties": number[5],
        "lob.bereik/competenties-zes": number[6],
    }  # fmt: skip
    answers |= {f"lob.bereik/activiteiten-{n}": None if activities == "" else yes(activities >= n) for n in (1, 3, 5)}
    return answers | {
        f"lob.bereik/gesprekken-{n}": None if conversations == "" else yes(conversations >= n) for n in (1, 2)
    }


def cohort(k, year):
    if not k.pupil["advice"] or k.pupil["advice"][0] != year or not k.seen("diplomas", year + 6):
        return None
    _, provisional, final = k.pupil["advice"]
    earned = [k.diploma(year + n) for n in (4, 5, 6, 7)]
    highest = max((RANK[d], d) for d in [*(d for d in earned if d in RANK)] or ["pro"])[1] if any(
        d in RANK for d in earned) else ""  # fmt: skip
    all_seen = all(k.seen("diplomas", year + n) for n in (4, 5, 6, 7)) and k.seen("enrolments", year + 7)
    answers = {}
    for name, advice in (("voorlopig", provisional), ("definitief", final)):
        if not all_seen or advice not in RANK:
            outcome = None
        elif highest:
            low, high = int(RANK[advice]), int(RANK[advice] + 0.5)
            outcome = "onder" if RANK[highest] < low else "boven" if RANK[highest] > high else "op"
        else:
            outcome = "bezig" if k.level(year + 7) else "uit-beeld"
        answers[f"vo.diploma-advies/{name}"] = outcome
    _, level, grade = k.at(year + 1) or NOBODY
    counts = level in VO and level != "pro" and grade == 1 and all(k.seen("diplomas", year + n) for n in (4, 5, 6))
    kinds = [("vmbo", k.diploma(year + 4).startswith("vmbo-")), ("havo", k.diploma(year + 5) == "havo"),
             ("vwo", k.diploma(year + 6) == "vwo")]  # fmt: skip
    in_time = next((kind for kind, there in kinds if there), "niet-op-tijd")
    answers["vo.diploma-onvertraagd"] = in_time if counts else None
    first_seen = k.seen("enrolments", year + 1) and k.seen("enrolments", year + 3)
    followed = all_seen and first_seen and k.pupil["test"] not in ("", "geen-toets")
    return answers | chain(k, year, provisional, final, highest, followed)


def chain(k, year, provisional, final, highest, counts):
    advices = [FINE.get(a) for a in (provisional, final)]
    diploma = FINE[highest] if highest and highest != "pro" else "geen"
    later, sector = k.level(year + 7), SECTOR.get(k.level(year + 7))
    then = "vo" if sector in ("vo", "pro", "vso", "isk", "vavo") else "elders"
    then = {"mbo-4": "mbo-4", "hbo": "ho", "wo": "ho"}.get(later, "mbo-1-3" if sector == "mbo" else then)
    at = [*advices, *(FINE.get(k.level(year + n), "elders") for n in (1, 3)), diploma, then]
    flows = {"voorlopig-definitief": (0, 1), "definitief-leerjaar1": (1, 2), "leerjaar1-leerjaar3": (2, 3),
             "leerjaar3-diploma": (3, 4), "diploma-vervolg": (4, 5), "voorlopig-vervolg": (0, 5)}  # fmt: skip
    counts = counts and all(advices)
    return {f"keten.vervolg/{name}": f"{at[a]}>{at[b]}" if counts else None for name, (a, b) in flows.items()}


def followed(k, year, sectors):
    """Whether the pupil is in one of these sectors, and the next school year is known."""
    return SECTOR.get(k.level(year)) in sectors and k.seen("enrolments", year + 1)


def mbo(k, year):
    if not followed(k, year, ("mbo",)):
        return None
    place, level, _ = k.at(year)
    next_place, later, _ = k.at(year + 1)
    before = k.at(year - 1)
    later_mbo = SECTOR.get(later) == "mbo"
    stays = later_mbo and SCHOOLS[place] == SCHOOLS[next_place]
    now, exams = k.diploma(year), k.seen("diplomas", year)
    back = [d for d in (k.diploma(year - n) for n in range(6)) if d.startswith("mbo-")]
    entree = "mbo-2-of-hoger" if later in ("mbo-2", "mbo-3", "mbo-4") else "nee" if later else "uit-beeld"
    start = "in-mbo" if later_mbo else "diploma" if now.startswith("mbo-") else "gestopt" if later else "uit-beeld"
    answers = {
        "mbo.entree-mbo2": entree if level == "mbo-1" else None,
        "mbo.entree-mbo2/diploma": entree if level == "mbo-1" and now == "mbo-1" else None,
        "mbo.startsucces": start if before is not None and SECTOR.get(before[1]) != "mbo" and exams else None,
        "mbo.diplomaresultaat": yes(back) if not stays and exams else None,
        "mbo.diplomaresultaat/dit-jaar": yes(now.startswith("mbo-")) if not stays and exams else None,
        "mbo.opstroom": yes(stays and later > level) if level in ("mbo-2", "mbo-3") else None,
        "mbo.doorstroom-hbo": None,
        "mbo.passend-diploma": None,
    }
    if now == "mbo-4" and not later_mbo:
        answers["mbo.doorstroom-hbo"] = "hbo" if later == "hbo" else "nee" if later else "uit-beeld"
    if not stays and exams and k.seen("prior_education", year) and k.pupil["born"]:
        expected = 2 if k.age(year) >= 27 else EXPECTED[k.told("prior_education", year)]
        reached = max((int(d[-1]) for d in back), default=0)
        answers["mbo.passend-diploma"] = (
            "geen-diploma" if not reached else "passend" if reached >= expected else "lager"
        )
    return answers


def young(k, year):
    if not followed(k, year, ("vo", "vavo", "mbo")):
        return None
    place = k.told("destination", year + 1)
    qualified = any(k.diploma(year - n) in BASIC for n in range(6))
    if k.level(year + 1) or place == "onderwijs":
        outcome = "in-onderwijs"
    elif qualified:
        outcome = "gekwalificeerd"
    else:
        outcome = "buiten-onderwijs" if place in ("geen", "dagbesteding", "werk") else "uit-beeld"
    counts = k.pupil["born"] and 12 <= k.age(year) <= 22 and k.seen("diplomas", year)
    return {"loopbaan.vsv": outcome if counts else None}


def sixteen(k, year):
    sectors = ("vo", "pro", "vso", "isk", "vavo", "mbo")
    if SECTOR.get(k.level(year)) not in sectors or not k.seen("enrolments", year + 5):
        return None
    answers = {}
    for age, later in ((21, 5), (22, 6)):
        qualified = any(k.diploma(year + n) in BASIC for n in range(later))
        outcome = "ja" if qualified else "bezig" if k.level(year + later) else "uit-beeld"
        all_seen = k.seen("enrolments", year + later) and all(k.seen("diplomas", year + n) for n in range(later))
        counts = k.pupil["born"] and k.age(year) == 16 and all_seen
        answers[f"loopbaan.startkwalificatie/{age}"] = outcome if counts else None
    return answers


def special(k, year):
    if not followed(k, year, ("pro", "vso", "isk")):
        return None
    level, later = k.level(year), k.level(year + 1)
    left = level != later
    went = destination(later, k.told("destination", year + 1))
    answers = {"vo.kwetsbaar.uitstroom": went if left else None}
    answers |= {f"vo.kwetsbaar.uitstroom/{sector}": went if left and level == sector else None
                for sector in ("pro", "vso", "isk")}  # fmt: skip
    placed = left and went not in ("uit-beeld", "geen-plaats")
    for code, after in (("vo.kwetsbaar.bestendig", 2), ("vo.kwetsbaar.bestendig/twee-jaar", 3)):
        seen = k.seen("enrolments", year + after) and k.seen("destination", year + after)
        still = destination(k.level(year + after), k.told("destination", year + after))
        outcome = still if still in ("uit-beeld", "geen-plaats") else "plaats"
        answers[code] = outcome if placed and seen else None
    return answers


def destination(level, place):
    if not level:
        outside = {
            "geen": "geen-plaats",
            "dagbesteding": "dagbesteding",
            "werk": "werk",
            "onderwijs": "onderwijs-elders",
        }
        return outside.get(place, "uit-beeld")
    if level == "mbo-1":
        return level
    by_sector = {"pro": "pro-vso-isk", "vso": "pro-vso-isk", "isk": "pro-vso-isk", "vo": "vo", "vavo": "vo",
                 "mbo": "mbo-2-of-hoger", "ho": "mbo-2-of-hoger"}  # fmt: skip
    return by_sector.get(SECTOR[level], "onderwijs-elders")


def register(k, year):
    status = k.told("register", year)
    return {"verzuim.absoluut": status[1]} if status else None


ASKED = {"third": third, "enrolled": enrolled, "cohort": cohort, "mbo": mbo, "young": young, "sixteen": sixteen,
         "special": special, "register": register}  # fmt: skip


def plainly(pupils) -> Counter:
    """Pupils by (measure, year, place, outcome's name), one pupil and one school year at a time."""
    kinds = [k for k, v in pupils[0].items() if isinstance(v, dict)]
    known = {kind: {year for p in pupils for year in p[kind]} for kind in kinds}
    found = Counter()
    for p in pupils:
        k = Known(p, known)
        for year in YEARS:
            for clock, ask in ASKED.items():
                for code, outcome in (ask(k, year) or {}).items():
                    place = {"cohort": 0, "register": 3 + (k.told("register", year) or [0])[0]}
                    found[code, year, place.get(clock, (k.at(year) or NOBODY)[0]), outcome] += 1
    return found


# ---- made-up pupils


def made_up(seed, pupils=3000):
    draw = random.Random(seed)
    return [one_pupil(draw) for _ in range(pupils)]


def one_pupil(draw):
    advices = ["", *scale.advice_levels()]
    start = draw.choice(YEARS[:4])
    level, grade = draw.choice([*VO, *VO, "vso", "isk", "mbo-1", "mbo-2", "bo"]), draw.choice((1, 1, 1, 2, 3, 4))
    pupil = {
        "born": draw.choice(["", *(f"{start - draw.choice((12, 15, 16, 16, 17, 29))}-{m:02}" for m in (1, 9, 10))]),
        "test": draw.choice(["", *TESTS]),
        "advice": (draw.choice(YEARS[:3]), draw.choice(advices), draw.choice(advices)) if draw.random() < 0.8 else None,
    }
    kinds = ("enrolments", "diplomas", "takes_extra_subject", "prior_education", "absence", "destination", "register")
    pupil |= {kind: {} for kind in (*kinds, "activities", "conversations", *COMPETENCES)}
    place = draw.randint(0, 2)
    for year in range(start, YEARS[-1] + 1):
        live(draw, pupil, year, place, level, grade)
        place = draw.randint(0, 2) if draw.random() < 0.15 else place
        if level == "mbo-1" and draw.random() < 0.5:
            level, grade = "mbo-2", 1
        elif draw.random() < 0.3:
            level, grade = draw.choice([*VO, "vso", "isk", "vavo", "mbo-1", "mbo-2", "mbo-3", "mbo-4", "hbo", "so"]), 1
        else:
            grade = min(grade + (draw.random() < 0.85), 6)
    return pupil


def live(draw, pupil, year, place, level, grade):
    """Draw what is told of one school year; of the first and last some kinds tell nothing, as in real records."""
    if draw.random() < 0.8:
        pupil["enrolments"][year] = (place, level, grade)
        pupil["takes_extra_subject"][year] = draw.choice(("", "ja", "nee"))
        if year != YEARS[4]:
            pupil["prior_education"][year] = draw.choice(("", *PRIOR_EDUCATION))
    elif year > YEARS[0] and draw.random() < 0.8:
        pupil["destination"][year] = draw.choice(AWAY)
    if year < YEARS[-1] and draw.random() < 0.25:
        earned = ["pro", "vmbo-bb", "vmbo-kb", "vmbo-gt", "havo", "vwo", "mbo-1", "mbo-2", "mbo-4", "mbo-4", "hbo"]
        pupil["diplomas"][year] = (draw.choice(earned), draw.randint(0, 1))
    if YEARS[2] < year and draw.random() < 0.3:
        pupil["absence"][year] = draw.choice((0, 15, 16, 17, 90))
    if draw.random() < 0.3:
        pupil["register"][year] = (
            draw.randint(0, 1),
            draw.choice(("ingeschreven", "vrijgesteld", "niet-ingeschreven")),
        )
    if draw.random() < 0.4:
        pupil["activities"][year] = draw.choice((0, 1, 2, 3, 5))
        pupil["conversations"][year] = draw.choice((0, 1, 2))
        chance = draw.random()
        for competence in COMPETENCES:
            if draw.random() < 0.97:
                pupil[competence][year] = "ja" if draw.random() < chance else "nee"


# ---- the same through the engine


def columns(names, rows):
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(names.split()))
    return dict(zip(names.split(), table.T, strict=True))


def born(month):
    """What the career table holds: the year, from 1900, in which a pupil is 0 on 1 October."""
    return int(month[:4]) - 1900 + (int(month[5:]) > 9) if month else 0


def flag(text):
    return ("", "nee", "ja").index(text)


def tables(pupils):
    enrolments, advices, diplomas, absence, away, registered, lob = ([] for _ in range(7))
    for i, p in enumerate(pupils):
        for year, (place, level, grade) in p["enrolments"].items():
            prior = ("", *PRIOR_EDUCATION).index(p["prior_education"].get(year, ""))
            extra = flag(p["takes_extra_subject"][year])
            sector = SECTORS.index(SECTOR[level])
            enrolments.append((i, year, place, sector, LEVELS[level].number, grade, prior, extra))
        if p["advice"]:
            year, *given = p["advice"]
            test = TESTS[p["test"]].number if p["test"] else 0
            advices.append((i, year, 0, test, *(LEVELS[g].number if g else 0 for g in given)))
        for year, (level, extra) in p["diplomas"].items():
            place = p["enrolments"].get(year, (0,))[0]  # where the pupil was enrolled
            diplomas.append((i, year, place, LEVELS[level].number, extra))
        absence += [(i, year, hours + 1) for year, hours in p["absence"].items()]
        away += [(i, year, ("", *AWAY).index(d)) for year, d in p["destination"].items()]
        registered += [(i, year, 3 + m, STATUSES.index(s)) for year, (m, s) in p["register"].items()]
        for year in p["activities"]:
            worked = (flag(p[c].get(year, "")) for c in COMPETENCES)
            lob.append((i, year, p["activities"][year] + 1, p["conversations"][year] + 1, *worked))
    return {
        "pupils": {"pupil": np.arange(len(pupils)), "birth_month": np.array([born(p["born"]) for p in pupils])},
        "enrolments": columns("pupil school_year location sector level grade prior_education takes_extra_subject",
                              enrolments),
        "advices": columns("pupil school_year location test_advice provisional_advice final_advice", advices),
        "diplomas": columns("pupil school_year location level extra_subject", diplomas),
        "absence": columns("pupil school_year unauthorised_hours", absence),
        "destinations": columns("pupil school_year destination", away),
        "register": columns("pupil school_year municipality status", registered),
        "lob": columns("pupil school_year activities conversations " + " ".join(COMPETENCES), lob),
    }  # fmt: skip


def by_engine(store: Store, pupils) -> Counter:
    careers = build(tables(pupils), places=PLACES)
    frame = store.cached(store.frame(careers.columns))
    parts = []
    for clock in CLOCKS:
        wanted = distributions(DEFINITIONS, clock)
        query = counted(frame, careers, wanted, clock)
        if query is not None:
            parts.append((wanted, store.arrays(query)))
    found = figures(DEFINITIONS, careers, parts)
    counts = Counter()
    rows = (found.measure, found.school_year, found.place, found.outcome, found.pupils)
    for m, year, place, outcome, pupils in zip(*rows, strict=True):
        name = None if outcome < 0 else found.measures[m].outcomes[outcome]
        counts[found.measures[m].code, int(year), PLACES.index(found.places[place]), name] += int(pupils)
    return counts


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> Iterator[Store]:
    with Store(tmp_path_factory.mktemp("later") / "store.duckdb", threads=1) as opened:
        yield opened


@pytest.mark.parametrize("seed", [1, 2])
def test_the_engine_counts_what_plain_python_counts(store, seed):
    pupils = made_up(seed)
    assert by_engine(store, pupils) == plainly(pupils)


def test_the_made_up_pupils_have_every_outcome_of_every_measure():
    met = {(key[0], key[-1]) for key in plainly(made_up(1))}
    own = [m for d in DEFINITIONS.values() for m in d.measures() if m.distribution == m.code]
    # Of the flows from one of nine levels to another some are of nobody.
    asked = {(m.code, outcome) for m in own for outcome in m.outcomes if ">" not in outcome}
    assert asked - met == set()
