"""One short function a command: it takes what was typed, calls the parts and says what came of it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from gelijkop.catalogue import load as catalogue
from gelijkop.errors import Finding, Text, UserError
from gelijkop.indicators.definitions import Definition
from gelijkop.model.crossing import Pair
from gelijkop.model.groupings import groupings, own_groupings
from gelijkop.pipeline import demo as demo_region
from gelijkop.pipeline import fetching
from gelijkop.pipeline import publish as release
from gelijkop.pipeline import sketch as situation
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.dossiers import import_dossiers
from gelijkop.pipeline.imports import MEMORY, import_files, propose
from gelijkop.pipeline.inspect import inspected
from gelijkop.pipeline.key_path import key_path
from gelijkop.pipeline.listings import code_lines, column_lines, mapping_lines
from gelijkop.pipeline.measure import measure as measured
from gelijkop.pipeline.measured_lines import measured_lines
from gelijkop.pipeline.own import INDICATORS, definitions_with, own_folder
from gelijkop.pipeline.own_groupings import GROUPINGS, own_groupings_in
from gelijkop.pipeline.signing import load_signing_key
from gelijkop.pipeline.totals import NOTE
from gelijkop.pipeline.totals import totals as write_totals
from gelijkop.sources.key import load_key
from gelijkop.sources.pupil_readers import OSO, Reader, reader_of, with_schemas
from gelijkop.sources.resolved import with_given
from gelijkop.sources.shipped import find_mapping, shipped_text
from gelijkop.store import Load, Store

_SHOWN = 20
ALL_INDICATORS = "alles"


def demo(call: Call, a: argparse.Namespace) -> None:
    """Make the made-up region and its page."""
    page = demo_region.demo(
        a.folder, seed=a.seed, language=call.language, now=call.now, progress=call.progress, force=a.force
    )
    call.say("done", page=page.resolve())
    call.say("site_made", folder=a.folder / demo_region.SITE)


def sketch(call: Call, a: argparse.Namespace) -> None:
    """Make a situation sketch from open files."""
    _require([a.data])
    made = situation.sketch(
        a.place,
        data=a.data,
        out=a.out,
        language=call.language,
        now=call.now,
        progress=call.progress,
        force=a.force,
    )
    _tell(call, made.unread)
    for remark in made.remarks:
        call.print(f"{call.words['inspect_remark']}: {remark.say(call.language)}")
    call.say("done", page=made.page.resolve())


def fetch(call: Call, a: argparse.Namespace) -> None:
    """Fetch a table or dataset into a dated snapshot."""
    found = fetching.fetch(a.publisher, a.name, out=a.out, version=a.odata, address=a.address, progress=call.progress)
    tables = [p for p in found.parts if p.expected is not None]
    call.say(
        "fetched",
        folder=found.folder,
        rows=sum(p.received for p in tables),
        pages=sum(len(p.pages) for p in tables),
        modified=found.published,
    )


def inspect(call: Call, a: argparse.Namespace) -> None:
    """Say of every file what it is and what it can feed."""
    _require(a.paths)
    for line in inspected(a.paths, call.language):
        call.print(line)


def guess(call: Call, a: argparse.Namespace) -> None:
    """Print a proposed mapping."""
    _require([a.file])
    call.print(propose(a.file))


def import_(call: Call, a: argparse.Namespace) -> None:
    """Load pupil files or dossiers."""
    _require(a.files)
    secret = load_key(key_path(a), Path.cwd())
    loads: Sequence[Load]
    if a.mapping is None:
        reader = _reader(a)
        with Store(a.store, inputs=a.files) as store:
            loads = [import_dossiers(store, a.files, key=secret, now=call.now, progress=call.progress, reader=reader)]
    else:
        mapping = with_given(find_mapping(a.mapping), _given(a.set))
        reference = [] if mapping.lookup is None else [(mapping.folder or Path()) / mapping.lookup.file]
        _require(reference)
        with Store(a.store, inputs=[*a.files, *reference], memory=MEMORY) as store:
            loads = import_files(
                store,
                a.files,
                mapping=mapping,
                key=secret,
                skip_bad_rows=a.skip_bad_rows,
                now=call.now,
                progress=call.progress,
            )
    for load in loads:
        call.say("loaded", file=load.file, rows=load.rows, refused=load.refused)


def loads(call: Call, a: argparse.Namespace) -> None:
    """Say what was loaded."""
    with Store(a.store, mode="read") as store:
        for load in store.loads():
            call.say("load", at=load.loaded_at, file=load.file, rows=load.rows, refused=load.refused)
            for rule, times in load.reasons.items():
                call.print(f"    {rule}: {times}×")


def measure(call: Call, a: argparse.Namespace) -> None:
    """Compute all indicators, those of the catalogue and those of the user."""
    definitions = definitions_with(own_folder(a.indicators, a.store, INDICATORS))
    also = _also(a.also, definitions)
    groupings = own_groupings_in(own_folder(a.groupings, a.store, GROUPINGS))
    with Store(a.store, mode="update") as store, own_groupings(groupings):
        call.progress.step(Text("indicatoren berekenen", "computing indicators"))
        found = measured(store, definitions, also, _pairs(a.cross))
    call.say("measured", measures=len(found.figures.measures), places=len(found.figures.places))
    for line in measured_lines(found, call.language):
        call.print(line)


def _pairs(asked: Sequence[Sequence[str]]) -> Sequence[Pair]:
    """The pairs of groupings to cross."""
    for code in (code for pair in asked for code in pair):
        if code not in groupings():
            raise UserError(_both("no_such_list", name=code))
    return [(one, other) for one, other in asked]


def _also(codes: Sequence[str], definitions: Mapping[str, Definition]) -> Sequence[str]:
    """The codes asked for; `alles` is all of them."""
    unknown = [code for code in codes if code not in definitions and code != ALL_INDICATORS]
    if unknown:
        raise UserError(_both("no_such_indicator", name=unknown[0]))
    return list(definitions) if ALL_INDICATORS in codes else codes


def totals(call: Call, a: argparse.Namespace) -> None:
    """Write exact totals for the board's own staff."""
    definitions = definitions_with(own_folder(a.indicators, a.store, INDICATORS))
    with own_groupings(own_groupings_in(own_folder(a.groupings, a.store, GROUPINGS))):
        table = write_totals(a.store, definitions, a.out, by=a.by, now=call.now, force=a.force)
    call.print(NOTE.say(call.language))
    call.say("written", path=table.resolve())


