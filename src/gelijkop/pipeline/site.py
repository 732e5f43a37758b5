"""The folder of a web site: a release put in place whole, with its shelf and the files that may be downloaded.

`nu` names the folder under `uitgaven/` that is served; it is replaced in one step, so a server that reads it finds
the old release or the new one and never a part of either.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gelijkop import __version__
from gelijkop.compare.verdicts import MARGIN_SHARE
from gelijkop.errors import KeyRefused, Text, UserError
from gelijkop.evidence.interviews.released import ReleasedQuotes, to_json
from gelijkop.evidence.record import Record
from gelijkop.evidence.writing import write_record
from gelijkop.indicators.definitions import Definition, read
from gelijkop.pipeline.bundle import MANIFEST
from gelijkop.pipeline.evidence_files import SUFFIX, publishable
from gelijkop.pipeline.progress import Progress
from gelijkop.pipeline.read_release import Read, policy_of, read_manifest, read_release
from gelijkop.pipeline.region_content import LICENCE
from gelijkop.pipeline.release_folder import order_of
from gelijkop.pipeline.shelving import Shelved, write_shelf
from gelijkop.pipeline.site_data import public_figures
from gelijkop.present.layout import FONT_FILE, FONT_LICENCE, STYLE
from gelijkop.present.shelf import About
from gelijkop.present.site_folder import FILES, NOW, QUOTES, RECORDS, RELEASES, SHELF
from gelijkop.safe.released import Published

_PAGE = ("index.html", STYLE, FONT_FILE, FONT_LICENCE)


def put_in_place(
    release: Path,
    site: Path,
    *,
    data: Path | None = None,
    records: Sequence[Record] = (),
    quotes: ReleasedQuotes | None = None,
    now: datetime,
    progress: Progress,
) -> str:
    """Make a public release the one that the site serves, and return the name of its folder there.

    What is there already is not made again: its name holds the content, the version, the public figures,
    the records and the quotations.

    Args:
        release: a folder that `gelijkop publish` wrote under policy `openbaar`.
        site: the folder of the site; made where it is not there.
        data: files of DUO and CBS with figures about the same municipalities, for the situation sketch.
        records: evidence records of one's own, beside those that ship.
        quotes: what people say, shown beside the indicators that it explains.

    Raises:
        UserError: there is no release in the folder.
        KeyRefused: it is one of policy `intern`.
        ReleaseRefused: it was changed after it was made.
        DefinitionRefused: the name of a record cannot be an address.
    """
    publishable(records)
    if policy_of(release) != "openbaar":
        raise KeyRefused(
            Text(
                f"{release}: deze uitgave is vertrouwelijk (beleid “intern”) en komt niet op een openbare site.",
                f"{release}: this release is confidential (policy “intern”) and goes on no public site.",
            )
        )
    manifest = read_manifest(release)
    found = read_release(release)
    progress.step(Text("uitgave lezen", "reading the release"))
    public = None if data is None else public_figures(data, places=found.released.places, now=now, progress=progress)
    name = _name(str(manifest["content_sha256"]), public, records, quotes)
    target = site / RELEASES / name
    if not (target / SHELF).is_file():
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=_made(site / RELEASES)) as place:
            fresh = Path(place) / name
            fresh.mkdir()
            what = _shelved(name, release, found, manifest, public)
            write_shelf(fresh / SHELF, what, progress=progress)
            _copy_files(release, fresh / FILES, manifest)
            _write_records(fresh / RECORDS, records)
            if quotes is not None:
                (fresh / QUOTES).write_text(to_json(quotes), encoding="utf-8")
            shutil.rmtree(target, ignore_errors=True)
            fresh.rename(target)
    _point(site, name)
    return name


def _name(content: str, public: Published | None, records: Sequence[Record], quotes: ReleasedQuotes | None) -> str:
    digest = hashlib.sha256(f"{content} {__version__}".encode())
    if public is not None:
        for column, values in sorted(public.columns.items()):
            digest.update(f"{column} {values.tolist()}".encode())
    for record in records:
        digest.update(write_record(record).encode())
    if quotes is not None:
        digest.update(to_json(quotes).encode())
    return digest.hexdigest()[:16]


def definitions_of(release: Path) -> Mapping[str, Definition]:
    """The definitions that a release was made with, as they stand in its folder."""
    return read({p.name: p.read_text("utf-8") for p in sorted((release / "definities").glob("*.toml"))})


def about_of(name: str, found: Read, manifest: Mapping[str, Any]) -> About:
    """A release in a few lines."""
    released = found.released
    compared = manifest.get("compared", {})
    names = ", ".join(released.place_names.get(p, p) for p in released.places)
    return About(
        name,
        str(manifest["content_sha256"]),
        str(manifest.get("region") or names),
        str(manifest["made_at"]),
        str(manifest["gelijkop"]),
        order_of(released.groupings, str(compared.get("grouping", ""))),
        released.school_years,
        tuple(Text(str(s["nl"]), str(s["en"])) for s in manifest.get("source_lines", ())),
        LICENCE,
        released.policy == "intern",
        released.policy == "openbaar",
    )


def margin_of(manifest: Mapping[str, Any]) -> float:  # Any: what JSON holds
    """The difference in a share that matters (0–1), as the release was compared with."""
    return float(manifest.get("compared", {}).get("margin", MARGIN_SHARE))


def _shelved(
    name: str,
    release: Path,
    found: Read,
    manifest: Mapping[str, Any],  # Any: what JSON holds
    public: Published | None,
) -> Shelved:
    about = about_of(name, found, manifest)
    return Shelved(about, found.released, definitions_of(release), public, margin_of(manifest))


def _copy_files(release: Path, target: Path, manifest: Mapping[str, Any]) -> None:
    """What may be downloaded: every file that the manifest names but the page, each with the bytes of its hash."""
    for name in [*manifest["files"], MANIFEST]:
        source = release / name
        if name in _PAGE or not source.is_file():
            continue
        content = source.read_bytes()
        if name != MANIFEST and hashlib.sha256(content).hexdigest() != manifest["files"][name]:
            raise _changed(name)
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _write_records(target: Path, records: Sequence[Record]) -> None:
    target.mkdir()
    for record in records:
        (target / f"{record.id}{SUFFIX}").write_text(write_record(record), "utf-8")


def _changed(name: str) -> UserError:
    return UserError(
        Text(
            f"{name} is na het maken veranderd of beschadigd. Gebruik de oorspronkelijke bestanden.",
            f"{name} was changed or damaged after it was made. Use the original files.",
        )
    )


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _point(site: Path, name: str) -> None:
    fresh = site / f".{NOW}-{os.getpid()}"
    fresh.write_text(name, encoding="ascii")
    fresh.replace(site / NOW)


def keep_only(site: Path, names: Sequence[str]) -> None:
    """Remove releases from the site but those named and the one that is served."""
    kept = {*names, (site / NOW).read_text("ascii")}
    for folder in (site / RELEASES).iterdir():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)
