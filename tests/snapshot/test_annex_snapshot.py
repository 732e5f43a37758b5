"""The annex for a DPIA as it was when somebody last read it. GELIJKOP_SNAPSHOTS=write writes it anew."""

import os
import re
from pathlib import Path

import numpy as np
import pytest

from gelijkop import __version__
from gelijkop.catalogue import load
from gelijkop.model.tables import TABLES
from gelijkop.pipeline.annex import Personal, annex, personal_data
from gelijkop.safe.released import Rows
from gelijkop.safe.sealing import seal
from gelijkop.store import Load, Store

FOLDER = Path(__file__).parent / "annex"
PAGE, WIDTH = 60, 100
"""Lines and characters that fit on a sheet of A4 in an ordinary letter."""
BOARD = Personal(
    {
        "pupils": ("pupil", "sex", "parents_education", "neighbourhood_poverty"),
        "enrolments": ("pupil", "school_year", "location", "sector", "level", "grade"),
        "advices": ("pupil", "school_year", "location", "provisional_advice", "test_advice", "final_advice"),
    },
    ("artikel 6 AVG, lid 1 onder e: taak van algemeen belang",),
)
CASES = {
    "openbaar": ("openbaar", BOARD, ("bescherming", "aanval")),
    "openbaar-zonder-audit": ("openbaar", BOARD, ("bescherming",)),
    "zonder-grondslag": ("openbaar", Personal(BOARD.columns), ("bescherming",)),
    "optelling": ("openbaar", Personal({}, organisations=3), ("optelling",)),
    "alleen-tellingen": ("openbaar", Personal({}), ("bescherming",)),
    "intern": ("intern", BOARD, ()),
}


def released(policy):
    none = np.zeros(0, dtype=np.int64)
    base, slack = (5, 2) if policy == "openbaar" else (0, 0)
    groupings = ("opleiding", "armoede", "herkomst", "geslacht")
    return seal(policy, (), (), {}, groupings, (), Rows(*[none] * 8), base=base, slack=slack, rounding={})


def page(case):
    policy, personal, proof = CASES[case]
    return annex(released(policy), personal, region="Waterweg", proof=proof)


def drawn(case):
    """The page without what changes by itself: versions, and the sentences of the policy."""
    text = re.sub(r"versie \d+", "versie …", page(case).replace(__version__, "…"))
    return re.sub(r"Beloofd:\n.*(?=\n## Controle)", "(wat het beleid belooft en niet belooft)\n", text, flags=re.DOTALL)


@pytest.mark.parametrize("case", CASES)
def test_the_annex_looks_as_it_did(case):
    path = FOLDER / f"{case}.md"
    if os.environ.get("GELIJKOP_SNAPSHOTS") == "write":
        FOLDER.mkdir(exist_ok=True)
        path.write_text(drawn(case), "utf-8")
    assert drawn(case) == path.read_text("utf-8")


def test_every_sentence_of_the_policy_is_on_the_page():
    told = " ".join(page("openbaar").split())
    policy = load("policies/openbaar")
    for entry in (*policy["guarantee"], *policy["not_promised"]):
        assert " ".join(entry["nl"].format(base=5, small=4, slack=2).split()) in told


@pytest.mark.parametrize("case", CASES)
def test_the_annex_fits_on_a_page(case):
    lines = page(case).splitlines()
    assert len(lines) <= PAGE
    assert max(map(len, lines)) <= WIDTH


def test_only_columns_in_which_something_stands_are_told(tmp_path):
    names = np.array(["a" * 32, "b" * 32], dtype=object)
    with Store(tmp_path / "s.duckdb") as store:
        pupils = {"pupil": names, "sex": np.array(["m", None], dtype=object),
                  "origin": np.array([None, None], dtype=object)}  # fmt: skip
        places = {"location": np.array(["01AA00"], dtype=object)}
        load = Load("2025-09-01", "loopbaan", "a.csv", "0" * 64, ("pupils",), 2, 0, {}, "toestemming")
        store.replace({"pupils": store.frame(pupils), "places": store.frame(places)}, load=load)
        assert personal_data(store) == Personal({"pupils": ("pupil", "sex")}, ("toestemming",))


def test_every_table_about_pupils_has_a_name_on_the_page():
    about = {name: tuple(c.name for c in t.columns) for name, t in TABLES.items() if t.columns[0].name == "pupil"}
    told = annex(released("openbaar"), Personal(about), region="", proof=())
    assert not [line for line in told.splitlines() if line.startswith(tuple(f"- {name}:" for name in about))]
