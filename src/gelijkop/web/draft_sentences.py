"""Sentences about numbers in a draft language: a few patterns, filled with the same tested findings as the Dutch ones.

A pattern never puts a word into a sentence that would have to bend: groups and subjects stand by themselves. What is
not in the lists below has no sentence here; the page then leads to the Dutch one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from gelijkop.compare.findings import Gap, Interval, Rate
from gelijkop.present.dotgrid_figures import out_of_hundred
from gelijkop.present.sentences import TAIL, carried, shown_interval, verdict_of

SUBJECTS: Mapping[str, str] = {
    "po.advies.passend": gettext_noop("Leerlingen met een schooladvies dat bij hun toets past"),
    "po.advies.onder": gettext_noop("Leerlingen met een schooladvies dat lager is dan hun toets aangeeft"),
    "po.advies.bijstelling": gettext_noop("Leerlingen met een hoger schooladvies na de toets"),
    "vo.plaatsing.leerjaar1": gettext_noop("Leerlingen die in de brugklas op of boven hun advies beginnen"),
    "vo.studieproblemen": gettext_noop("Leerlingen die blijven zitten of naar een lager niveau gaan"),
    "vo.opstroom": gettext_noop("Leerlingen die een jaar later naar een hoger niveau gaan"),
    "vo.positie.leerjaar3": gettext_noop("Leerlingen die in leerjaar 3 op of boven hun advies zitten"),
    "vo.diploma-advies": gettext_noop("Leerlingen die een diploma halen op of boven hun advies"),
    "vo.diploma-onvertraagd": gettext_noop("Leerlingen die op tijd een diploma halen"),
    "mbo.startsucces": gettext_noop("Studenten die een jaar later nog in het mbo zitten of een diploma hebben"),
    "mbo.diplomaresultaat": gettext_noop("Studenten die het mbo verlaten met een diploma"),
    "mbo.doorstroom-hbo": gettext_noop("Studenten die na mbo-4 naar het hbo gaan"),
    "loopbaan.vsv": gettext_noop("Jongeren die van school gaan zonder startkwalificatie"),
}
GROUPS: Mapping[tuple[str, int], str] = {
    ("opleiding", 1): gettext_noop("Ouders met mbo-2 of lager"),
    ("opleiding", 2): gettext_noop("Ouders met havo, vwo of mbo-3/4"),
    ("opleiding", 3): gettext_noop("Ouders met hbo"),
    ("opleiding", 4): gettext_noop("Ouders met een universitaire opleiding (wo)"),
    ("armoede", 1): gettext_noop("Zeer arme buurten"),
    ("armoede", 2): gettext_noop("Arme buurten"),
    ("armoede", 3): gettext_noop("Buurten die niet arm zijn"),
}


@dataclass(frozen=True)
class Line:
    """What is said of one group: its name, how many of a hundred (with the bounds of that), and all of it together.

    `full` and `perhaps` are as in `chart_dotgrid.Hundred`.
    """

    group: int
    name: str
    share: str
    bounds: str
    said: str
    full: int | None = None
    perhaps: int = 0


@dataclass(frozen=True)
class Told:
    """What is said of one gap: the subject, a line for each of both groups (compared group first), the verdict."""

    subject: str
    grouping: str
    groups: tuple[Line, ...]
    verdict: str


def told(indicator: str, gap: Gap, rates: Mapping[int, Rate]) -> Told | None:
    """The gap in the language of the page; None where no pattern fits.

    Args:
        indicator: code of the indicator, a share.
        gap: the gap of one group with the reference group.
        rates: of the same measure, place and period, by group.
    """
    names = [GROUPS.get((gap.grouping, g)) for g in (gap.group, gap.reference)]
    if indicator not in SUBJECTS or None in names:
        return None
    sides = [rates.get(g) for g in (gap.group, gap.reference)]
    lines = tuple(_line(_(name), rate) for name, rate in zip(names, sides, strict=True) if name and rate)
    return Told(_(SUBJECTS[indicator]), gap.grouping, lines, _verdict(gap))


def _line(name: str, rate: Rate) -> Line:
    if rate.state not in ("shown", "zero"):
        said = _("{group}: geen cijfer").format(group=name)
        return Line(rate.group, name, _("geen cijfer"), "", said)
    pupils = ngettext("{count} leerling", "{count} leerlingen", rate.pupils).format(count=_whole(rate.pupils))
    bound = round(100 * TAIL)
    if rate.tail == "low":
        share, bounds, full, perhaps = _less(bound), "", 0, bound
    elif rate.tail == "high":
        share, bounds, full, perhaps = _more(100 - bound), "", 100 - bound, bound
    else:
        full, how = out_of_hundred(rate.told.estimate)
        share = {"least": _less(1), "most": _more(99), "exact": _of_100(full)}[how]
        bounds, perhaps = _bounds(rate.told), 0
    pattern = _("{group}: {share} ({bounds}; {pupils})") if bounds else _("{group}: {share} ({pupils})")
    said = pattern.format(group=name, share=share, bounds=bounds, pupils=pupils)
    return Line(rate.group, name, share, bounds, said, full, perhaps)


def _of_100(count: int) -> str:
    return _("{count} van de 100").format(count=count)


def _less(count: int) -> str:
    return _("minder dan {count} van de 100").format(count=count)


def _more(count: int) -> str:
    return _("meer dan {count} van de 100").format(count=count)


def _bounds(interval: Interval) -> str:
    """The interval, rounded outwards so that it never seems narrower than it is."""
    low, high = max(math.floor(interval.lower * 100), 0), min(math.ceil(interval.upper * 100), 100)
    return _("interval: {low} tot {high}").format(low=low, high=high)


def _verdict(gap: Gap) -> str:
    if gap.state != "shown":
        return _("Over het verschil is hier niets te zeggen.")
    interval, equal = shown_interval(gap)
    verdict = verdict_of(gap)
    if verdict == "not_visible":
        said = _("Met deze aantallen is niet te zien of er verschil is.")
    elif verdict == "no_difference":
        said = _("Er is geen verschil van belang.")
    elif carried(interval) > 0:
        said = _("Er is een verschil: in de eerste groep is het aandeel hoger.")
    else:
        said = _("Er is een verschil: in de eerste groep is het aandeel lager.")
    first = [_("Wij vergeleken leerlingen met hetzelfde toetsadvies.")] if equal else []
    last = [_("Dit verschil is klein.")] if verdict == "difference" and gap.small else []
    return " ".join([*first, said, *last])


def _whole(count: int) -> str:
    return f"{count:,}".replace(",", str(get_format("THOUSAND_SEPARATOR")))
