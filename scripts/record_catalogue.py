"""Record the catalogue of this version, against which the tests compare the next: a figure may not change unnoticed.

Refuses while a definition changes a published figure under the same version; --force records all the same, which
is right only for definitions that were never published.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from gelijkop import __version__
from gelijkop.indicators.changes import compare
from gelijkop.indicators.definitions import load_catalogue
from gelijkop.indicators.export import export, read_export
from gelijkop.pipeline.change_lines import change_findings, change_lines
from gelijkop.pipeline.editions import edition_of

RECORDED = Path(__file__).parents[1] / "tests" / "reference" / "recorded" / "catalogus.json"


def main() -> int:
    """Write the record, or return 1 when a version should have been raised first."""
    known = load_catalogue()
    now = edition_of(known, {})
    if RECORDED.is_file():
        before = read_export(RECORDED.read_text("utf-8"), RECORDED.name)
        changes = compare(before, now)
        print(*change_lines(changes, before, now, "en"), sep="\n")
        findings = change_findings(changes, "catalogue")
        if findings and "--force" not in sys.argv[1:]:
            print(*(f.say("en") for f in findings), sep="\n")
            return 1
    text = export(
        known.values(), (), outcomes=now.outcomes, trial=now.trial, version=__version__, date=date.today().isoformat()
    )
    RECORDED.parent.mkdir(parents=True, exist_ok=True)
    RECORDED.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
