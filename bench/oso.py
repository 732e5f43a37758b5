"""How long it takes to read many OSO dossiers: the examples copied with other pupil numbers, in one zip.

python bench/oso.py ../shared/data/leerling/oso-2019.1 10000
"""

import sys
import tempfile
import time
import zipfile
from pathlib import Path

from gelijkop.sources.oso import read_dossiers


def replicated(examples: Path, dossiers: int, target: Path) -> int:
    originals = [path.read_bytes() for path in sorted(examples.glob("*_full.xml"))]
    size = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for i in range(dossiers):
            data = originals[i % len(originals)].replace(b"LN094837", b"LN%06d" % i)
            archive.writestr(f"{i}.xml", data)
            size += len(data)
    return size


def main() -> None:
    examples, dossiers = Path(sys.argv[1]), int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work"
        work.mkdir()
        size = replicated(examples, dossiers, Path(folder) / "dossiers.zip")
        begin = time.perf_counter()
        result = read_dossiers([Path(folder) / "dossiers.zip"], work)
        seconds = time.perf_counter() - begin
    pupils = len(result.columns["pupils"]["pupil"])
    print(f"{result.read} dossiers, {pupils} pupils, {size / 1e6:.0f} MB in {seconds:.1f} s")


if __name__ == "__main__":
    main()
