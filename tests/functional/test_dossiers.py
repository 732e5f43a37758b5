import hmac
import shutil
from datetime import datetime
from hashlib import sha256

import pytest

from gelijkop.errors import EmptyFile, PersonalNumber, UnknownFile
from gelijkop.pipeline.dossiers import import_dossiers
from gelijkop.sources.dossier_page import NAMESPACE
from gelijkop.store import Store

KEY = bytes(range(64))
NOW = datetime(2025, 10, 1, 12, 0)


class Heard:
    def __init__(self):
        self.texts = []

    def step(self, text):
        self.texts.append(text.say("nl") + text.say("en"))


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "store.duckdb") as opened:
        yield opened


def load(store, *paths, key=KEY, heard=None):
    return import_dossiers(store, paths, key=key, now=NOW, progress=heard or Heard())


def rows(store, table, *names):
    found = store.arrays(store.table(table).select(*names))
    return sorted(zip(*(found[n].tolist() for n in names), strict=True), key=str)


def dossier(path, *, number="17", person="", made="2019-09-01"):
    path.write_text(f"""<dossier xmlns="{NAMESPACE}"><metadata><datum>{made}</datum><overstap>POVO</overstap></metadata>
<huidigeschool><brincode>00AB</brincode><vestigingscode>01</vestigingscode><leerling>
<bsn>111222333</bsn><leerlingid>{number}</leerlingid>{person}</leerling></huidigeschool></dossier>""")
    return path


def test_a_pupil_gets_the_pseudonym_that_the_key_gives(store, tmp_path):
    load(store, dossier(tmp_path / "a.xml"))
    expected = hmac.new(KEY, b"00AB/17", sha256).hexdigest()[:32]
    assert rows(store, "pupils", "pupil") == [(expected,)]


def test_loading_the_same_again_changes_nothing(store, tmp_path):
    path = dossier(tmp_path / "a.xml", person="<geslacht>1</geslacht>")
    load(store, path)
    before = rows(store, "pupils", "pupil", "sex")
    load(store, path)
    assert rows(store, "pupils", "pupil", "sex") == before


def test_another_pupil_is_added(store, tmp_path):
    load(store, dossier(tmp_path / "a.xml"))
    load(store, dossier(tmp_path / "b.xml", number="18"))
    assert len(rows(store, "pupils", "pupil")) == 2


def test_a_new_value_replaces_an_old_one_but_nothing_is_taken_away(store, tmp_path):
    first = "<geboortedatum>2007-03-17</geboortedatum><geslacht>1</geslacht>"
    load(store, dossier(tmp_path / "a.xml", person=first))
    load(store, dossier(tmp_path / "b.xml", person="<geslacht>2</geslacht>"))
    assert rows(store, "pupils", "birth_month", "sex") == [("2007-03", "m")]


def test_a_wrong_dossier_is_counted_and_told_and_the_others_come_in(store, tmp_path):
    heard = Heard()
    wrong = dossier(tmp_path / "b.xml", number="18", person="<geboortedatum>gisteren</geboortedatum>")
    result = load(store, dossier(tmp_path / "a.xml"), wrong, heard=heard)
    assert (result.refused, result.reasons["bad_date"], len(rows(store, "pupils", "pupil"))) == (1, 1, 1)
    assert any("b.xml, rij 3, kolom “geboortedatum”" in text for text in heard.texts)


def test_a_school_year_in_the_future_is_left_out_and_counted(store, tmp_path):
    advice = "<overstapadvies><advies>40</advies></overstapadvies>"
    result = load(store, dossier(tmp_path / "a.xml", person=advice, made="2031-02-01"))
    assert (result.reasons["school_year"], rows(store, "advices", "school_year")) == (1, [])


def test_the_load_is_kept_in_the_store(store, tmp_path):
    result = load(store, dossier(tmp_path / "a.xml"))
    (kept,) = store.loads()
    assert (kept.source, kept.file, kept.sha256, kept.rows) == ("oso", "a.xml", result.sha256, 1)


@pytest.mark.parametrize(
    ("text", "error"),
    [("leerling;advies", UnknownFile), ("<a/>", UnknownFile)],
)
def test_what_is_no_dossier_is_refused(store, tmp_path, text, error):
    (tmp_path / "a.xml").write_text(text)
    with pytest.raises(error):
        load(store, tmp_path / "a.xml")


def test_a_pupil_number_that_is_a_bsn_is_refused_and_nothing_is_stored(store, tmp_path):
    with pytest.raises(PersonalNumber):
        load(store, dossier(tmp_path / "a.xml", number="111222333"))
    assert "pupils" not in store.tables()


def test_an_empty_folder_is_refused(store, tmp_path):
    (tmp_path / "leeg").mkdir()
    with pytest.raises(EmptyFile):
        load(store, tmp_path / "leeg")


@pytest.mark.real
def test_the_examples_come_in_as_one_pupil_with_both_advices(store, shared):
    result = load(store, shared / "leerling" / "oso-2019.1")
    found = rows(store, "advices", "school_year", "provisional_advice", "test_advice", "final_advice")
    assert found == [(2014, "vmbo-gt", "vmbo-kb/gt", "vmbo-gt"), (2015, "vmbo-gt", None, None)]
    assert (result.reasons["withheld:test_advice"], result.reasons["no_dossier"]) == (4, 1)  # four opt-outs, the XSD


# All that could tell who it is in the examples: names, BSNs, number, birth day, house, telephone, e-mail, bank.
MARKS = ("Björn", "Berg", "269326728", "003389261", "246263738", "274497451", "LN094837", "2003-03-17", "Hoofdstraat",
         "7311BA", "7331GJ", "0235257739", "leerling@leerling.nl", "NL51RABO0307495248")  # fmt: skip


@pytest.mark.real
def test_nothing_of_who_it_is_stays_in_the_store_or_is_told(shared, tmp_path):
    heard, path = Heard(), tmp_path / "store.duckdb"
    examples = shutil.copytree(shared / "leerling" / "oso-2019.1", tmp_path / "examples")
    with Store(path) as opened:
        load(opened, examples, heard=heard)
        told = "".join(heard.texts) + repr(opened.loads())
        for table in opened.tables():
            told += repr({n: v.tolist() for n, v in opened.arrays(opened.table(table)).items()})
    stored = b"".join(p.read_bytes() for p in tmp_path.glob("store.duckdb*"))
    assert [m for m in MARKS if m.encode() in stored or m in told] == []
