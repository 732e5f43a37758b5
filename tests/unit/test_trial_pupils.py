"""Trial pupils: the same for ever, readable as a worked example, and of all kinds that definitions tell apart."""

import pytest

from gelijkop.indicators import trial
from gelijkop.indicators.examples import faults


@pytest.fixture(scope="module")
def pupils():
    return trial.trial_pupils()


def test_trial_pupils_are_a_readable_example(pupils):
    assert not list(faults(pupils))


def test_a_trial_pupil_follows_from_its_number(pupils):
    assert pupils.rows[7] == trial._pupil(7)


@pytest.mark.parametrize(
    "kind", ["diploma_then_havo", "extra_subject", "repeats", "leaves", "no_grade", "no_advice", "no_test"]
)
def test_there_are_several_trial_pupils_of_each_kind(pupils, kind):
    def is_one(row: dict[str, str]) -> bool:
        return {
            "diploma_then_havo": row["diploma 2019"].startswith("vmbo-gt") and row["2020"].startswith("havo"),
            "extra_subject": row["diploma 2019"] == "vmbo-gt+",
            "repeats": row["2019"] == row["2020"] and row["2019"].startswith("havo "),
            "leaves": bool(row["2019"]) and not row["2020"],
            "no_grade": bool(row["2020"]) and " " not in row["2020"],
            "no_advice": not row["final"],
            "no_test": not row["test"],
        }[kind]

    assert sum(is_one(dict(zip(pupils.heading, row, strict=True))) for row in pupils.rows) > 5
