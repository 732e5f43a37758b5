"""The fields of a record file, each declared once: reading, writing, checks and documentation look here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gelijkop.errors import Text
from gelijkop.evidence import links, taxonomy

Shape = Literal["line", "lines", "code", "codes", "year", "number", "count", "yes_no"]
NOT_FOUND = "Niet gevonden in de bron."


@dataclass(frozen=True)
class Field:
    """One key of the front matter: what it may hold and what it means.

    `list` names the code list of a code; a field that is not `needed` may be left out, or hold nothing.
    """

    name: str
    shape: Shape
    text: Text
    needed: bool = True
    list: str = ""


@dataclass(frozen=True)
class Section:
    """One section of the text under the front matter; where it is not `needed` it may say `NOT_FOUND`."""

    name: str
    heading: str
    text: Text
    needed: bool = True


FIELDS = (
    Field("id", "line", Text("naam van het bestand, zonder .md", "name of the file, without .md")),
    Field("title_nl", "line", Text("titel", "title in Dutch")),
    Field("title_en", "line", Text("titel in het Engels", "title in English")),
    Field("authors", "lines", Text("auteurs of instituten", "authors or institutes")),
    Field("year", "year", Text("jaar van verschijnen", "year of publication")),
    Field("link", "line", Text("adres van de publicatie", "address of the publication"), needed=False),
    Field("source", "line", Text("bron en plaats daarin", "source and place in it")),
    Field("education", "codes", Text("onderwijssoorten", "kinds of education"), list="education"),
    Field("sectors", "codes", Text("sectoren van het Expertisepunt LOB", "sectors"), needed=False, list="sector"),
    Field("themes", "codes", Text("thema's van het Expertisepunt LOB", "themes"), needed=False, list="theme"),
    Field("kind", "code", Text("soort publicatie", "kind of publication"), list="kind"),
    Field("level", "codes", Text("waar het speelt", "where it happens"), list="level"),
    Field("type", "code", Text("type", "type"), list="type"),
    Field("population", "line", Text("over wie het onderzoek gaat", "whom the research is about")),
    Field("context", "line", Text("waar, wanneer en hoe", "where, when and how")),
    Field("outcome", "line", Text("welke uitkomst", "which outcome")),
    Field("dutch_evidence", "yes_no", Text("in Nederland gemeten", "measured in the Netherlands")),
    Field(
        "group_evidence",
        "yes_no",
        Text("over leerlingen met minder kansen", "about pupils with fewer chances"),
    ),
    Field("cost", "line", Text("kosten, met de bron", "cost, with its source"), needed=False),
    Field(
        "chain_steps",
        "codes",
        Text("stappen die het kan bewegen", "steps it can move"),
        needed=False,
        list="chain_step",
    ),
    Field(
        "indicators",
        "codes",
        Text("indicatoren die het kan bewegen", "indicators it can move"),
        needed=False,
        list="indicator",
    ),
    Field(
        "result",
        "code",
        Text("of er effect is gemeten, en in welke richting", "whether an effect was measured, and which way"),
        needed=False,
        list="result",
    ),
    Field("unverified", "lines", Text("wat niet is nagegaan", "what was not verified"), needed=False),
)
SE = "standard error; of an odds ratio that of its logarithm"
DIVIDED = Text("waardoor een d of g is gedeeld", "what a d or g was divided by")
EFFECT = (
    Field("measure", "code", Text("maat", "measure"), list="measure"),
    Field("value", "number", Text("de waarde", "the value")),
    Field("lower", "number", Text("ondergrens (95 %)", "lower limit (95 %)"), needed=False),
    Field("upper", "number", Text("bovengrens (95 %)", "upper limit (95 %)"), needed=False),
    Field("n", "count", Text("aantal leerlingen", "number of pupils"), needed=False),
    Field("comparison", "line", Text("waarmee is vergeleken", "what it was compared with")),
    Field("original", "line", Text("zoals het in de bron staat", "as it stands in the source")),
    Field("source", "line", Text("waar het getal staat", "where the number stands")),
    Field("basis", "code", Text("één onderzoek of een samenvatting", "one study or a summary"), list="basis"),
    Field("estimate", "line", Text("korte naam van de schatting", "short name of the estimate")),
    Field("version", "line", Text("versie of jaar van de schatting", "version or year of it"), needed=False),
    Field("se", "number", Text("standaardfout; bij een odds ratio die van de logaritme", SE), needed=False),
    Field("n1", "count", Text("aantal leerlingen met de aanpak", "number of pupils with it"), needed=False),
    Field("n2", "count", Text("aantal leerlingen zonder de aanpak", "number of pupils without it"), needed=False),
    Field("standardiser", "code", DIVIDED, needed=False, list="standardiser"),
)
STRENGTH = (
    Field("scheme", "line", Text("schaal van het oordeel", "scale of the judgement")),
    Field("value", "line", Text("het oordeel", "the judgement")),
    Field("judge", "line", Text("wie oordeelde", "who judged")),
)
SECTIONS = (
    Section("about", "Wat is het", Text("wat het is, in uw eigen woorden", "what it is, in your own words")),
    Section("found", "Wat is gevonden", Text("de uitkomst", "what was found")),
    Section("for_whom", "Voor wie", Text("voor welke leerlingen", "for which pupils"), needed=False),
    Section("mechanism", "Mechanisme", Text("waardoor het zou werken", "why it would work"), needed=False),
    Section("conditions", "Voorwaarden", Text("wat ervoor nodig is", "what it takes"), needed=False),
    Section("critique", "Kritiek en grenzen", Text("wat er niet uit volgt", "what does not follow from it")),
    Section("use", "Wat kunt u ermee", Text("wat een school ermee kan doen", "what a school can do with it")),
)


def allowed(name: str) -> Mapping[str, Text]:
    """The codes of one list of a field, with their labels."""
    if name == "chain_step":
        return links.chain_steps()
    return links.indicators() if name == "indicator" else taxonomy.codes(name)
