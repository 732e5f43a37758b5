"""Finds the parameters of the made-up region that make it show the shares which source document 004 publishes.

Run `python scripts/calibrate.py` and put what it prints into `sources/synthetic.toml`. It works on the expectation
(`gelijkop.sources.synthetic_expected`), so it needs no random numbers; it starts from the values in the file.

Readings of the source, which defines none of these words:
- "heroverweging" is the legal rule: the test is above the provisional advice, also by half a level.
- "passend advies" is its complement on the provisional advice: 25.8, 28.8 and 30.3 % not fitting weigh to the 27.3 %
  of heroverweging when 18 % live in very poor and 23 % in poor neighbourhoods. The source also says that adjustment
  takes the significance away, so the shares must be those before it. The KansenKaart matrix on the final advice does
  not fit: see `matrix_reading`, printed at the end.
- "studieproblemen" is a pupil who repeated a grade or moved down at least once from the first to the third year of vo.
- "volgt in het derde jaar het onderwijs dat is geadviseerd" is about pupils in grade 3 in the third year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.optimize import brentq, least_squares

from gelijkop.model.levels import advice_levels, test_advices
from gelijkop.sources.synthetic_chances import ADVICES, EXEMPT, POVERTY, STATUSES, TESTS, Floats, chances
from gelijkop.sources.synthetic_expected import Expected, expected, pupils_by_test
from gelijkop.sources.synthetic_truth import Truth, read_truth

# Shares of document 004 (DOMAIN §2.9), in the order of POVERTY where by poverty.
NOT_FITTING = (0.303, 0.288, 0.258)
ELIGIBLE_BY_ADVICE = {"vmbo-kb/gt": 0.443, "havo": 0.403, "vmbo-gt": 0.360}
ADJUSTED_OF_ALL = 0.132
ADJUSTED_BY_ADVICE = {"havo": 0.225, "vmbo-gt/havo": 0.217}
PROBLEMS = (0.176, 0.156, 0.142)
PROBLEMS_BY_STATUS = {"reconsidered": 0.101, "adjusted": 0.181}
ON_ADVICE = {"havo": 0.649, "vmbo-kb": 0.729}
# Chosen: the region a little below the country (DOMAIN §2.3: vwo 17 %, since the new norms 13 %).
TESTS_WANTED = (0.09, 0.14, 0.18, 0.24, 0.22, 0.13)
VWO_SINCE_UNLESS = 0.10
# Chosen start of the teacher's view: centred on the test, spread of three quarters of a level, double advices rarer.
SPREAD, DOUBLE = 0.75, 0.55
PRIOR = 0.04
"""Weight of the start against the targets: the targets decide, the start settles what they leave open."""
MATRIX_FITS = {
    ("pro", "pro/vmbo-bb"), ("vmbo-bb", "vmbo-bb/kb"), ("vmbo-bb/kb", "vmbo-kb/gt"), ("vmbo-kb", "vmbo-kb/gt"),
    ("vmbo-gt", "vmbo-gt/havo"), ("havo", "havo/vwo"), ("havo/vwo", "vwo"), ("vmbo-kb", "vmbo-bb/kb"),
    ("vmbo-kb/gt", "vmbo-bb/kb"), ("vmbo-gt", "vmbo-kb/gt"), ("havo", "vmbo-gt/havo"), ("vwo", "havo/vwo"),
}  # fmt: skip
"""Advice and test advice that are not the same and fit by the KansenKaart matrix (DOMAIN §2.2, variant B)."""
RANKED = [(v.rank, ADVICES.index(c)) for c, v in advice_levels().items() if v.rank is not None]


def cuts(truth: Truth) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The cuts that give the wanted shares, before and since the new norms."""
    flat = {str(c): 0.0 for c in truth.cohorts}

    def below(cut: float) -> float:
        one = replace(truth, test=replace(truth.test, cuts=(cut,) * 5, difficulty=flat, exempt=0.0))
        return float(pupils_by_test(one, chances(one), truth.first_cohort)[:, :, 0].sum())

    wanted = np.cumsum(TESTS_WANTED)[:-1].tolist()
    found = [round(brentq(lambda x, w=w: below(x) - w, -4, 4, xtol=1e-4), 2) for w in [*wanted, 1 - VWO_SINCE_UNLESS]]
    return tuple(found[:5]), (*found[:4], found[5])


