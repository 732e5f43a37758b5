"""The commands around a release: keys, and whether a release is still what was made."""

from __future__ import annotations

import argparse
from pathlib import Path

from gelijkop.pipeline.console import Call
from gelijkop.pipeline.exchange_keys import create_identity
from gelijkop.pipeline.key_path import RECEIVING, SIGNING, beside_key, key_path
from gelijkop.pipeline.signing import create_pair, fingerprint, load_public
from gelijkop.pipeline.verify import verify as verified
from gelijkop.sources.key import create_key


def key(call: Call, a: argparse.Namespace) -> None:
    """Make the secret key for pseudonyms, or a key pair to sign or to receive with."""
    if a.sign:
        path = beside_key(a.key, SIGNING)
        public = create_pair(path, Path.cwd())
        call.say("pair_made", path=path, public=public, fingerprint=fingerprint(load_public(public)))
    elif a.receive:
        path = beside_key(a.key, RECEIVING)
        public = create_identity(path, Path.cwd())
        call.say("identity_made", path=path, public=public, recipient=public.read_text("ascii").strip())
    else:
        path = key_path(a)
        create_key(path, Path.cwd())
        call.say("key_made", path=path)


def verify(call: Call, a: argparse.Namespace) -> None:
    """Say whether a release is what was made, and who signed it."""
    found = verified(a.folder, signer=None if a.signer is None else load_public(a.signer))
    call.say("verified", files=found.files, content=found.content_sha256)
    if found.signed is None:
        call.say("verified_unsigned")
    else:
        words = "verified_unknown" if a.signer is None else "verified_signer"
        call.say(words, fingerprint=found.signed.fingerprint)
