"""How fast references are read, and how fast sets of them are merged: `python -m bench.evidence.references`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from gelijkop.evidence.bibliography import SearchSet, merge, read_references, write_csv, write_ris
from gelijkop.evidence.reference import Reference

NUMBER = 20_000
SETS = 4
ABSTRACT = "lorem ipsum dolor " * 60


def made(rng: random.Random, number: int, words: list[str]) -> Reference:
    """A reference as full as those of a database; seven of ten have a DOI."""
    return Reference(
        number,
        " ".join(rng.choice(words) for _ in range(rng.randint(4, 14))),
        (f"{rng.choice(words).title()}, P.", "Bakker, J.", "Smit, K."),
        rng.randint(2010, 2024),
        "article",
        rng.choice(["Journal of Education", "Teaching and Learning", "School Effectiveness"]),
        str(rng.randint(1, 60)),
        "1",
        f"{rng.randint(1, 400)}-500",
        doi=f"10.1000/{number}" if rng.random() < 0.7 else "",
        link=f"https://example.org/{number}",
        abstract=ABSTRACT,
        keywords=("a", "b", "c"),
        rest=(("SN", "1234-5678"), ("N1", "Export Date")),
    )


def bibtex(r: Reference) -> str:
    authors = " and ".join(r.authors)
    return (
        f"@article{{k{r.number},\n title = {{{r.title} caf\\'{{e}}}},\n author = {{{authors}}},\n year = {r.year},\n"
        f" journal = {{{r.container}}},\n pages = {{1--20}},\n abstract = {{{r.abstract}}},\n doi = {{{r.doi}}}\n}}\n"
    )


def timed(said: str, run: Callable[[], object]) -> None:
    start = time.process_time()
    run()
    print(f"{said}: {time.process_time() - start:.1f} s CPU")


def main() -> None:
    rng = random.Random(1)
    words = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(3, 10))) for _ in range(3000)]
    references = [made(rng, n, words) for n in range(1, NUMBER + 1)]
    files = {
        "RIS": write_ris(references),
        "CSV": write_csv(references),
        "BibTeX": "".join(bibtex(r) for r in references),
    }
    for name, text in files.items():
        data = text.encode()
        timed(f"{name}, {NUMBER} references, {len(data) / 1e6:.0f} MB", lambda d=data: read_references(d, file="x"))
    sets = []
    for k in range(SETS):
        some = rng.sample(references[: NUMBER * 6 // 10], NUMBER // SETS)
        kept = [replace(r, number=n, doi="" if rng.random() < 0.3 else r.doi) for n, r in enumerate(some, start=1)]
        sets.append(SearchSet(f"s{k}", "x", date(2024, 1, k + 1), "search", tuple(kept)))
    timed(f"merging {SETS} sets of {NUMBER // SETS}", lambda: merge(sets))


if __name__ == "__main__":
    main()
