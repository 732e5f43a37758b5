"""Editions of the catalogue to compare: this version, a folder or file of the user, or an exported one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from gelijkop.errors import Text, UserError
from gelijkop.indicators.changes import Edition, plain
from gelijkop.indicators.definitions import Definition, load_catalogue, read, refused
from gelijkop.indicators.export import read_export
from gelijkop.indicators.trial import trial_id
from gelijkop.pipeline.own import read_texts, toml_files
from gelijkop.pipeline.worked import trial_outcomes
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

THIS = "gelijkop"
"""Names the catalogue of this version where a file or folder is asked for."""


def edition(name: str) -> Edition:
    """The edition in an export (JSON), a file or folder (TOML), or of this version.

    Raises:
        UserError: there is no such file.
        DefinitionRefused: it holds no definitions, or faulty ones; with every fault.
    """
    path = Path(name)
    if name == THIS and not path.exists():
        return edition_of(load_catalogue(), {})
    if not path.exists():
        raise UserError(Text(f"{name}: dit bestand of deze map is er niet.", f"{name}: there is no such file."))
    texts, findings = read_texts(toml_files(path) if path.is_dir() else [path])
    if findings:
        raise refused(findings)
    if path.suffix.lower() == ".json":
        return read_export(texts[str(path)], path.name)
    codes = {_code(text) for text in texts.values()}
    rest = {code: d for code, d in load_catalogue().items() if code not in codes}
    return edition_of(read(texts, rest), rest)


def edition_of(definitions: Mapping[str, Definition], known: Mapping[str, Definition]) -> Edition:
    """These definitions with what comes out on the trial pupils; `known` has the others whose rows they may share."""
    shared = {(v.uses or "").split("/")[0] for d in definitions.values() for v in d.variants}
    needed = {code: d for code, d in known.items() if code in shared}
    with workplace() as folder, Store(folder / "proef") as store:
        outcomes = trial_outcomes(store, {**needed, **definitions})
    mine = {m.code for d in definitions.values() for m in d.measures()}
    entries = {code: plain(tomllib.loads(d.written)) for code, d in definitions.items()}
    return Edition(entries, {code: text for code, text in outcomes.items() if code in mine}, trial_id())


def _code(written: str) -> str:
    """The code in a text; empty where it has none that can be read."""
    with suppress(tomllib.TOMLDecodeError, RecursionError):
        return str(tomllib.loads(written).get("code", ""))
    return ""
