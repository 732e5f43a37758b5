"""Evidence records of an organisation go onto its site with a release, all of them or none."""

from dataclasses import replace
from datetime import datetime

import pytest

from gelijkop.cli import main
from gelijkop.errors import DefinitionRefused
from gelijkop.evidence.library import library
from gelijkop.evidence.reading import read_record
from gelijkop.evidence.writing import write_record
from gelijkop.pipeline.evidence_files import own_records, publishable
from gelijkop.pipeline.site import put_in_place
from gelijkop.present.site_folder import NOW, RECORDS, RELEASES

NOW_AT = datetime(2026, 1, 1)
OURS = write_record(library()["vve"]).replace('id = "vve"', 'id = "onze-proef"')


class Silent:
    def step(self, text):
        pass


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "kaarten").mkdir()
    (tmp_path / "kaarten" / "onze-proef.md").write_text(OURS, "utf-8")
    return tmp_path / "kaarten"


def test_records_lie_in_the_folder_of_a_release_of_their_own(public, folder, tmp_path):
    records = own_records(folder)
    site = tmp_path / "site"
    name = put_in_place(public, site, records=records, now=NOW_AT, progress=Silent())
    kept = site / RELEASES / name / RECORDS / "onze-proef.md"
    assert read_record(kept.read_text("utf-8"), file="onze-proef.md") == records[0]
    assert put_in_place(public, site, now=NOW_AT, progress=Silent()) != name
    assert (site / NOW).read_text("ascii") != name


def test_a_record_that_is_not_right_leaves_the_site_as_it_was(public, folder, tmp_path, capsys):
    (folder / "fout.md").write_text(OURS.replace("year = 2021", 'year = "x"'), "utf-8")
    words = ["site", str(public), "--site", str(tmp_path / "site"), "--records", str(folder), "--quiet"]
    assert main(words) == DefinitionRefused.exit_code
    told = capsys.readouterr().err
    assert "fout.md" in told
    assert "year" in told
    assert not (tmp_path / "site" / NOW).exists()


@pytest.mark.parametrize("name", ["Onze proef", "proef.nieuw", "../proef", "één", ""])
def test_a_name_that_cannot_be_an_address_is_refused(name):
    with pytest.raises(DefinitionRefused, match="cannot go on a site"):
        publishable([replace(library()["vve"], id=name)])


def test_every_record_that_ships_can_be_an_address():
    publishable(list(library().values()))
