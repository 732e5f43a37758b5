"""A record comes back whole from the form of the Expertisepunt LOB, whatever stands in it."""

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from gelijkop.evidence.draft_file import slug, write_draft
from gelijkop.evidence.fields import EFFECT, FIELDS, NOT_FOUND, SECTIONS, STRENGTH, Field, allowed
from gelijkop.evidence.library import library
from gelijkop.evidence.lob.heading_reading import read_headings
from gelijkop.evidence.lob.heading_writing import write_headings
from gelijkop.evidence.lob.word_reading import read_word
from gelijkop.evidence.lob.word_writing import write_word
from gelijkop.evidence.reading import examine
from gelijkop.evidence.record import Effect, Record, Strength

AWKWARD = (
    "☒ vmbo", "☐", "[x] ho", "TRANSFER", "Titel", "Titel: x", "## Wat is het", "# LOB ONDERZOEK", "*ster*", "_laag_",
    "\\", "<b>vet</b>", "&amp;", "<a href='https://a.nl'>b</a>", "[a](https://b.nl)", "https://a.nl/x_y", "1\u00a02",
    "zacht\u00adheid", "\t", "\x0b", "\x00", "\r", "•", "- item", "AANVULLING VAN GELIJKOP", "### Velden", "- id: x",
    '"aan"', "“haal”", "é̈", "👩‍👧", "\ufffe", "\ufeff", "\uf0fe", "(2021)", "2019; 2020", "; ", ", en ", "]]>", "__",
)  # fmt: skip
PHASES = [p for p in Phase if p != Phase.shrink]  # a Word file takes long: a failure would be shrunk for minutes
words = st.lists(st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4), max_size=4)
lines = words.map(lambda w: " ".join(w).replace("\n", " ").strip()).filter(bool)
paragraphs = st.lists(lines | st.just(""), min_size=1, max_size=4).map("\n".join).map(str.strip)
texts = paragraphs.filter(lambda t: t and t != NOT_FOUND and not any(x.startswith("## ") for x in t.split("\n")))


def shape(field: Field) -> st.SearchStrategy[object]:
    if field.list:
        codes = st.sampled_from(list(allowed(field.list)))
        some = st.lists(codes, min_size=field.needed, max_size=3, unique=True).map(tuple)
        return some if field.shape == "codes" else codes if field.needed else codes | st.just("")
    return {
        "line": lines if field.needed else lines | st.just(""),
        "lines": st.lists(lines, min_size=field.needed, max_size=3, unique=True).map(tuple),
        "year": st.integers(1900, 2100),
        "yes_no": st.booleans(),
        "number": st.floats(0.01, 0.99),
        "count": st.just(12),
    }[field.shape]


def fields(declared, **more):
    return st.fixed_dictionaries({**{f.name: shape(f) for f in declared}, **more})


nothing = st.none()
effects = fields(
    EFFECT, lower=nothing, upper=nothing, n=nothing | st.integers(1, 10**12), n1=nothing, n2=nothing,
    se=nothing | st.just(1e-7), measure=st.sampled_from(["d", "g"]),
).map(lambda e: (Effect(**e),))  # fmt: skip
records = st.builds(
    lambda f, p, e, s: Record(**f, **p, effects=e, strength=s),
    fields(FIELDS, id=st.just("kaart")),
    st.fixed_dictionaries({s.name: texts if s.needed else texts | st.just("") for s in SECTIONS}),
    st.just(()) | effects,
    nothing | fields(STRENGTH).map(lambda s: Strength(**s)),
)


def finished(draft):
    return examine(write_draft(draft), file="kaart.md")


@given(records)
@settings(max_examples=25, derandomize=True, deadline=None, phases=PHASES)
def test_a_record_comes_back_from_word(record):
    assert finished(read_word(write_word(record), file="a.docx")).record == record


@given(records)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_a_record_comes_back_from_headings(record):
    assert finished(read_headings(write_headings(record), file="a.md")).record == record


@given(st.text(max_size=90))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_title_gives_a_name_for_a_file(title):
    assert set(slug(title)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(slug(title)) <= 60


@given(st.lists(st.sampled_from(AWKWARD), max_size=12).map("\n".join))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_any_text_in_a_form_is_read_without_an_error_of_ours(text):
    draft = read_headings(f"Sector\n☒ vmbo\n{text}\nSAMENVATTING\n{text}", file="a.md")
    assert write_draft(draft).startswith("+++")


def test_every_record_of_the_library_comes_back_from_both_forms():
    for record in library().values():
        drafts = (
            read_word(write_word(record), file="a.docx"),
            read_headings(write_headings(record), file="a.md"),
        )
        back = [examine(write_draft(d), file=f"{record.id}.md").record for d in drafts]
        assert back == [record, record]
