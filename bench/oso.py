"""How long `gelijkop import` takes for many OSO dossiers: the examples with other pupil numbers, in one zip.

python bench/oso.py ../shared/data/leerling/oso-2019.1 10000

First as they are, then each checked against its schema. The floor is parsing the XML alone. Measured on two shared
cores, 22 November 2026, 10,000 dossiers of 178 kB: floor 4.3 s (CPU 3.4), import 20.8 s (CPU 14.8), with schemas 22.8 s
(CPU 17.8).
"""

import os
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from lxml import etree

from gelijkop.errors import Text
from gelijkop.pipeline.dossiers import import_dossiers
from gelijkop.sources.pupil_readers import OSO, Reader, with_schemas
from gelijkop.store import Store

LIMIT = 60.0
"""Seconds for 10,000 dossiers on two cores, as promised; CPU seconds, since the machine may be shared."""


class Quiet:
    def step(self, text: Text) -> None:
        pass


def replicated(examples: Path, dossiers: int, target: Path) -> int:
    originals = [path.read_bytes() for path in sorted(examples.glob("*_full.xml"))]
    size = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for i in range(dossiers):
            data = originals[i % len(originals)].replace(b"LN094837", b"LN%06d" % i)
            archive.writestr(f"{i}.xml", data)
            size += len(data)
    return size


def imported(path: Path, store: Path, reader: Reader) -> None:
    with Store(store, inputs=[path]) as opened:
        import_dossiers(opened, [path], key=bytes(64), now=datetime(2025, 1, 1), progress=Quiet(), reader=reader)


def parsed(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            etree.fromstring(archive.read(name))


def timed(title: str, run: Callable[[], None]) -> float:
    wall, cpu = time.perf_counter(), sum(os.times()[:4])
    run()
    seconds = sum(os.times()[:4]) - cpu
    print(f"{title}: {time.perf_counter() - wall:.1f} s, CPU {seconds:.1f} s", flush=True)
    return seconds


def main() -> int:
    examples, dossiers = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "dossiers.zip"
        print(f"{dossiers} dossiers, {replicated(examples, dossiers, path) / 1e6:.0f} MB")
        timed("floor: parsing alone", partial(parsed, path))
        plain = timed("import", partial(imported, path, folder / "a.duckdb", OSO))
        checked = with_schemas(OSO, examples)
        slow = timed("import with --schemas", partial(imported, path, folder / "b.duckdb", checked))
    return int(max(plain, slow) > LIMIT * dossiers / 10_000)


if __name__ == "__main__":
    sys.exit(main())
