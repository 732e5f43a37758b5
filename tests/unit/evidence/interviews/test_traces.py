"""What may give a person away is found in a quotation, and ordinary speech is left alone."""

import pytest

from gelijkop.evidence.interviews.traces import cleaned, traces


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("toen zei Anja dat het niet kon", "name"),
        ("Anja zei dat het niet kon", "name"),
        ("En toen. Fatma zei iets", "name"),
        ("dat deed juf anja altijd", "name"),
        ("dat deed meneer de vries altijd", "name"),
        ("bij ons in Vlaardingen is dat zo", "name"),
        ("dat was An\u00adja", "name"),
        ("dat was \uff21nja", "name"),
        ("wij van het Lentiz College doen dat", "school"),
        ("op basisschool De Regenboog", "school"),
        ("het Stedelijkgymnasium deed mee", "school"),
        ("onze school is 00AB", "brin"),
        ("onze school is 19xy 02", "brin"),
        ("bel me op 06-12345678", "phone"),
        ("bel me op +31 6 1234 5678", "phone"),
        ("mail naar a.b@school.nl", "email"),
        ("mail naar anja at school punt nl", "email"),
        ("kijk op www.voorbeeld.nl", "link"),
        ("ik heet @anja op insta", "link"),
        ("wij wonen in 3111 ab", "postcode"),
        ("in de dorpsstraat 12", "street"),
        ("dat was op 29 maart", "date"),
        ("dat was op 29-3-2021", "date"),
        ("leerling 123456 had dat", "number"),
        ("ja " * 300, "long"),
    ],
)
def test_what_may_give_a_person_away_is_found(text, kind):
    assert kind in traces(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kinderen krijgen geen nieuwe schoolspullen. Dat is één probleem.",
        "De havo is voor ons te hoog gegrepen, zei hij. Maar vmbo-t lukt wel.",
        "Ik zie dat in Nederland vaker: het VO kijkt anders dan het PO.",
        "“We hebben 25 leerlingen in de klas”, en dat zijn er te veel!",
        "In 2021 waren het er 12, en in 2022 is dat meer.",
        "Er zitten er 25 in de klas, of 30 op een volle dag.",
        "Ouders weten niet wat LOB is.",
    ],
)
def test_ordinary_speech_is_left_alone(text):
    assert traces(text) == ()


def test_a_whole_conversation_is_looked_at_in_linear_time():
    """100,000 words; looking back to the beginning at each word took minutes."""
    assert traces("en toen " * 50_000 + "zei Anja") == ("name", "long")


def test_what_cannot_be_seen_is_taken_out():
    assert cleaned("e\u0301e\u0301n\u200b \u202eter\n\nug") == "één ter ug"
