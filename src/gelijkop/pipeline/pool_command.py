"""The command that takes effects together: which records, what they come to, and the files about it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np

from gelijkop import __version__
from gelijkop.errors import Finding, Text, UserError
from gelijkop.evidence.pool_file import read_estimates
from gelijkop.evidence.pool_refusals import Choices
from gelijkop.evidence.pool_scale import from_scale
from gelijkop.evidence.poolable import Pool, poolable
from gelijkop.evidence.pooling import Pooled, pool
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.csv_table import csv_of
from gelijkop.pipeline.evidence_command import known_records, no_record
from gelijkop.pipeline.evidence_files import text_of
from gelijkop.pipeline.folders import MARK, fresh_folder
from gelijkop.pipeline.pool_lines import pool_lines
from gelijkop.present.pool_page import pool_figures, pool_page

PICTURES = ("forest.svg", "funnel.svg")


def pool_(call: Call, a: argparse.Namespace) -> None:
    """Show what chosen records, or numbers of one's own, come to together, and write it to a folder.

    Raises:
        UserError: there is nothing to pool, a record is not there, or records may not be taken together; with every
            reason at once.
    """
    if not a.ids and a.file is None:
        raise UserError(
            Text(
                "Wat wilt u samennemen? Noem kaarten (gelijkop evidence list), of geef --file met eigen getallen.",
                "What do you want to pool? Name records (gelijkop evidence list), or give --file with own numbers.",
            )
        )
    known = known_records(a)
    for name in a.ids:
        if name not in known:
            raise no_record(name, known)
    chosen = poolable(
        [known[name] for name in a.ids],
        outcome=a.outcome,
        measure=a.measure,
        own=() if a.file is None else read_estimates(text_of(a.file), file=str(a.file)),
        choices=Choices(_estimates(a.estimate), a.confirm, a.flip, a.newest, a.reason),
    )
    if not isinstance(chosen, Pool):
        raise _refused(chosen)
    found = pool(
        np.array([s.value for s in chosen.studies]),
        np.array([s.se for s in chosen.studies]),
        method=a.method,
        kind=a.interval,
        prediction_df=a.prediction,
    )
    if isinstance(found, Text):
        raise _refused([Finding("pool", a.outcome, found)])
    for line in pool_lines(chosen, found, call.words, call.language):
        call.print(line)
    if a.out is not None:
        _write(chosen, found, call, a)
        call.say("evidence_pool_written", out=a.out)


def _write(chosen: Pool, found: Pooled, call: Call, a: argparse.Namespace) -> None:
    """The page with its files, both pictures alone, and the numbers for a program."""
    date = call.now.date().isoformat()
    figures = pool_figures(chosen, found, date=date, version=__version__, language=call.language)
    files = dict(pool_page(chosen, found, date=date, version=__version__, language=call.language))
    files |= {name: figure.wide for name, figure in zip(PICTURES, figures, strict=True)}
    files["pool.csv"] = csv_of(_rows(chosen, found))
    files["pool.json"] = json.dumps(_numbers(chosen, found), ensure_ascii=False, indent=2) + "\n"
    with fresh_folder(a.out, force=a.force) as folder:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (folder / MARK).touch()


def _rows(chosen: Pool, found: Pooled) -> list[Mapping[str, object]]:
    """One row a study; `scaled` and `se` are on the scale that was pooled on, the others in the measure."""
    without = found.without or (None,) * len(chosen.studies)
    return [
        {
            "name": s.name,
            "title": s.title.nl,
            "measure": chosen.measure,
            "value": from_scale(s.value, chosen.measure),
            "scaled": s.value,
            "se": s.se,
            "se_from": s.origin,
            "pupils": s.pupils if s.pupils is not None else "",
            "weight": weight,
            "without": "" if one is None else from_scale(one.estimate, chosen.measure),
            "without_lower": "" if one is None else from_scale(one.interval.lower, chosen.measure),
            "without_upper": "" if one is None else from_scale(one.interval.upper, chosen.measure),
            "original": s.effect.original,
            "source": s.effect.source,
        }
        for s, weight, one in zip(chosen.studies, found.weights, without, strict=True)
    ]


def _numbers(chosen: Pool, found: Pooled) -> Mapping[str, object]:
    """Everything that was found, on the scale that was pooled on; `in_measure` is the mean brought back."""
    return {
        "outcome": chosen.outcome,
        "measure": chosen.measure,
        "version": __version__,
        "in_measure": [from_scale(v, chosen.measure) for v in (found.estimate, *found.interval)],
        "studies": _rows(chosen, found),
        "left_out": [{"name": f.file, "reason": asdict(f.text)} for f in chosen.left_out],
        "notes": [asdict(note) for note in chosen.notes],
        **asdict(found),
    }


def _estimates(given: Sequence[str]) -> Mapping[str, str]:
    """ID=NAME as a mapping.

    Raises:
        UserError: there is no = in one.
    """
    pairs = [one.partition("=") for one in given]
    if wrong := [one for one, (_, mark, _) in zip(given, pairs, strict=True) if not mark]:
        raise UserError(
            Text(
                f"--estimate {wrong[0]}: schrijf de kaart en de schatting, zoals KAART=SCHATTING.",
                f"--estimate {wrong[0]}: write the record and the estimate, as RECORD=ESTIMATE.",
            )
        )
    return {name: estimate for name, _, estimate in pairs}


def _refused(findings: Sequence[Finding]) -> UserError:
    text = Text("Dit is niet samen te nemen. Alle redenen:", "This cannot be pooled. All reasons:")
    return UserError(text, findings)