def publish(call: Call, a: argparse.Namespace) -> None:
    """Protect, compare and write a release."""
    page = release.publish(
        a.store,
        a.out,
        policy=a.policy,
        mode=a.protection,
        layer=a.display,
        known=a.known,
        key=load_key(key_path(a), Path.cwd()),
        sign=None if a.sign is None else load_signing_key(a.sign, Path.cwd()),
        region=a.region,
        grouping=a.grouping,
        margin=a.margin / 100,
        language=call.language,
        now=call.now,
        progress=call.progress,
        force=a.force,
    )
    call.say("done", page=page.resolve())


def columns(call: Call, a: argparse.Namespace) -> None:
    """Show the tables, or the columns of one."""
    _show(call, column_lines(a.table, call.language), "no_such_table", a.table)


def codes(call: Call, a: argparse.Namespace) -> None:
    """Show the code lists, those of own groupings too, or one of them."""
    with own_groupings(own_groupings_in(own_folder(a.groupings, Path("gelijkop.duckdb"), GROUPINGS))):
        _show(call, code_lines(a.list, call.language), "no_such_list", a.list)


def mappings(call: Call, a: argparse.Namespace) -> None:
    """Show the mapping files that come with gelijkop, or the text of one."""
    lines = mapping_lines(call.language) if a.name is None else None
    own = None if a.name is None else shipped_text(a.name)
    _show(call, lines if own is None else own.splitlines(), "no_such_mapping", a.name)


def _show(call: Call, lines: Sequence[str] | None, unknown: str, name: str) -> None:
    if lines is None:
        raise UserError(_both(unknown, name=name))
    for line in lines:
        call.print(line)


def _both(key: str, **values: object) -> Text:
    """A line of the command line in both languages."""
    words = catalogue("texts/cli")
    return Text(words["nl"][key].format(**values), words["en"][key].format(**values))


def _require(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise UserError(_both("no_such_file", path=path))


def _given(settings: Sequence[str]) -> Mapping[str, str]:
    """The values of `--set column=value`."""
    for setting in settings:
        if not all(setting.partition("=")):
            raise UserError(_both("no_setting", setting=setting))
    return {name.strip(): value.strip() for name, _, value in (s.partition("=") for s in settings)}


def _reader(a: argparse.Namespace) -> Reader:
    """The reader that knows the files by their content; XML that none knows goes to OSO, which says what is wrong."""
    reader = reader_of(a.files)
    if reader is None and all(_is_dossier(p) for p in a.files):
        reader = OSO
    if reader is None:
        raise UserError(_both("no_mapping"))
    if a.schemas is not None:
        _require([a.schemas])
        reader = with_schemas(reader, a.schemas)
    return reader


def _is_dossier(path: Path) -> bool:
    """XML, or a folder or zip that can hold it; the reader looks inside."""
    return path.is_dir() or path.suffix.lower() in (".xml", ".zip")


def _tell(call: Call, findings: Sequence[Finding]) -> None:
    """The first files that were not read; the rest as a number."""
    by_file: dict[str, Finding] = {}
    for f in findings:
        by_file.setdefault(f.file, f)
    for f in list(by_file.values())[:_SHOWN]:
        call.print(f.say(call.language))
    if len(by_file) > _SHOWN:
        call.say("more_unread", more=len(by_file) - _SHOWN)
