"""Numbers of a review add up, whatever was found and decided: every reference is in exactly one place."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.errors import Text
from gelijkop.evidence.bibliography.duplicates import merge
from gelijkop.evidence.bibliography.sets import SearchSet
from gelijkop.evidence.reference import Reference
from gelijkop.evidence.screening.decisions import VERDICTS, Decision
from gelijkop.evidence.screening.flow import flow
from gelijkop.evidence.screening.review import Review
from gelijkop.evidence.strategy.plan import PHASES, Criterion, Strategy

CRITERIA = ("jaar", "effect", "")
STRATEGY = Strategy(Text("", ""), {}, (), (), (), criteria=tuple(Criterion(c, Text("", "")) for c in CRITERIA[:2]))
DAY = date(2026, 11, 20)


def references(places):
    return tuple(Reference(n, f"Title {p}", doi=f"10.1000/{p}") for n, p in enumerate(places, start=1))


sets = st.lists(
    st.tuples(
        st.sampled_from(["search", "references_of", "cited_by", "known", "hand"]),
        st.sampled_from(["ERIC", "Scopus", "PROSPERO"]),
        st.lists(st.integers(0, 7), max_size=6),
    ),
    max_size=4,
).map(
    lambda found: [
        SearchSet(f"{n:02}", name, DAY, how, references(places)) for n, (how, name, places) in enumerate(found)
    ]
)
decisions = st.lists(
    st.builds(
        Decision,
        st.just("2026-11-22T10:00:00"),
        st.sampled_from("AB"),
        st.sampled_from(PHASES),
        st.integers(0, 7).map(lambda p: f"doi:10.1000/{p}"),
        st.sampled_from(VERDICTS),
        st.sampled_from(CRITERIA),
        st.just(""),
        st.sampled_from(["", "", "yes"]),
        st.sampled_from(["", "x"]),
    ),
    max_size=40,
)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(sets, decisions, st.integers(1, 2))
def test_every_reference_is_in_exactly_one_end_state(found, decided, reviewers):
    counted = flow(Review(STRATEGY, merge(found), tuple(decided), reviewers))
    for path in (counted.databases, counted.other):
        after_title = path.title_waiting + path.title_excluded + path.sought
        after_text = path.fulltext_waiting + sum(path.excluded.values()) + path.included
        assert sum(path.identified.values()) == path.duplicates + path.screened
        assert path.screened == after_title
        assert path.sought == path.not_retrieved + path.assessed
        assert path.assessed == after_text
        assert min(path.duplicates, path.sought, path.assessed, path.title_waiting, path.fulltext_waiting) >= 0
    assert counted.reports == counted.databases.included + counted.other.included
    assert min(counted.reports, 1) <= counted.studies <= counted.reports


@settings(max_examples=50, derandomize=True, deadline=None)
@given(sets, decisions)
def test_all_that_was_found_is_counted_once(found, decided):
    counted = flow(Review(STRATEGY, merge(found), tuple(decided)))
    total = sum(sum(path.identified.values()) for path in (counted.databases, counted.other))
    assert total == sum(len(s.references) for s in found)
