"""What lies beside the figures of a release: definitions, policy, sources, proof, and the manifest over all files."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from gelijkop.catalogue import load, text
from gelijkop.indicators.definitions import Definition
from gelijkop.safe.plan import plan_of, said_of
from gelijkop.safe.released import Policy, Released
from gelijkop.store import Load

Files = dict[str, str | bytes]
Json = Mapping[str, Any]  # Any: what JSON holds
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
OUTSIDE = (MANIFEST, SIGNATURE)
"""The files that the manifest does not name: itself and the signature over it."""

_CARRY_THE_MOMENT = ("index.html", "datapackage.json")
_OTHERWISE = (".parquet", ".zegel")
_NOT_CONTENT = ("gelijkop", "made_at", "ledger", "content_sha256")


def definition_files(definitions: Mapping[str, Definition]) -> Files:
    """The text of each definition that the figures were measured with, as it was written, version and all."""
    return {f"definities/{d.code}.toml": d.written for d in definitions.values()}


def policy_file(released: Released) -> Files:
    """The policy as the catalogue has it, and under `[used]` what this release was made with."""
    plan = plan_of(released)
    used = {"mode": plan.mode, "layer": plan.layer, "base": released.base, "slack": released.slack,
            "minimum_shown": plan.minimum_shown, "groupings": list(released.groupings),
            "says_nl": [t.nl for t in said_of(plan)], "says_en": [t.en for t in said_of(plan)]}  # fmt: skip
    # JSON's numbers, texts and lists of texts are written in TOML alike.
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in used.items()]
    return {"beleid.toml": "\n".join([text(f"policies/{released.policy}"), "[used]", *lines, ""])}


def policy_named(policy: Policy) -> Json:
    """The policy by name and version."""
    return {"name": policy, "version": load(f"policies/{policy}")["version"]}


def proof_files(proof: Mapping[str, object]) -> Files:
    """Each proof as JSON in `bewijs/`; it is told to everybody who has the folder."""
    return {
        f"bewijs/{name}.json": json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
        for name, told in proof.items()
    }


def origins(loads: Iterable[Load], *, key: bytes) -> Sequence[Json]:
    """What was loaded: kind, file name, date and a hash; sorted, each once, without counts.

    A plain hash of a file about pupils would confirm to somebody who guesses its content that the guess is
    right. So the hash is one under the key of the organisation, which alone can check it
    (HMAC-SHA256 of the SHA-256 of the file).
    """
    lines = {
        (one.source, one.file, one.loaded_at[:10], hmac.new(key, one.sha256.encode(), "sha256").hexdigest())
        for one in loads
    }
    names = ("kind", "file", "loaded", "hmac_sha256")
    return [dict(zip(names, line, strict=True)) for line in sorted(lines)]


def hashes_of(files: Mapping[str, str | bytes]) -> dict[str, str]:
    """The SHA-256 of each file, sorted by name."""
    return {n: hashlib.sha256(c.encode() if isinstance(c, str) else c).hexdigest() for n, c in sorted(files.items())}


def manifest_text(entries: Json) -> str:
    """The manifest as it is written: the entries, with the hash of the content."""
    return json.dumps({**entries, "content_sha256": content_sha256(entries)}, ensure_ascii=False, indent=1)


def content_sha256(manifest: Json) -> str:
    """One hash of all that a release says: the same for the same content, whenever and wherever it was made.

    It is over the manifest in a fixed form. Left out are the moment of making, the version of the program
    and the line of the ledger, the two files in which that moment stands, a seal, which comes out otherwise
    each time, and Parquet, of which the bytes depend on the program that writes it: `released` has a hash of
    the same rows.
    """
    files = manifest.get("files", {})
    told = {k: v for k, v in manifest.items() if k not in _NOT_CONTENT}
    told["files"] = {n: h for n, h in files.items() if n not in _CARRY_THE_MOMENT and not n.endswith(_OTHERWISE)}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
