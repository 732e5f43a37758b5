"""The words of the checks: the kind of thing that was found, what was expected, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

import narwhals as nw

from gelijkop.errors import Text
from gelijkop.model.tables import Column

FEW = 30
"""So many codes are named in full; of more the place to look is named."""

_KINDS = (
    ("", Text("een tekst", "a text")),
    ("^[0-9]$", Text("één cijfer", "one digit")),
    ("^[0-9]+$", Text("een heel getal", "a whole number")),
    ("^[+-]?[0-9]+[.,][0-9]+$", Text("een getal met decimalen", "a number with decimals")),
    ("^[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}", Text("een datum", "a date")),
    ("^[0-9]{4}.[0-9]{2,4}$", Text("twee jaartallen", "two years")),
    (r"\s", Text("een tekst met spaties", "a text with blanks")),
)
_NOTHING = len(_KINDS)

_FORMS = {
    "location": Text("BRIN en vestiging, zes tekens zoals 01AB00", "BRIN and location, six characters such as 01AB00"),
    "birth_month": Text("jaar en maand zoals 2008-05, of een hele datum", "year and month such as 2008-05, or a date"),
    "neighbourhood": Text("een buurtcode zoals BU00030000", "a neighbourhood code such as BU00030000"),
    "postcode4": Text("vier cijfers zoals 9901, of een hele postcode", "four digits such as 9901, or a full postcode"),
    "programme": Text("een crebo van vijf cijfers", "a crebo of five digits"),
    "board": Text("vijf cijfers", "five digits"),
    "municipality": Text("een gemeentecode zoals GM0363", "a municipality code such as GM0363"),
    "initiative": Text("kleine letters, cijfers, punt en streepje", "small letters, digits, point and hyphen"),
    "pupil": Text("een pseudoniem van 32 tekens", "a pseudonym of 32 characters"),
}


def kind(text: nw.Expr) -> nw.Expr:
    """The number of the kind of thing that stands in a column; never what stands there."""
    number = nw.lit(0)
    for i, (pattern, _) in enumerate(_KINDS):
        if pattern:
            number = nw.when(text.str.contains(pattern)).then(nw.lit(i)).otherwise(number)
    return nw.when(text.is_null()).then(nw.lit(_NOTHING)).otherwise(number)


def found(number: int, text: Text) -> Text:
    """The sentence with the kind of thing that was found in front, unless nothing stands there."""
    if number == _NOTHING:
        return text
    kind = _KINDS[number][1]
    return Text(f"gevonden: {kind.nl}. {text.nl}", f"found: {kind.en}. {text.en}")


def missing(column: Column) -> Text:
    """Nothing stands where something is needed."""
    return Text(
        f"hier staat niets. Verwacht: {column.nl}. Vul het aan in het bestand.",
        f"nothing stands here. Expected: {column.en}. Complete it in the file.",
    )


def school_year(latest: int) -> Text:
    """No school year, or one that has not begun."""
    year = f"{latest}/{latest + 1}"
    return Text(
        f"Dit is geen mogelijk schooljaar. Verwacht: een schooljaar zoals 2019/2020, niet later dan {year}.",
        f"This is no possible school year. Expected: a school year such as 2019/2020, no later than {year}.",
    )


def number(column: Column) -> Text:
    """No number, or no yes or no."""
    if column.type == "flag":
        return Text("Verwacht: ja of nee (of 1 of 0).", "Expected: ja or nee (or 1 or 0).")
    nl, en = ("een heel getal", "a whole number") if column.type == "int" else ("een getal", "a number")
    return Text(f"Verwacht: {nl} ({column.nl}).", f"Expected: {en} ({column.en}).")


def between(column: Column) -> Text:
    """A number that cannot be."""
    low, high = (f"{bound:g}" if bound is not None else "…" for bound in (column.low, column.high))
    return Text(
        f"Verwacht: een getal van {low} tot en met {high} ({column.nl}).",
        f"Expected: a number from {low} to {high} ({column.en}).",
    )


def codes(column: Column) -> Text:
    """A code that is not in the list."""
    named = len(column.codes) <= FEW
    shown = ", ".join(column.codes if named else column.codes[:FEW])
    more = "" if named else " …"
    return Text(
        f"Deze code is onbekend. Verwacht: {shown}{more}. "
        f"Vertaal uw eigen codes in het koppelbestand onder [codes.{column.name}].",
        f"This code is unknown. Expected: {shown}{more}. "
        f"Translate your own codes in the mapping file under [codes.{column.name}].",
    )


def leading_zero(column: Column) -> Text:
    """A spreadsheet took a code for a number."""
    form = _FORMS.get(column.name, Text(column.nl, column.en))
    return Text(
        f"Er ontbreekt een nul: waarschijnlijk door Excel. Verwacht: {form.nl}. "
        "Exporteer opnieuw, en sla het bestand niet op in Excel.",
        f"A zero is missing, probably through Excel. Expected: {form.en}. "
        "Export again, and do not save the file in Excel.",
    )


def pattern(column: Column) -> Text:
    """A text of another form."""
    form = _FORMS.get(column.name, Text(column.nl, column.en))
    return Text(f"Verwacht: {form.nl}.", f"Expected: {form.en}.")


def duplicate(key: Sequence[Column]) -> Text:
    """A key that occurred before."""
    nl, en = (", ".join(c) for c in ([k.nl for k in key], [k.en for k in key]))
    return Text(
        f"deze rij heeft dezelfde sleutel als een eerdere rij ({nl}). Verwijder de dubbele rij.",
        f"this row has the same key as an earlier row ({en}). Remove the second row.",
    )


def contradiction(key: Sequence[Column]) -> Text:
    """Several values where one is possible."""
    nl, en = (", ".join(c) for c in ([k.nl for k in key], [k.en for k in key]))
    return Text(
        f"hier staan verschillende waarden bij één {nl}. Verbeter dit in het bestand.",
        f"different values stand here for one {en}. Mend this in the file.",
    )