def start_view() -> Floats:
    """Test × ranked advice: the start of the teacher's view."""
    view = [
        [
            np.exp(-((rank - test.rank + 0.05) ** 2) / 2 / SPREAD**2) * (DOUBLE if rank % 1 else 1.0)
            for rank, _ in RANKED
        ]
        for test in test_advices().values()
        if test.rank is not None
    ]
    return np.array(view) / np.sum(view, axis=1, keepdims=True)


def with_view(truth: Truth, view: Floats, poor: Floats, gap: Floats) -> Truth:
    """The truth with another teacher's view, chances of a lower advice and level of adjustment."""
    rows = {
        t: {ADVICES[a]: float(x) for (_, a), x in zip(RANKED, row, strict=True)}
        for t, row in zip(TESTS[:EXEMPT], view, strict=True)
    }
    rows[TESTS[EXEMPT]] = dict(truth.advice_by_test[TESTS[EXEMPT]])
    lowered = replace(truth.lowered, by_poverty={"zeer-arm": poor[0], "arm": poor[1], "niet-arm": 0.0})
    by_advice = dict(truth.adjusted.by_advice) | {"havo": gap[0], "vmbo-gt/havo": gap[1]}
    by_advice |= {a: gap[2] for a in by_advice if a not in ("havo", "vmbo-gt/havo", "pro")}
    return replace(truth, advice_by_test=rows, lowered=lowered, adjusted=replace(truth.adjusted, by_advice=by_advice))


def fit_advice(truth: Truth) -> Truth:
    """The teacher's view, the chances of a lower advice and the level of adjustment that meet the targets."""
    first = np.log(start_view())
    keep = start_view() > 0.002

    def at(x: Floats) -> Truth:
        logits = np.full(first.shape, -np.inf)
        logits[keep] = x[5:]
        view = np.exp(logits)
        return with_view(truth, view / view.sum(axis=1, keepdims=True), x[:2], x[2:5])

    def miss(x: Floats) -> Floats:
        e = expected(at(x))
        others = [e.eligible_by_advice[ADVICES.index(a)] for a in ("vmbo-kb", "vmbo-bb", "vmbo-gt/havo", "havo/vwo")]
        return np.concatenate(
            [
                100 * (e.eligible - NOT_FITTING),
                [100 * (e.eligible_by_advice[ADVICES.index(a)] - s) for a, s in ELIGIBLE_BY_ADVICE.items()],
                [100 * (e.adjusted_of_all - ADJUSTED_OF_ALL)],
                [100 * (e.adjusted_by_advice[ADVICES.index(a)] - s) for a, s in ADJUSTED_BY_ADVICE.items()],
                100 * np.maximum(np.array(others) - 0.345, 0),  # 004: those three have the most
                PRIOR * 10 * (x[5:] - first[keep]),
            ]
        )

    low = np.concatenate([[0.0] * 5, np.full(keep.sum(), -12.0)])
    high = np.concatenate([[0.8] * 2, [0.85] * 3, np.full(keep.sum(), 4.0)])
    begin = np.concatenate([[0.2, 0.13, 0.54, 0.6, 0.42], first[keep]])
    x = least_squares(miss, begin, bounds=(low, high)).x
    return rounded(at(x))


def rounded(truth: Truth) -> Truth:
    """Three decimals, each row still adding up to one."""
    rows: dict[str, Mapping[str, float]] = {}
    for test, row in truth.advice_by_test.items():
        new = {a: round(s, 3) for a, s in row.items() if round(s, 3) > 0}
        most = max(new, key=lambda a: new[a])
        new[most] = round(new[most] + 1 - sum(new.values()), 3)
        rows[test] = new
    lowered = {p: round(s, 3) for p, s in truth.lowered.by_poverty.items()}
    by_advice = {a: round(s, 3) for a, s in truth.adjusted.by_advice.items()}
    return replace(
        truth,
        advice_by_test=rows,
        lowered=replace(truth.lowered, by_poverty=lowered),
        adjusted=replace(truth.adjusted, by_advice=by_advice),
    )


