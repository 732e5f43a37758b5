"""The example dossiers of Edustandaard 2019.1; expectations were read from the XML by hand."""

import pytest

from gelijkop.sources.oso import read_dossiers

pytestmark = pytest.mark.real

# Primary examples: lines 254–377, ten years in special education, year groups 1 1 2 … 7 8 8, 2009/2010 at 14AI 02.
PRIMARY = [
    *((year, "00YY00", "so", "so", grade) for year, grade in ((2006, 1), (2007, 1), (2008, 2))),
    (2009, "14AI02", "so", "so", 3),
    *((year, "00YY00", "so", "so", year - 2006) for year in range(2010, 2015)),
    (2015, "00YY00", "so", "so", 8),
]
# Secondary examples: lines 254–285, schoolsoort VSO, year groups 11 and 12.
SECONDARY = [(2014, "00YY00", "vso", "vso", 1), (2015, "00YY00", "vso", "vso", 2)]
# Advice 40 is vmbo gl/tl. Full: CET (0011) on 2015-04-28 with "vmbo kb/vmbo gl-tl", taken, advice not revised.
TESTED = [(2014, "00YY00", "vmbo-gt", "vmbo-kb/gt", "CET", "vmbo-gt")]
# Opt-out: no test, last in group 8 in 2015/2016, the dossier of 2016-01-02 is from before the test.
UNTESTED = [(2015, "00YY00", "vmbo-gt", None, None, None)]

TEST = ["test_advice", "test_provider"]
EVERYTHING = ["enrolments", "provisional_advice", "final_advice", *TEST]
EXAMPLES = {  # name: enrolments, advices, withheld, absent
    "POVO_full": (PRIMARY, TESTED, [], []),
    "POVO_opt_out": (PRIMARY, UNTESTED, TEST, ["final_advice"]),
    "POPO_opt_out": (PRIMARY, UNTESTED, TEST, ["final_advice"]),
    "VOVO_full": (SECONDARY, TESTED, [], []),
    # No group 8 in the career, so the primary school that gave the advice is not in the dossier.
    "VOVO_opt_out": (SECONDARY, [], TEST, []),
    # cat_schoolloopbaan, cat_overstapadvies and cat_eindtoetsbo are OPT-UIT (lines 17, 18 and 21).
    "BB_opt_out": ([], [], EVERYTHING, []),
}


@pytest.fixture(scope="module")
def example(shared, tmp_path_factory):
    def reading(name):
        path = shared / "leerling" / "oso-2019.1" / f"Voorbeelddossier_OV_{name}.xml"
        return read_dossiers([path], tmp_path_factory.mktemp("work"))

    return reading


def rows(result, table, *names):
    return list(zip(*(result.columns[table][n].tolist() for n in names), strict=True))


def counted(fields):
    return [name for name, times in fields.items() if times]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_pupil_of_every_example(example, name):
    expected = [("00YY/LN094837", "2003-03", "m", "7331")]  # gba address 7331GJ
    assert rows(example(name), "pupils", "pupil", "birth_month", "sex", "postcode4") == expected


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_enrolments_of_every_example(example, name):
    found = rows(example(name), "enrolments", "school_year", "location", "sector", "level", "grade")
    assert found == EXAMPLES[name][0]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_advice_of_every_example(example, name):
    names = ("school_year", "location", "provisional_advice", "test_advice", "test_provider", "final_advice")
    assert rows(example(name), "advices", *names) == EXAMPLES[name][1]


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_every_example_keeps_back(example, name):
    assert counted(example(name).withheld) == EXAMPLES[name][2]


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_every_example_delivers_empty(example, name):
    assert counted(example(name).absent) == EXAMPLES[name][3]


def test_the_folder_gives_six_dossiers_and_two_findings(shared, tmp_path):
    result = read_dossiers([shared / "leerling" / "oso-2019.1"], tmp_path)
    assert (result.read, [f.rule for f in result.refused]) == (6, ["no_dossier", "no_xml"])
