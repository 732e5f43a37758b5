"""Estimates of several studies taken together: mean, interval, where a next study may lie, and how much they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import Text
from gelijkop.evidence.pooling_tau import START, Array, Between, cochran_q, mean, q_profile, tau2_dl, tau2_reml

Method = Literal["reml", "dl", "fixed"]
IntervalKind = Literal["hk-auto", "hk", "hk-adhoc", "normal"]
PredictionDf = Literal["k-1", "k-2"]
Verdict = Literal["above", "below", "unclear"]
METHODS: tuple[Method, ...] = ("reml", "dl", "fixed")
INTERVALS: tuple[IntervalKind, ...] = ("hk-auto", "hk", "hk-adhoc", "normal")
TAIL = 0.975
CHUNK = 1_000_000  # numbers in one array of the search of REML, when many studies are left out in turn
ALIKE = 1e-20  # of squares: what is left of equal numbers by rounding
FAR = 1e60  # numbers beyond it, or errors closer to zero than one of it, have no fourth power
EGGER_FROM = 10  # Sterne e.a. (2011), BMJ 343: d4002: no test for asymmetry below ten studies


class Limits(NamedTuple):
    """The two ends of an interval of 95%."""

    lower: float
    upper: float

    @property
    def verdict(self) -> Verdict:
        """On which side of zero the whole interval lies."""
        if self.lower > 0:
            return "above"
        return "below" if self.upper < 0 else "unclear"


@dataclass(frozen=True)
class Without:
    """What the others come to without one study; `turns`: without it the verdict is another one."""

    estimate: float
    interval: Limits
    tau2: float
    i2: float
    turns: bool


@dataclass(frozen=True)
class Egger:
    """Whether small studies give other effects than large ones: a slope on the standard error, t and its p."""

    slope: float
    t: float
    df: int
    p: float


@dataclass(frozen=True)
class Pooled:
    """What studies come to together, on the scale they were pooled on.

    `weights` are parts of 1 by study. `scatter` is how much the studies differ for what the model expects (1: just so
    much), and `widened` tells that the interval of Hartung and Knapp was made wider because of it. `prediction` is
    where the true effect of a next study is to be expected, None under one common effect or without degrees of
    freedom. `tau2_interval` is None where the estimates lie closer together than any τ² explains, and under one common
    effect. `without` has a row for each study left out, none with two studies; `egger` is None below ten studies.
    """

    method: Method
    kind: IntervalKind
    estimate: float
    se: float
    interval: Limits
    weights: tuple[float, ...]
    tau2: float
    converged: bool
    tau2_interval: Limits | None
    q: float
    df: int
    p: float
    i2: float
    h2: float
    scatter: float
    widened: bool
    prediction: Limits | None
    without: tuple[Without, ...]
    egger: Egger | None


class Means(NamedTuple):
    """One mean for each set of studies; arrays of shape (...), the weights (..., studies)."""

    estimate: Array
    se: Array
    half: Array
    weights: Array
    between: Between
    scatter: Array
    widened: NDArray[np.bool_]


def pool(
    values: Array,
    errors: Array,
    *,
    method: Method = "reml",
    kind: IntervalKind | None = None,
    prediction_df: PredictionDf = "k-1",
) -> Pooled | Text:
    """The estimates taken together, or why that cannot be.

    Args:
        values: one independent estimate a study, all on one scale, shape (studies,).
        errors: their standard errors.
        method: how τ² is found; `fixed` says that all studies measure one common effect.
        kind: how the interval is made; None: `hk-auto`, and `normal` under one common effect. `hk` is that of Hartung
            and Knapp; `hk-adhoc` takes at least 1 for their factor, and `hk-auto` does so only where the interval
            would come out narrower than the normal one.
        prediction_df: degrees of freedom of the prediction interval.

    Source: Hartung & Knapp (2001), Statistics in Medicine 20, 3875–3889; Röver, Knapp & Friede (2015), BMC Medical
    Research Methodology 15: 99 (`hk-adhoc`); van Aert & Jackson (2019), doi 10.1002/jrsm.1356 (`hk-auto`);
    IntHout e.a. (2016), BMJ Open 6: e010247 (prediction, k − 1); Higgins, Thompson & Spiegelhalter (2009), JRSS A 172,
    137–159 (prediction, k − 2).

    >>> found = pool(np.array([0.1, 0.3, 0.5]), np.array([0.1, 0.1, 0.1]))
    >>> f"{found.estimate:.2f} ({found.interval.lower:.2f} to {found.interval.upper:.2f}), tau2 {found.tau2:.2f}"
    '0.30 (-0.20 to 0.80), tau2 0.03'
    """
    y, se = np.asarray(values, dtype=np.float64), np.asarray(errors, dtype=np.float64)
    kind = kind or ("normal" if method == "fixed" else "hk-auto")
    if (refusal := _refusal(y, se, method, kind)) is not None:
        return refusal
    v = se**2
    fit = means(y, v, method, kind)
    interval = _limits(fit)
    tau2, i2, h2 = (float(x) for x in _spread(y, v, method, fit.between.tau2))
    q, df = float(cochran_q(y, v)), y.size - 1
    return Pooled(
        method,
        kind,
        float(fit.estimate),
        float(fit.se),
        interval,
        tuple(float(w) for w in fit.weights),
        tau2,
        bool(fit.between.converged),
        None if method == "fixed" else _between_limits(y, v),
        q,
        df,
        _chance_of(q, df),
        i2,
        h2,
        float(fit.scatter),
        bool(fit.widened) and kind != "normal",
        None if method == "fixed" else _prediction(fit, df - (prediction_df == "k-2")),
        _leave_one_out(y, v, method, kind, interval.verdict),
        egger(y, se) if y.size >= EGGER_FROM else None,
    )


def egger(values: Array, errors: Array) -> Egger | None:
    """The regression of estimates on their standard errors, weighted by 1/variance; at least three studies.

    None where all errors are alike, or all estimates on one line: then there is nothing to test.

    Source: Egger e.a. (1997), BMJ 315, 629–634: the slope here is their intercept.
    """
    from scipy import special  # slow import

    w = 1 / errors**2
    along = errors - mean(errors, w)
    spread = float((w * along**2).sum())
    if spread <= ALIKE * float((w * errors**2).sum()):
        return None
    slope = float((w * along * (values - mean(values, w))).sum()) / spread
    df = values.size - 2
    rest = float((w * (values - mean(values, w) - slope * along) ** 2).sum()) / df
    if rest <= ALIKE * float((w * values**2).sum()):
        return None
    t = slope / np.sqrt(rest / spread)
    return Egger(slope, float(t), df, 2 * float(special.stdtr(df, -abs(t))))


def _refusal(y: Array, se: Array, method: Method, kind: IntervalKind) -> Text | None:
    if y.size < 2:
        return Text("met één onderzoek valt er niets samen te nemen", "one study alone leaves nothing to pool")
    if not ((np.abs(y) < FAR).all() and (se > 1 / FAR).all() and (se < FAR).all()):
        return Text(
            "elk onderzoek heeft een getal en een standaardfout boven nul nodig",
            "each study needs a number and a standard error above zero",
        )
    if method == "fixed" and kind != "normal":
        return Text(
            "het interval van Hartung en Knapp hoort niet bij één gemeenschappelijk effect; kies normal, reml of dl",
            "the interval of Hartung and Knapp does not belong to one common effect; choose normal, reml or dl",
        )
    return None


def means(y: Array, v: Array, method: Method, kind: IntervalKind) -> Means:
    """The mean of each of many sets at once, with half its interval.

    Args:
        y: estimates, shape (..., studies), at least two in a set.
        v: their variances, above zero.
        method: as in `pool`.
        kind: as in `pool`.
    """
    from scipy import special  # slow import

    df = y.shape[-1] - 1
    none = Between(np.zeros(y.shape[:-1]), np.ones(y.shape[:-1], dtype=np.bool_))
    between = {"reml": tau2_reml, "dl": tau2_dl}[method](y, v) if method != "fixed" else none
    w = 1 / (v + between.tau2[..., np.newaxis])
    total = w.sum(axis=-1)
    scatter = cochran_q(y, v, between.tau2) / df
    z, t = special.ndtri(TAIL), special.stdtrit(df, TAIL)
    factor = {
        "normal": np.ones_like(scatter),
        "hk": scatter,
        "hk-adhoc": np.maximum(scatter, 1.0),
        "hk-auto": np.where(t * np.sqrt(scatter) < z, 1.0, scatter),
    }[kind]
    se = np.sqrt(factor / total)
    half = se * (z if kind == "normal" else t)
    return Means(mean(y, w), se, half, w / total[..., np.newaxis], between, scatter, factor > scatter)


def _limits(fit: Means) -> Limits:
    return Limits(float(fit.estimate - fit.half), float(fit.estimate + fit.half))


def _spread(y: Array, v: Array, method: Method, tau2: Array) -> tuple[Array, Array, Array]:
    """τ², I² (0–1) and H²; under one common effect I² and H² are those of Q, as DerSimonian–Laird gives them.

    Source: Higgins & Thompson (2002), Statistics in Medicine 21, 1539–1558, with the typical variance for any τ².
    """
    w = 1 / v
    total, df = w.sum(axis=-1), y.shape[-1] - 1
    typical = df * total / (total**2 - (w**2).sum(axis=-1))
    used = tau2_dl(y, v).tau2 if method == "fixed" else tau2
    return tau2, used / (used + typical), used / typical + 1


def _between_limits(y: Array, v: Array) -> Limits | None:
    found = q_profile(y, v)
    return None if found is None else Limits(*found)


def _chance_of(q: float, df: int) -> float:
    from scipy import special  # slow import

    return float(special.chdtrc(df, q))


def _prediction(fit: Means, df: int) -> Limits | None:
    from scipy import special  # slow import

    if df < 1:
        return None
    half = special.stdtrit(df, TAIL) * np.sqrt(fit.between.tau2 + fit.se**2)
    return Limits(float(fit.estimate - half), float(fit.estimate + half))


def _leave_one_out(y: Array, v: Array, method: Method, kind: IntervalKind, verdict: Verdict) -> tuple[Without, ...]:
    """All sets of one study fewer at once: rows of an array (studies, studies − 1)."""
    k = y.size
    if k < 3:
        return ()
    every = np.array([[j for j in range(k) if j != i] for i in range(k)])
    found = []
    for others in np.array_split(every, math.ceil(every.size * START.size / CHUNK)):
        fit = means(y[others], v[others], method, kind)
        tau2, i2, _ = _spread(y[others], v[others], method, fit.between.tau2)
        for mid, half, one, part in zip(fit.estimate, fit.half, tau2, i2, strict=True):
            limits = Limits(float(mid - half), float(mid + half))
            found.append(Without(float(mid), limits, float(one), float(part), limits.verdict != verdict))
    return tuple(found)
