"""A record file that is right, to break one thing of at a time."""

import pytest

FILE = """+++
id = "maatje"
title_nl = "Een maatje"
title_en = "A buddy"
authors = ["A. Auteur"]
year = 2021
source = "Rapport, hoofdstuk 2"
education = ["vo"]
themes = ["doorstromen"]
kind = "artikel"
level = ["leerling"]
type = "interventie"
population = "Leerlingen in het vmbo"
context = "Twee scholen"
outcome = "Opstroom"
dutch_evidence = true
group_evidence = false
chain_steps = ["leerjaar3"]
indicators = ["vo.opstroom"]
strength = {scheme = "vinkjes", value = "2", judge = "iemand"}

[[effect]]
measure = "d"
value = 0.3
lower = 0.1
upper = 0.5
n = 120
comparison = "geen maatje"
original = "d = 0.3"
source = "Rapport, tabel 1"
basis = "studie"
estimate = "opstroom"
+++

## Wat is het

Een oudere leerling helpt een jongere.

## Wat is gevonden

Meer leerlingen stroomden op.

## Voor wie

Niet gevonden in de bron.

## Mechanisme

Niet gevonden in de bron.

## Voorwaarden

Tijd.

## Kritiek en grenzen

Twee scholen zijn er weinig.

## Wat kunt u ermee

Probeer het op één school.
"""


@pytest.fixture
def file() -> str:
    return FILE
