"""What partners sealed for us, added up: protected cubes to one release, exact counts to one store."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from gelijkop.errors import CombineRefused, DefinitionRefused, Finding, Language, Text
from gelijkop.model.groupings import own_groupings
from gelijkop.pipeline.annex import Personal
from gelijkop.pipeline.bundle import Json
from gelijkop.pipeline.combine import combine
from gelijkop.pipeline.combine_checks import other_definitions, other_groupings, other_years, overlap, twice
from gelijkop.pipeline.exchange import COUNTS, RELEASED, ROWS, SCHOOL_ROWS, SCHOOLS
from gelijkop.pipeline.exchange_open import Opened, opened, other_policies
from gelijkop.pipeline.folders import fresh_folder
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.release_folder import Around, write_release
from gelijkop.pipeline.sealed import read_parquet
from gelijkop.pipeline.signing import fingerprint
from gelijkop.safe.joined import joined
from gelijkop.safe.quality import KINDS
from gelijkop.safe.released import Kind, Policy, Released
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

_TOTAL: Kind = (True, True, False, False)
"""A count over all places and years, of all groups, without strata."""


@dataclass(frozen=True)
class Page:
    """How the release of a region looks: see `release_folder.Around`."""

    region: str
    grouping: str
    margin: float
    language: Language
    now: datetime
    sign: Ed25519PrivateKey | None = None


def combine_sealed(
    paths: Sequence[Path],
    into: Path,
    page: Page,
    *,
    identity: Identity,
    signers: Collection[bytes],
    progress: Progress,
) -> Policy:
    """Add up sealed files: under policy `openbaar` into a folder with a release, under `intern` into a new store.

    Args:
        identity: the secret key that they were sealed for.
        signers: the raw public keys of the partners.

    Raises:
        CombineRefused: a file is damaged, for somebody else or of an unknown signer; definitions, groupings,
            years or policies differ; or a location and school year is in more than one. All at once.
    """
    progress.step(Text("verzegelde bestanden openen", "opening sealed files"))
    found = [opened(path, identity=identity, signers=signers) for path in paths]
    parts = [one for one in found if isinstance(one, Opened)]
    findings = [*twice(paths), *(one for one in found if isinstance(one, Finding)), *_differences(parts)]
    if findings:
        raise CombineRefused(
            Text("Deze bestanden kunnen niet bij elkaar worden opgeteld.", "These files cannot be added up."), findings
        )
    progress.step(Text("tellingen optellen", "adding up counts"))
    if parts[0].policy == "intern":
        _into_store(parts, into)
    else:
        _into_folder(parts, into, page, progress)
    return parts[0].policy


def _differences(parts: Sequence[Opened]) -> Iterator[Finding]:
    """Everything in which the files that could be opened do not go together."""
    if parts:
        names = [p.name for p in parts]
        yield from other_policies(parts)
        yield from _told(lambda: other_definitions(names, [p.definitions for p in parts]))
        yield from other_groupings(names, [p.groupings for p in parts])
        yield from other_years(names, [p.years for p in parts])
        yield from overlap(names, [p.covered for p in parts])


def _told(differences: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """The differences, or the reasons for which this version does not understand the definitions."""
    try:
        yield from differences()
    except DefinitionRefused as error:
        yield from error.findings


def _into_store(parts: Sequence[Opened], into: Path) -> None:
    with workplace() as folder:  # for its owner alone
        places = [folder / str(i) / part.name for i, part in enumerate(parts)]
        for place, part in zip(places, parts, strict=True):
            place.parent.mkdir()
            place.write_bytes(part.files[COUNTS])
        combine(places, into)


def _into_folder(parts: Sequence[Opened], into: Path, page: Page, progress: Progress) -> None:
    with (
        workplace() as place,
        fresh_folder(into, force=False) as folder,
        Store(place / "optelling", outputs=[folder]) as store,
        own_groupings(parts[0].groupings),
    ):
        each = [_read(store, part) for part in parts]
        whole = joined(each)
        origins = {json.dumps(line, sort_keys=True): line for p in parts for line in p.manifest["sources"]}
        around = Around(
            parts[0].definitions,
            page.region,
            page.grouping,
            page.margin,
            page.language,
            page.now,
            [_sentence(whole, each)],
            [origins[line] for line in sorted(origins)],
            {"optelling": proof(whole, each, parts)},
            Personal({}, organisations=len(parts)),
        )
        write_release(folder, store, whole, around, sign=page.sign, progress=progress)


def _read(store: Store, part: Opened) -> Released:
    """The protected cube in a sealed file, with its part about schools where it has one."""
    schools = None
    if SCHOOLS in part.files:
        schools = read_parquet(store, part.files[SCHOOL_ROWS], json.loads(part.files[SCHOOLS]), policy="openbaar")
    return read_parquet(store, part.files[ROWS], json.loads(part.files[RELEASED]), policy="openbaar", schools=schools)


def _sentence(whole: Released, each: Sequence[Released]) -> Text:
    """What the addition does to the error of protection, for under the page."""
    one, sum_ = max(_error(part, _TOTAL) for part in each), _error(whole, _TOTAL)
    return Text(
        f"Opgeteld uit de beschermde cijfers van {len(each)} organisaties, die elk zelf hebben afgerond. De fouten van "
        f"het afronden vallen voor een deel tegen elkaar weg: een aantal over alle plaatsen en jaren wijkt hier "
        f"gemiddeld {_nl(sum_)} leerlingen af, bij één organisatie ten hoogste {_nl(one)}.",
        f"Added up from the protected figures of {len(each)} organisations, which each rounded on its own. The errors "
        f"of rounding cancel out in part: a count over all places and years is off by {sum_:.1f} pupils on average "
        f"here, in one organisation by {one:.1f} at most.",
    )


def _nl(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def proof(whole: Released, each: Sequence[Released], parts: Sequence[Opened]) -> Json:
    """For `bewijs/`: whose cubes were added up, and by kind of count the root mean square error of each and the sum."""
    return {
        "method": "see gelijkop.safe.joined: root of the sum of squares, and what errors have in common",
        "parts": [
            {
                "signer": fingerprint(p.signer),
                "made_at": p.manifest["made_at"],
                "rows_sha256": p.manifest["files"][ROWS],
            }
            for p in parts
        ],
        "errors": [
            dict(zip(("places_summed", "years_summed", "grouped", "within_strata"), kind, strict=True))
            | {"parts": [_error(part, kind) for part in each], "sum": _error(whole, kind)}
            for kind in KINDS
        ],
    }


def _error(released: Released, kind: Kind) -> float:
    """The root mean square error of one kind of count over all measures, in pupils, rounded to 0.1."""
    squares = [kinds[kind] ** 2 for kinds in released.rounding.values()]
    return round(math.sqrt(sum(squares) / len(squares)), 1)
