"""Indicators and groupings of the user: TOML files in a folder of the project, checked before anything uses them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from gelijkop.errors import Finding, Text, UserError
from gelijkop.indicators.definitions import Definition, collect, in_force, load_catalogue, refused
from gelijkop.pipeline.worked import example_findings
from gelijkop.store import Store
from gelijkop.store.workplace import workplace

INDICATORS = "indicatoren"
"""The folder beside the store in which own indicators are looked for."""
_LARGEST = 5_000_000  # bytes; the whole catalogue as JSON is below one million


def definitions_with(folder: Path) -> Mapping[str, Definition]:
    """All definitions that hold, of the catalogue and of a folder of the user, ready to measure.

    Raises:
        DefinitionRefused: with every fault of every file in the folder, and every example that comes out otherwise.
    """
    return in_force({**load_catalogue(), **own_definitions(folder)})


def own_definitions(folder: Path) -> Mapping[str, Definition]:
    """The definitions in a folder; none where there is no such folder.

    Raises:
        DefinitionRefused: as `definitions_with`.
    """
    return check_definitions(toml_files(folder))


def toml_files(folder: Path) -> Sequence[Path]:
    """The TOML files of a folder, in order of name; hidden files are not among them."""
    if not folder.is_dir():
        return ()
    return sorted(p for p in folder.iterdir() if p.suffix.lower() == ".toml" and not p.name.startswith("."))


def check_definitions(paths: Sequence[Path]) -> Mapping[str, Definition]:
    """The definitions in these files, each checked and its worked example run on the engine.

    Raises:
        DefinitionRefused: with every fault of every file, all at once.
    """
    texts, findings = read_texts(paths)
    catalogue = load_catalogue()
    found, faults = collect(texts, catalogue)
    findings = [*findings, *faults]
    sound = [d for d in found.values() if _stands(d, {**catalogue, **found})]
    if sound:
        with workplace() as folder, Store(folder / "voorbeeld") as store:
            findings += example_findings(store, sound, {**catalogue, **found})
    if findings:
        raise refused(findings)
    return found


def _stands(definition: Definition, known: Mapping[str, Definition]) -> bool:
    """Whether the rows that its variants share are there, so that its example can run."""
    codes = {m.code: m for d in known.values() for m in d.measures()}
    return all(v.uses is None or v.uses in codes for v in definition.variants)


def read_texts(paths: Sequence[Path]) -> tuple[Mapping[str, str], Sequence[Finding]]:
    """The texts of files by name, and what stands in the way of reading the others."""
    texts: dict[str, str] = {}
    findings = []
    for path in paths:
        try:
            if path.stat().st_size > _LARGEST:
                large = Text("dit bestand is te groot voor een definitie", "this file is too large for a definition")
                findings.append(Finding("too_large", str(path), large))
                continue
            texts[str(path)] = path.read_text(encoding="utf-8-sig")  # an editor of Windows adds the mark
        except (OSError, UnicodeDecodeError):
            wrong = Text("dit bestand kan niet worden gelezen als UTF-8", "this file cannot be read as UTF-8")
            findings.append(Finding("unreadable", str(path), wrong))
    return texts, findings


def own_folder(given: Path | None, beside: Path, name: str) -> Path:
    """The folder that was given, else the one of this name beside the store.

    Raises:
        UserError: the folder that was given is not there.
    """
    if given is None:
        return beside.parent / name
    if not given.is_dir():
        raise UserError(Text(f"{given}: deze map is er niet.", f"{given}: there is no such folder."))
    return given
