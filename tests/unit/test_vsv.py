import pytest

from gelijkop.errors import PersonalNumber
from gelijkop.sources.pupil_readers import reader_of
from gelijkop.sources.vsv import is_vsv, read_vsv

# Headings as in the published header files, cut short.
A04 = "BRIN_NR;NAAM_INST;RAPPORTAGEMAAND;PERSOONSGEBONDENNUMMER;ACHTERNAAM\n"
RMC = "#BURGERSERVICENUMMER;ONDERWIJSNUMMER;GEBOORTEDATUM;GESLACHT;RMC_REGIO\n"


@pytest.mark.parametrize(
    "head", [A04, RMC, "\ufeff" + A04, A04.lower(), RMC.replace(";", ","), RMC.replace("#", '"', 1)]
)
def test_a_list_of_leavers_is_known_by_its_headings(head):
    assert is_vsv(head.encode())


@pytest.mark.parametrize(
    "head",
    ["Teljaar;NormDUOVSV;Niveau\n", A04.replace("RAPPORTAGEMAAND", "MAAND"), RMC.replace("RMC_", ""), "", "\n" + A04],
)
def test_other_headings_are_not(head):
    assert not is_vsv(head.encode())


@pytest.mark.parametrize("row", ["", "25AB;School;1;111222333;Merkteken\n"])
def test_a_list_of_leavers_is_refused_without_a_value(tmp_path, row):
    (tmp_path / "a.csv").write_text(A04 + row)
    with pytest.raises(PersonalNumber) as caught:
        read_vsv([tmp_path / "a.csv"], tmp_path)
    said = caught.value.say("nl") + caught.value.say("en")
    assert ("Merkteken" in said, "111222333" in said, "RO" in said) == (False, False, True)


@pytest.mark.real
@pytest.mark.parametrize("name", ["A04-A14", "NRSP", "NenR"])
def test_the_published_headings_are_recognised(shared, name):
    reader = reader_of([shared / "leerling" / "vsv-demo" / f"{name}.header.csv"])
    assert reader is not None
    assert reader.code == "vsv"
