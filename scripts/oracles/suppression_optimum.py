"""The least number of secondary cells that protects small made-up tables, proved by Benders' cuts.

Nothing of gelijkop is used. A master programme chooses what is hidden; for each small count two linear programmes ask
how far it can sink and rise within that, and what they lack comes back as a cut. Linear programmes allow fractions,
so the number is a lower bound for whole tables as well; a pattern that reaches it with whole tables is optimal.

    python scripts/oracles/suppression_optimum.py > tests/reference/data/suppression_optimum.csv

Source: Fischetti and Salazar (2000), Models and algorithms for optimizing cell suppression in tabular data.
"""

import sys

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
THRESHOLD = 5
FAR = 60
"""More than a cell needs to move: no small count sinks or rises by more than 4, nor do sums of a few of them."""


def counts(seed: int, schools: int) -> Ints:
    """School × 4 groups × no/yes, about 11 pupils a cell."""
    rng = np.random.default_rng(seed)
    pupils = rng.poisson(np.array([12, 20, 30, 24]) * rng.lognormal(0, 0.4, (schools, 1)))
    yes = rng.binomial(pupils, [0.3, 0.4, 0.5, 0.6])
    return np.stack([pupils - yes, yes], axis=-1).reshape(-1)


def sums(schools: int) -> sparse.csr_array:
    """Every total over schools, groups and outcomes."""
    parts = [sparse.csr_array(np.vstack([np.eye(n), np.ones((1, n))]).astype(int)) for n in (schools, 4, 2)]
    return sparse.csr_array(sparse.kron(sparse.kron(parts[0], parts[1]), parts[2]))


def reach(matrix: sparse.csr_array, true: Ints, cell: int, sign: int, most: Floats) -> tuple[float, Floats]:
    """How far a cell can move, and what one more hidden cell would add, by cell."""
    cells, _ = matrix.shape
    both = sparse.vstack([matrix, -matrix], format="csr")
    found = linprog(
        -sign * matrix[[cell]].toarray()[0], A_ub=both, b_ub=np.concatenate([most, most]),
        bounds=[(-x, None) for x in true], method="highs-ds",
    )  # fmt: skip
    dual = -found.ineqlin.marginals
    return -found.fun, dual[:cells] + dual[cells:]


def optimum(true: Ints, matrix: sparse.csr_array) -> tuple[int | None, int]:
    """The least number of secondary cells, None where time was up, and the number of cuts."""
    value = matrix @ true
    small = (value > 0) & (value < THRESHOLD)
    may = ~small & (value > 0)
    cuts, right = [], []
    while True:
        constraints = [LinearConstraint(np.array(cuts), np.array(right), np.inf)] if cuts else []
        master = milp(np.where(may, 1.0, 0.0), integrality=np.ones(len(value)), bounds=Bounds(0, may.astype(float)),
                      constraints=constraints, options={"time_limit": 120})  # fmt: skip
        if master.status != 0:
            return None, len(cuts)
        hidden = np.round(master.x) > 0
        new = 0
        for cell in np.flatnonzero(small):
            for sign, need in ((-1, value[cell]), (1, THRESHOLD - 1 - value[cell])):
                most = np.where(small | hidden, FAR, 0).astype(float)
                got, dual = reach(matrix, true, cell, sign, most)
                if got < need - 1e-6:
                    # What the programme can reach is at most `got` and what newly hidden cells add.
                    lacks = need - got
                    cuts.append(np.where(may & ~hidden, np.minimum(dual * FAR, lacks), 0.0) / lacks)
                    right.append(1.0)
                    new += 1
        if not new:
            return int(hidden.sum()), len(cuts)


def main() -> None:
    """Print a line for each table; 285 cells (18 schools) did not end within five minutes."""
    print("schools,cells,seed,small,secondary,counts")
    for schools, seeds in ((10, range(1, 5)),):
        for seed in seeds:
            true, matrix = counts(seed, schools), sums(schools)
            value = matrix @ true
            least, cuts = optimum(true, matrix)
            print(f"seed {seed}: {cuts} cuts", file=sys.stderr, flush=True)
            if least is not None:
                small = int(((value > 0) & (value < THRESHOLD)).sum())
                print(f"{schools},{len(value)},{seed},{small},{least},{' '.join(map(str, true))}", flush=True)


if __name__ == "__main__":
    main()
