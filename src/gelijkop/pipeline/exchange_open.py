"""Sealed counts opened by their recipient: decrypted, the signature checked against known signers, and read."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from pyrage.x25519 import Identity

from gelijkop.errors import Finding, Text
from gelijkop.indicators.definitions import Definition
from gelijkop.model.groupings import Grouping
from gelijkop.pipeline.bundle import MANIFEST, SIGNATURE, Json, hashes_of
from gelijkop.pipeline.combine_checks import Covered
from gelijkop.pipeline.exchange import (
    COUNTS,
    DEFINITIONS,
    FORMAT,
    GROUPINGS,
    RELEASED,
    ROWS,
    SCHOOL_ROWS,
    SCHOOLS,
)
from gelijkop.pipeline.kept import read_definitions, read_groupings
from gelijkop.pipeline.parcel import unpacked
from gelijkop.pipeline.signing import fingerprint, signer_of
from gelijkop.safe.released import Policy

AGE = b"age-encryption.org/v1\n"
"""How every file encrypted with age begins."""


@dataclass(frozen=True, repr=False)
class Opened:
    """What a known signer sealed for us: the manifest, and the files that it names."""

    name: str
    signer: bytes
    manifest: Json
    files: Mapping[str, bytes]

    @property
    def policy(self) -> Policy:
        """The policy that the sender chose."""
        policy: Policy = self.manifest["policy"]["name"]
        return policy

    @property
    def definitions(self) -> Mapping[str, Definition]:
        """The definitions that were counted with.

        Raises:
            DefinitionRefused: this version does not understand them.
        """
        return read_definitions(json.loads(self.files[DEFINITIONS]))

    @property
    def groupings(self) -> tuple[Grouping, ...]:
        """The sender's own groupings."""
        return read_groupings(self.files[GROUPINGS].decode())

    @property
    def years(self) -> Mapping[str, tuple[int, ...]]:
        """The school years of which there were enrolments and diplomas."""
        return {name: tuple(years) for name, years in self.manifest["years"].items()}

    @property
    def released(self) -> Json:
        """What is told of the protected cube; nothing of exact counts."""
        told: Json = json.loads(self.files.get(RELEASED, b"{}"))
        return told

    @property
    def covered(self) -> frozenset[Covered]:
        """Every location in every school year."""
        covers = self.manifest["covers"]
        return frozenset((place, year) for place in covers["locations"] for year in covers["school_years"])


def is_sealed(path: Path) -> bool:
    """Whether a file was encrypted with age."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(AGE)) == AGE


def opened(path: Path, *, identity: Identity, signers: Collection[bytes]) -> Opened | Finding:
    """One sealed file, opened; or why not."""
    try:
        content = unpacked(pyrage.decrypt(path.read_bytes(), [identity]))
        manifest_bytes, signature = content.pop(MANIFEST), content.pop(SIGNATURE)
    except pyrage.DecryptError as error:
        # The only error of the library that tells of the recipient instead of the bytes.
        return _not_for_us(path) if "No matching keys" in str(error) else _damaged(path)
    except (OSError, ValueError, KeyError, RecursionError):
        return _damaged(path)
    signed = signer_of(manifest_bytes, signature)
    if signed is None:
        return _damaged(path)
    if signed.public not in signers:
        return _unknown(path, fingerprint(signed.public))
    manifest = _manifest(manifest_bytes)
    if manifest is None or manifest.get("files") != hashes_of(content) or not _complete(manifest, content):
        return _damaged(path)
    if manifest["for"] != str(identity.to_public()):
        return _not_for_us(path)
    return Opened(path.name, signed.public, manifest, content)


def _manifest(written: bytes) -> Mapping[str, Any] | None:  # Any: what JSON holds
    try:
        found = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("format") == FORMAT else None


def _complete(manifest: Json, content: Mapping[str, bytes]) -> bool:
    """Whether the files of its policy are there, and no others; the part about schools may be lacking."""
    policy = manifest.get("policy", {}).get("name")
    figures = {"openbaar": {ROWS, RELEASED}, "intern": {COUNTS}}.get(policy, set())
    schools = {SCHOOL_ROWS, SCHOOLS} if policy == "openbaar" and SCHOOLS in content else set()
    return bool(figures) and set(content) == {DEFINITIONS, GROUPINGS, *figures, *schools}


def _damaged(path: Path) -> Finding:
    text = Text(
        "dit bestand is beschadigd, niet compleet of veranderd. Vraag de afzender om het opnieuw te sturen.",
        "this file is damaged, not complete or changed. Ask its sender to send it again.",
    )
    return Finding("damaged", path.name, text)


def _not_for_us(path: Path) -> Finding:
    text = Text(
        "dit bestand is voor een andere ontvanger verzegeld. Stuur de afzender uw openbare sleutel, en vraag om een "
        "bestand dat daarvoor is gemaakt (gelijkop seal --for).",
        "this file was sealed for another recipient. Send its sender your public key, and ask for a file made for it "
        "(gelijkop seal --for).",
    )
    return Finding("recipient", path.name, text)


def _unknown(path: Path, who: str) -> Finding:
    text = Text(
        f"de ondertekenaar is niet bekend: {who}. Vraag de afzender langs een andere weg of dit zijn sleutel is, en "
        "geef die dan met --signers.",
        f"the signer is not known: {who}. Ask the sender in another way whether this is their key, and then give it "
        "with --signers.",
    )
    return Finding("signer", path.name, text)


def other_policies(files: Sequence[Opened]) -> Iterator[Finding]:
    """Files that were not made as the first: under another policy, protected otherwise, or of other measures."""
    for other in files[1:]:
        for rule, told, nl, en in (
            ("other_policy", _policy, "het beleid is", "the policy is"),
            ("other_protection", _protection, "de bescherming is", "the protection is"),
            ("other_measures", _measures, "het aantal maten, en welke, is", "the number of measures, and which, is"),
        ):
            here, there = told(other), told(files[0])
            if here != there:
                text = Text(
                    f"{nl} hier {here[0]}, en in {files[0].name} {there[0]}. Vraag om een bestand dat hetzelfde is "
                    "gemaakt.",
                    f"{en} {here[0]} here, and {there[0]} in {files[0].name}. Ask for a file that was made the same "
                    "way.",
                )
                yield Finding(rule, other.name, text)


def _policy(one: Opened) -> tuple[str, ...]:
    policy = one.manifest["policy"]
    return (f"“{policy['name']}” v{policy['version']}",)


def _protection(one: Opened) -> tuple[str, ...]:
    told = one.released
    return (f"{told.get('base')}/{told.get('slack')}/{told.get('layer')}",)


def _measures(one: Opened) -> tuple[str, ...]:
    """How many measures there are, and what each is."""
    measures = one.released.get("measures", [])
    return (str(len(measures)), *(json.dumps(m, sort_keys=True) for m in measures))
