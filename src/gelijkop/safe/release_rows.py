"""Released numbers as plain columns and a manifest, and back; what was changed in between is refused.

The hash tells damage and careless edits, not forgery: someone who can write both the rows and the
manifest can make a new hash. Whoever needs that signs the manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gelijkop.errors import ReleaseRefused, Text
from gelijkop.model.measures import Measure
from gelijkop.safe.checks import check
from gelijkop.safe.publish import sorted_rows
from gelijkop.safe.released import Kind, Policy, Released, Rows
from gelijkop.safe.sealing import seal

Manifest = dict[str, Any]  # what JSON holds; `load` checks it
Columns = Mapping[str, NDArray[Any]]  # Any: text or whole numbers of any width
FORMAT = "gelijkop.released/1"
_ALL = ""
"""How grouping −1 (all pupils) is written."""
_CODED = ("measure", "place", "grouping")
_NAMES = ("measure", "school_year", "place", "grouping", "group", "stratum", "outcome", "pupils")
_KIND = ("places_summed", "years_summed", "grouped", "within_strata")


def released_columns(released: Released) -> dict[str, NDArray[Any]]:
    """The rows as columns, with codes of measures, places and groupings as text; grouping `""` is all pupils."""
    columns: dict[str, NDArray[Any]] = dict(released.rows.columns())
    for name, codes in _codes(released.measures, released.places, released.every_grouping).items():
        columns[name] = np.array(codes, dtype=np.str_)[columns[name] + (name == "grouping")]
    return columns


def release_manifest(released: Released) -> Manifest:
    """All that `load` needs besides the rows, as JSON can hold it, with a hash over both."""
    manifest: Manifest = {
        "format": FORMAT,
        "policy": released.policy,
        "base": released.base,
        "slack": released.slack,
        "layer": released.layer,
        "measures": [asdict(m) | {"outcomes": list(m.outcomes), "scores": list(m.scores)} for m in released.measures],
        "places": [{"code": p, "name": released.place_names.get(p, p)} for p in released.places],
        "areas": {kind: dict(of_place) for kind, of_place in released.areas.items()},
        "area_names": dict(released.area_names),
        "groupings": list(released.groupings),
        "crosses": list(released.crosses),
        "school_years": list(released.school_years),
        "pooled": list(released.pooled),
        "rounding": [
            {"measure": code, **dict(zip(_KIND, kind, strict=True)), "root_mean_square": size}
            for code, kinds in released.rounding.items()
            for kind, size in kinds.items()
        ],
        "rows": len(released.rows.pupils),
    }
    return manifest | {"sha256": _digest(manifest, released.rows)}


def load(columns: Columns, manifest: Mapping[str, Any], *, policy: Policy, schools: Released | None = None) -> Released:
    """Released numbers, rebuilt from what `released_columns` and `release_manifest` made; any order of rows.

    Args:
        columns: the columns, text and whole numbers.
        manifest: the manifest.
        policy: what the reader may show; a release under another policy is refused.
        schools: the part about schools, loaded before, of a release that has one.

    Raises:
        ReleaseRefused: it is of another policy or format, rows or manifest were changed, or it breaks a promise.
    """
    if manifest.get("format") != FORMAT:
        raise _refused("dit is geen uitgave die deze versie kan lezen", "this is no release that this version can read")
    if manifest.get("policy") != policy:
        raise _refused(
            f"dit is geen uitgave onder het beleid “{policy}”", f"this is no release under policy “{policy}”"
        )
    changed = _refused(
        "de cijfers of het manifest zijn na het maken veranderd. Gebruik de oorspronkelijke bestanden",
        "its figures or manifest were changed after it was made. Use the original files",
    )
    try:
        released = _rebuild(columns, manifest, policy, schools)
    except (KeyError, ValueError, TypeError):
        # The foreign error could quote a count.
        raise changed from None
    bare = {k: v for k, v in manifest.items() if k != "sha256"}
    if manifest.get("sha256") != _digest(bare, released.rows):
        raise changed
    check(released)
    return released


def load_head(manifest: Mapping[str, Any]) -> Released:
    """The measures, places and plan of a release without a single count, from what `release_manifest` made.

    Raises:
        ReleaseRefused: this is no manifest of this version.
    """
    nothing: Columns = {name: np.array([], dtype=np.str_ if name in _CODED else np.int64) for name in _NAMES}
    try:
        return _rebuild(nothing, manifest, manifest["policy"], None)
    except (KeyError, ValueError, TypeError):
        raise _refused(
            "dit is geen uitgave die deze versie kan lezen", "this is no release that this version can read"
        ) from None


def _rebuild(columns: Columns, manifest: Mapping[str, Any], policy: Policy, schools: Released | None) -> Released:
    measures = tuple(
        Measure(**(m | {"outcomes": tuple(m["outcomes"]), "scores": tuple(m["scores"])})) for m in manifest["measures"]
    )
    places = tuple(p["code"] for p in manifest["places"])
    groupings = tuple(manifest["groupings"])
    # A release made by an earlier version has no crosses, no areas, no layer and no pooled years.
    crosses = tuple(manifest.get("crosses", ()))
    coded = {
        name: _positions(columns[name], codes) - (name == "grouping")
        for name, codes in _codes(measures, places, (*groupings, *crosses)).items()
    }
    rows = Rows(*(coded[n] if n in _CODED else np.asarray(columns[n]).astype(np.int64) for n in _NAMES))
    rounding: dict[str, dict[Kind, float]] = {}
    for entry in manifest["rounding"]:
        places_summed, years_summed, grouped, within_strata = (bool(entry[k]) for k in _KIND)
        kinds = rounding.setdefault(entry["measure"], {})
        kinds[(places_summed, years_summed, grouped, within_strata)] = float(entry["root_mean_square"])
    return seal(
        policy,
        measures,
        places,
        {p["code"]: p["name"] for p in manifest["places"]},
        groupings,
        tuple(manifest["school_years"]),
        sorted_rows(rows),
        base=manifest["base"],
        slack=manifest["slack"],
        rounding=rounding,
        areas=manifest.get("areas"),
        area_names=manifest.get("area_names"),
        crosses=crosses,
        layer=manifest.get("layer", "nco"),
        pooled=tuple(manifest.get("pooled", ())),
        schools=schools,
    )


def _codes(measures: Sequence[Measure], places: Sequence[str], groupings: Sequence[str]) -> dict[str, tuple[str, ...]]:
    return {"measure": tuple(m.code for m in measures), "place": tuple(places), "grouping": (_ALL, *groupings)}


def _positions(written: NDArray[Any], codes: Sequence[str]) -> NDArray[np.int64]:
    """The position of each code.

    Raises:
        KeyError: a code that the manifest does not name.
    """
    at = {code: i for i, code in enumerate(codes)}
    distinct, inverse = np.unique(np.asarray(written).astype(np.str_), return_inverse=True)
    return np.array([at[str(code)] for code in distinct], dtype=np.int64)[inverse]


def _digest(manifest: Mapping[str, Any], rows: Rows) -> str:
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True, ensure_ascii=True).encode())
    for column in rows.columns().values():
        digest.update(np.ascontiguousarray(column, dtype="<i8").tobytes())
    return digest.hexdigest()


def _refused(nl: str, en: str) -> ReleaseRefused:
    return ReleaseRefused(Text(f"Deze uitgave is niet gelezen: {nl}.", f"This release was not read: {en}."))
