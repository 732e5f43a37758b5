"""The commands about the ledger of releases: what is in it, whether it is whole, and that a release was withdrawn."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from gelijkop.errors import LedgerRefused, Text
from gelijkop.pipeline.bundle import MANIFEST
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.key_path import key_path
from gelijkop.pipeline.ledger_files import keep_head, kept_head, ledger_folder, loose_files, open_ledger, save_ledger
from gelijkop.safe.ledger import Head, Ledger
from gelijkop.sources.key import load_key
from gelijkop.store import Store


def list_(call: Call, a: argparse.Namespace) -> None:
    """Say of every release when it was made, under which policy, and whether it was withdrawn."""
    ledger = _opened(a)
    withdrawn = ledger.withdrawals()
    releases = [page.line for page in ledger.pages if page.line.kind == "uitgave"]
    for line in releases:
        state = call.words["ledger_withdrawn" if line.number in withdrawn else "ledger_stands"]
        call.say("ledger_line", number=line.number, at=line.at, policy=line.policy, state=state)
    if not releases:
        call.say("ledger_none", folder=ledger_folder(a.store))


def check(call: Call, a: argparse.Namespace) -> None:
    """Say that the ledger is whole, or refuse with everything that is wrong."""
    ledger = _opened(a)
    if a.release is not None:
        open_ledger(ledger_folder(a.store), _key(a), _head_of_release(a.release))
    for name in loose_files(ledger, ledger_folder(a.store)):
        call.say("ledger_loose", file=name)
    call.say("ledger_whole", lines=len(ledger.pages), folder=ledger_folder(a.store))


def withdraw(call: Call, a: argparse.Namespace) -> None:
    """Write down that a release was withdrawn; its numbers stay as they are."""
    folder = ledger_folder(a.store)
    with Store(a.store, mode="update") as store:
        ledger = open_ledger(folder, _key(a), kept_head(store)).withdrawn(a.number, at=call.now)
        save_ledger(ledger, folder)
        keep_head(store, ledger.head)
    call.say("ledger_withdrew", number=a.number)


def _opened(a: argparse.Namespace) -> Ledger:
    """The ledger beside a store; the store itself need not be there, so that a backup can be checked by itself."""
    head = None
    if a.store.is_file():
        with Store(a.store, mode="read") as store:
            head = kept_head(store)
    return open_ledger(ledger_folder(a.store), _key(a), head)


def _head_of_release(folder: Path) -> Head:
    """The last line of the ledger as the manifest of a release names it."""
    try:
        entry = json.loads((folder / MANIFEST).read_text("utf-8"))["ledger"]
        return Head(int(entry["number"]), str(entry["sha256"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise LedgerRefused(
            Text(
                f"{folder}: deze map noemt geen logboek. Geef een map die met gelijkop publish is gemaakt.",
                f"{folder}: this folder names no ledger. Give a folder that was made with gelijkop publish.",
            )
        ) from None


def _key(a: argparse.Namespace) -> bytes:
    return load_key(key_path(a), Path.cwd())
