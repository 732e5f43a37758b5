"""How far the parts of a chain would move with other schools, or with other pupils where schools are not known."""

from __future__ import annotations

import hashlib

import numpy as np

from gelijkop.compare.intervals import Z95, Array, Intervals, Numbers, ratio

DRAWS = 2_000
LEAST_CLUSTERS = 10
"""With fewer schools than this their spread says too little of other schools (Cameron and Miller 2015, §VI)."""


def seeded(*counts: Numbers) -> np.random.Generator:
    """Chance that follows from the counts, so that the same numbers always have the same interval."""
    digest = hashlib.sha256()
    for one in counts:
        digest.update(np.ascontiguousarray(one).tobytes())
    return np.random.default_rng(int.from_bytes(digest.digest()[:16], "big"))


def school_weights(schools: int, *, draws: int, rng: np.random.Generator) -> Array:
    """How often each school is drawn, shape (1 + draws, schools); the first row is the schools as they are."""
    drawn = rng.multinomial(schools, np.full(schools, 1 / schools), size=draws)
    return np.concatenate([np.ones((1, schools)), drawn])


def of_schools(counts: Numbers, weights: Array) -> Array:
    """Counts added up over drawn schools.

    Args:
        counts: pupils by school, shape (schools, ...).
        weights: how often each school is drawn, shape (cells, schools).

    Returns:
        Shape (..., cells).
    """
    flat = counts.reshape(len(counts), -1)
    found = np.zeros((flat.shape[1], len(weights)))
    somebody = flat.any(axis=0)
    found[somebody] = flat[:, somebody].T @ weights.T
    return found.reshape(*counts.shape[1:], -1)


def of_pupils(counts: Numbers, *, rounding_sd: float, draws: int, rng: np.random.Generator) -> Array:
    """Counts as other pupils with the same chances, and another rounding, could have given them.

    Each count is drawn from a gamma distribution around it with variance count + rounding_sd². Without rounding
    shares of one row are then Dirichlet: the Bayesian bootstrap. A count of zero stays zero.

    Returns:
        Shape (..., 1 + draws); the first are the counts themselves.

    Source: Rubin (1981), The Bayesian bootstrap, Annals of Statistics 9, 130–134.
    """
    found = np.zeros((counts.size, 1 + draws))
    flat = counts.reshape(-1)
    somebody = flat > 0
    known = flat[somebody].astype(np.float64)[:, np.newaxis]
    scale = 1 + rounding_sd**2 / known
    found[somebody, :1] = known
    found[somebody, 1:] = rng.standard_gamma(known / scale, size=(len(known), draws)) * scale
    return found.reshape(*counts.shape, -1)


def limits(values: Array, *, schools: int | None) -> Intervals:
    """The first value of the last axis, with limits from the spread of the others: Student's t for schools.

    Args:
        values: estimate and draws, shape (..., 1 + draws); a draw with an empty group is NaN and left out.
        schools: how many were redrawn; None: pupils were.

    Returns:
        Shape (...); NaN where the estimate is.
    """
    from scipy import special  # slow import

    estimate, error = values[..., 0], _error(values, schools)
    half = error * (Z95 if schools is None else special.stdtrit(schools - 1, 0.975))
    return Intervals(estimate, estimate - half, estimate + half)


def p_of(values: Array, *, schools: int | None) -> Array:
    """Two-sided p-value of the first value of the last axis being zero, by the same error as `limits`.

    A value that is zero in every draw has p-value 1.
    """
    from scipy import special  # slow import

    far = -np.abs(np.nan_to_num(ratio(values[..., 0], _error(values, schools))))
    return np.asarray(2 * (special.ndtr(far) if schools is None else special.stdtr(schools - 1, far)))


def _error(values: Array, schools: int | None) -> Array:
    """Standard error by the draws. Redrawn schools vary too little by a factor (schools − 1) / schools."""
    spread = np.nanvar(values[..., 1:], axis=-1)
    return np.asarray(np.sqrt(spread if schools is None else spread * schools / (schools - 1)))