def with_careers(truth: Truth, x: Floats, *, digits: int = 12) -> Truth:
    """The truth with other chances of moving down and another placement of two advices."""
    down = [round(float(v), digits) for v in x[:5]]
    havo, kader = (round(float(v), digits) for v in x[5:])
    movement = replace(
        truth.movement,
        moves_down=dict(zip(POVERTY, down[:3], strict=True)),
        down_by_status=dict(zip(STATUSES, [0.0, *down[3:]], strict=True)),
    )
    placement = dict(truth.placement) | {
        "havo": share_out(havo, "havo", {"havo/vwo": 0.55, "vmbo-gt/havo": 0.36, "brugklas": 0.09}, digits),
        "vmbo-kb": share_out(kader, "vmbo-kb", {"vmbo-bb/kb": 0.4, "vmbo-kb/gt": 0.6}, digits),
    }
    return replace(truth, movement=movement, placement=placement)


def share_out(stays: float, advice: str, others: Mapping[str, float], digits: int) -> Mapping[str, float]:
    """The advised level, and the rest over the others."""
    rest = {k: round((1 - stays) * s, digits) for k, s in others.items()}
    return {advice: round(1 - sum(rest.values()), digits)} | rest


def fit_careers(truth: Truth) -> Truth:
    """The chances of moving down and the placement of havo and vmbo-kb that meet the targets."""

    def miss(x: Floats) -> Floats:
        e = expected(with_careers(truth, x))
        return 100 * np.concatenate(
            [
                e.study_problems - PROBLEMS,
                [e.study_problems_by_status[STATUSES.index(s)] - p for s, p in PROBLEMS_BY_STATUS.items()],
                [e.on_advice[ADVICES.index(a)] - s for a, s in ON_ADVICE.items()],
            ]
        )

    begin = np.array([0.085, 0.06, 0.05, -0.03, 0.02, 0.45, 0.7])
    bounds = ([0, 0, 0, -0.05, -0.05, 0.02, 0.02], [0.3, 0.3, 0.3, 0.1, 0.1, 0.98, 0.98])
    return with_careers(truth, least_squares(miss, begin, bounds=bounds).x, digits=3)


def matrix_reading(e: Expected) -> Floats:
    """Share that fits by the KansenKaart matrix on the provisional advice, by poverty."""
    fits = np.zeros((EXEMPT, len(ADVICES)))
    for t, test in enumerate(TESTS[:EXEMPT]):
        for a, advice in enumerate(ADVICES):
            fits[t, a] = test == advice or (advice, test) in MATRIX_FITS
    return np.einsum("pt,pta,ta->p", e.tests, e.advices[:, :EXEMPT], fits)


def main() -> None:
    """Fit and print."""
    truth = read_truth()
    before, since = cuts(truth)
    truth = replace(truth, test=replace(truth.test, cuts=before, cuts_since_unless=since))
    truth = fit_careers(fit_advice(truth))
    e = expected(truth)
    print("cuts =", list(before), "\ncuts_since_unless =", list(since))
    print("[advice_by_test]")
    for test, row in truth.advice_by_test.items():
        print(toml(test), "=", inline(row))
    print("lowered.by_poverty =", inline(truth.lowered.by_poverty))
    print("adjusted.by_advice =", inline(truth.adjusted.by_advice))
    print("moves_down =", inline(truth.movement.moves_down))
    print("down_by_status =", inline(truth.movement.down_by_status))
    for advice in ("havo", "vmbo-kb"):
        print(toml(advice), "=", inline(truth.placement[advice]))
    print("\nwhat comes out (order:", *POVERTY, "):")
    for name in ("eligible", "adjusted_if_eligible", "adjusted", "still_below", "gap_at_equal_test", "study_problems",
                 "study_problems_by_status", "repeats", "moves_down", "moves_up", "tests"):  # fmt: skip
        print(f"  {name:26}", np.round(getattr(e, name), 4).tolist())
    for name in ("eligible_by_advice", "adjusted_by_advice", "on_advice"):
        print(f"  {name:26}", dict(zip(ADVICES, np.round(getattr(e, name), 3).tolist(), strict=True)))
    print("  eligible, adjusted of all ", round(e.eligible_of_all, 4), round(e.adjusted_of_all, 4))
    print("  fits by the matrix        ", np.round(matrix_reading(e), 3).tolist())


def toml(key: str) -> str:
    """A key as TOML writes it."""
    return f'"{key}"' if "/" in key else key


def inline(row: Mapping[str, float]) -> str:
    """A row as an inline table."""
    return "{ " + ", ".join(f"{toml(k)} = {v:g}" for k, v in row.items()) + " }"


if __name__ == "__main__":
    main()
