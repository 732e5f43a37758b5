"""The commands of an exchange: seal what was measured for a partner, and add up what partners sealed."""

from __future__ import annotations

import argparse
from pathlib import Path

from gelijkop.errors import Text, UserError
from gelijkop.pipeline.combine import combine as combine_stores
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.exchange import seal as sealed
from gelijkop.pipeline.exchange_combine import Page, combine_sealed
from gelijkop.pipeline.exchange_keys import load_identity, recipient
from gelijkop.pipeline.exchange_open import is_sealed
from gelijkop.pipeline.key_path import RECEIVING, beside_key, key_path
from gelijkop.pipeline.protecting import Wanted
from gelijkop.pipeline.signing import load_signers, load_signing_key
from gelijkop.sources.key import load_key


def seal(call: Call, a: argparse.Namespace) -> None:
    """Seal what was measured for one recipient."""
    to = recipient(a.recipient)
    signing, secret = load_signing_key(a.sign, Path.cwd()), load_key(key_path(a), Path.cwd())
    call.progress.step(Text("cijfers verzegelen", "sealing figures"))
    wanted = Wanted(a.policy, a.grouping, a.protection, a.display, a.known)
    covered = sealed(a.store, a.out, wanted, recipient=to, sign=signing, key=secret, now=call.now)
    words = "sealed_exact" if a.policy == "intern" else "sealed"
    call.say(words, path=a.out.resolve(), places=len(covered.locations), recipient=to)


def combine(call: Call, a: argparse.Namespace) -> None:
    """Add up what several organisations measured: stores, or files that they sealed."""
    kinds = {is_sealed(path) for path in a.files}
    if kinds == {True}:
        _sealed_files(call, a)
    elif kinds == {False}:
        call.progress.step(Text("tellingen optellen", "adding up counts"))
        figures = combine_stores(a.files, a.into)
        call.say("measured", measures=len(figures.measures), places=len(figures.places))
    else:
        raise UserError(
            Text(
                "Noem gegevensbestanden of verzegelde bestanden, niet door elkaar.",
                "Name stores or sealed files, not both.",
            )
        )


def _sealed_files(call: Call, a: argparse.Namespace) -> None:
    if not a.signers:
        raise UserError(
            Text(
                "Geef met --signers de openbare sleutels van de organisaties van wie deze bestanden zijn.",
                "Give with --signers the public keys of the organisations that these files are from.",
            )
        )
    page = Page(
        a.region,
        a.grouping,
        a.margin / 100,
        call.language,
        call.now,
        None if a.sign is None else load_signing_key(a.sign, Path.cwd()),
    )
    policy = combine_sealed(
        a.files,
        a.into,
        page,
        identity=load_identity(beside_key(a.identity, RECEIVING), Path.cwd()),
        signers=load_signers(a.signers),
        progress=call.progress,
    )
    if policy == "intern":
        call.say("combined", path=a.into.resolve())
    else:
        call.say("done", page=(a.into / "index.html").resolve())
