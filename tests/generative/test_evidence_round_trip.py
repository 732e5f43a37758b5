"""Reading a record file that was written gives the record back, whatever stands in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from gelijkop.evidence.fields import EFFECT, FIELDS, NOT_FOUND, SECTIONS, STRENGTH, Field, allowed
from gelijkop.evidence.reading import read_record
from gelijkop.evidence.record import Effect, Record, Strength
from gelijkop.evidence.writing import write_record

anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=12)
lines = anything.map(str.strip).filter(bool)
paragraphs = st.lists(lines, min_size=1, max_size=3).map("\n".join).map(str.strip)
texts = paragraphs.filter(lambda t: t and t != NOT_FOUND and not any(x.startswith("##") for x in t.split("\n")))


def shape(field: Field) -> st.SearchStrategy[object]:
    if field.list:
        codes = st.sampled_from(list(allowed(field.list)))
        some = st.lists(codes, min_size=field.needed, max_size=3, unique=True).map(tuple)
        return some if field.shape == "codes" else codes
    return {
        "line": lines if field.needed else lines | st.just(""),
        "lines": st.lists(lines, min_size=field.needed, max_size=3, unique=True).map(tuple),
        "year": st.integers(1900, 2100),
        "yes_no": st.booleans(),
        "number": st.floats(0.01, 0.99),
        "count": st.integers(1, 10**12),
    }[field.shape]


def fields(declared, **more: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({**{f.name: shape(f) for f in declared}, **more})


nothing = st.none()


def sound(e: dict[str, object]) -> Effect:
    """An effect of which the fields fit together, as the checks want them."""
    groups = (e["n1"], e["n2"]) if e["n1"] and e["n2"] else (None, None)
    changed = {
        "upper": None if e["lower"] is None else 1e17,
        "n1": groups[0],
        "n2": groups[1],
        "n": e["n"] if groups[0] is None else sum(groups),
        "standardiser": e["standardiser"] if e["measure"] in ("d", "g") else "",
    }
    return Effect(**{**e, **changed})


effects = st.lists(
    fields(
        EFFECT,
        lower=nothing | st.just(-1e-5),
        upper=nothing,
        n=nothing | st.integers(1, 9),
        n1=nothing | st.integers(1, 10**6),
        n2=nothing | st.integers(1, 10**6),
        se=nothing | st.floats(0.01, 0.99),
    ).map(sound),
    max_size=2,
    unique_by=lambda e: e.estimate,
).filter(lambda es: all(e.lower is None or e.measure == "maanden" for e in es))
strengths = nothing | fields(STRENGTH).map(lambda s: Strength(**s))
parts = st.fixed_dictionaries({s.name: texts if s.needed else texts | st.just("") for s in SECTIONS})
records = st.builds(
    lambda f, p, e, s: Record(**f, **p, effects=tuple(e), strength=s),
    fields(FIELDS, id=st.just("kaart")),
    parts,
    effects,
    strengths,
)


@given(records)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_what_was_written_is_read_back(record):
    assert read_record(write_record(record), file="kaart.md") == record
