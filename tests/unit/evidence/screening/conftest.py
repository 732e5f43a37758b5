"""A review of four publications, found by two searches and a list of references, with decisions in short form."""

from datetime import date

import pytest

from gelijkop.errors import Text
from gelijkop.evidence.bibliography.duplicates import merge
from gelijkop.evidence.bibliography.sets import SearchSet
from gelijkop.evidence.reference import Reference
from gelijkop.evidence.screening.decisions import Decision
from gelijkop.evidence.screening.review import Review
from gelijkop.evidence.strategy.plan import Criterion, Strategy

DAY = date(2026, 11, 20)
TITLES = ("Feedback in the classroom", "Class size and reading", "Tutoring after school", "Warm handover to secondary")


@pytest.fixture(scope="session")
def merged():
    """`doi:10.1000/0` to `doi:10.1000/3`: two in both searches, one in one, one in a list of references only."""
    refs = [Reference(n + 1, t, ("Jansen, P.",), 2018, doi=f"10.1000/{n}", abstract="…") for n, t in enumerate(TITLES)]
    return merge(
        [
            SearchSet("01-wos", "Web of Science", DAY, "search", tuple(refs[:2])),
            SearchSet("02-eric", "ERIC", DAY, "search", tuple(refs[:3])),
            SearchSet("03-list", "", DAY, "references_of", tuple(refs[2:]), of="doi:10.1000/0"),
        ]
    )


@pytest.fixture(scope="session")
def strategy():
    said = Text("", "")
    criteria = (
        Criterion("jaar", said, ("title",)),
        Criterion("effect", said, ("fulltext",)),
        Criterion("opzet", said, ("fulltext",)),
    )
    return Strategy(said, {}, (), (), (), criteria=criteria)


@pytest.fixture
def review(merged, strategy):
    """Build a review from lines such as `A title 0 include`; a fifth word is a criterion, a `!` before it resolves."""

    def build(*lines, reviewers=2):
        return Review(strategy, merged, tuple(decision(line) for line in lines), reviewers)

    return build


def decision(line):
    person, phase, place, verdict, *more = line.split()
    criterion = more[0] if more else ""
    return Decision(
        "2026-11-22T10:00:00",
        person.strip("!"),
        phase,
        f"doi:10.1000/{place}",
        verdict,
        criterion,
        resolves="yes" if person.startswith("!") else "",
    )
