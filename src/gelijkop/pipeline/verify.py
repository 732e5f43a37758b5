"""Whether a release is still what was made: every file, the hash of its content, and who signed it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gelijkop.errors import Finding, ReleaseRefused, Text
from gelijkop.pipeline.bundle import MANIFEST, OUTSIDE, SIGNATURE, Json, content_sha256
from gelijkop.pipeline.folders import MARK
from gelijkop.pipeline.read_release import policy_of, read_manifest, read_release
from gelijkop.pipeline.signing import Signed, fingerprint, signer_of


@dataclass(frozen=True)
class Verified:
    """What was found of a release in which nothing changed; `signed` is None where it has no signature."""

    files: int
    content_sha256: str
    signed: Signed | None


def verify(folder: Path, *, signer: bytes | None = None) -> Verified:
    """A release that is what its manifest says, and of whom.

    Of a public release the promises are checked, too: every count is 0 or at least the base, and all adds up.

    Args:
        signer: the raw public key that must have signed it; None: whoever did.

    Raises:
        UserError: there is no release in the folder.
        ReleaseRefused: something changed, is missing or is extra, or the signature is not right; everything at once.
    """
    policy = policy_of(folder)
    manifest = read_manifest(folder)
    signature = (folder / SIGNATURE).read_bytes() if (folder / SIGNATURE).is_file() else None
    found = None if signature is None else signer_of((folder / MANIFEST).read_bytes(), signature)
    findings = [*_files(folder, manifest), *_content(manifest), *_signed(signature is not None, found, signer)]
    if findings:
        raise ReleaseRefused(
            Text(
                f"{folder}: dit is niet meer de uitgave die is gemaakt. Vraag de maker om de oorspronkelijke map.",
                f"{folder}: this is no longer the release that was made. Ask its maker for the original folder.",
            ),
            findings,
        )
    if policy == "openbaar":
        read_release(folder)
    return Verified(len(manifest["files"]), manifest["content_sha256"], found)


def _files(folder: Path, manifest: Json) -> Iterator[Finding]:
    named = manifest.get("files")
    if not isinstance(named, dict):
        yield Finding("manifest", MANIFEST, Text("noemt geen bestanden", "names no files"))
        return
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()}
    for name, digest in sorted(named.items()):
        if name not in there:
            yield Finding("missing", name, Text("dit bestand ontbreekt", "this file is missing"))
        elif not _same(there[name], digest):
            yield Finding("changed", name, Text("dit bestand is veranderd", "this file was changed"))
    for name in sorted(there.keys() - named.keys() - {*OUTSIDE, MARK}):
        text = Text("dit bestand hoort er niet bij", "this file does not belong to it")
        yield Finding("extra", name, text)


def _same(path: Path, digest: object) -> bool:
    """Whether a file has this hash; a link has not, since what it leads to may change."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == digest


def _content(manifest: Json) -> Iterator[Finding]:
    if manifest.get("content_sha256") != content_sha256(manifest):
        text = Text("past niet bij zijn eigen controlegetal", "does not fit its own hash")
        yield Finding("content", MANIFEST, text)


def _signed(there: bool, found: Signed | None, signer: bytes | None) -> Iterator[Finding]:
    if not there:
        if signer is not None:
            yield Finding("no_signature", SIGNATURE, Text("er is geen ondertekening", "there is no signature"))
    elif found is None:
        text = Text(
            "de ondertekening klopt niet: zij hoort niet bij dit manifest",
            "the signature is not right: it does not belong to this manifest",
        )
        yield Finding("signature", SIGNATURE, text)
    elif signer is not None and found.public != signer:
        text = Text(
            f"ondertekend met een andere sleutel dan u verwacht: {found.fingerprint}, niet {fingerprint(signer)}",
            f"signed with another key than you expect: {found.fingerprint}, not {fingerprint(signer)}",
        )
        yield Finding("signer", SIGNATURE, text)
