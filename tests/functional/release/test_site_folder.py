"""A release put in place for a web site: its shelf says what the release says, and it is there whole or not at all."""

import sqlite3
import stat
from datetime import datetime

import pytest

from gelijkop.compare.findings import WHOLE
from gelijkop.compare.gaps import gaps
from gelijkop.compare.rates import rates
from gelijkop.compare.schools import schools
from gelijkop.errors import KeyRefused, ReleaseRefused, UserError
from gelijkop.pipeline.read_release import read_manifest, read_release
from gelijkop.pipeline.site import put_in_place
from gelijkop.pipeline.site_boards import board_key, put_boards_in_place
from gelijkop.present.shelf import Shelf, opened
from gelijkop.present.site_folder import BOARD_KEY, BOARDS, FILES, LABEL, NOW, PURPOSE, RELEASES, SEAL, SHELF
from gelijkop.safe.box import unboxed

NOW_AT = datetime(2026, 1, 1)


class Silent:
    def step(self, text):
        pass


@pytest.fixture(scope="session")
def site(public, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    put_in_place(public, folder, now=NOW_AT, progress=Silent())
    return folder


@pytest.fixture(scope="session")
def boards(intern, shop, tmp_path_factory):
    folder = tmp_path_factory.mktemp("besturen")
    put_boards_in_place(intern, folder, key=shop.key, environ={}, progress=Silent())
    return folder


@pytest.fixture
def shelf(site):
    return opened(site / RELEASES / (site / NOW).read_text() / SHELF)


@pytest.fixture
def own(boards):
    (sealed,) = (boards / BOARDS).glob(f"*{SEAL}")
    database = sqlite3.connect(":memory:")
    database.deserialize(unboxed(sealed.read_bytes(), key=board_key(boards, {}), label=LABEL, purpose=PURPOSE))
    return Shelf(database)


def share(released):
    return next(m for m in released.measures if m.unit == "share")


def numbers(found):
    """Everything but numbers that are not there, which are never the same as themselves."""
    return repr(found)


@pytest.mark.parametrize("place", [WHOLE, "GM0606"])
def test_gaps_on_the_shelf_are_those_of_the_release(public, shelf, place):
    released = read_release(public).released
    measure = share(released).code
    found = gaps(released, measure, "geslacht", places=(place,), margin=0.05)
    assert [numbers(g.raw) for g in shelf.gaps(measure, "geslacht", place)] == [numbers(g.raw) for g in found]
    assert [g.verdict for g in shelf.gaps(measure, "geslacht", place)] == [g.verdict for g in found]


def test_rates_on_the_shelf_are_those_of_the_release(public, shelf):
    released = read_release(public).released
    measure = share(released).code
    found = rates(released, measure, grouping="geslacht", places=(WHOLE,), years=released.years_of(measure))
    kept = {r.group: numbers(r) for r in shelf.rates(measure, "geslacht", WHOLE)}
    assert {r.group: numbers(r) for r in found} == {g: kept[g] for g in (r.group for r in found)}


def test_schools_on_the_shelf_are_those_of_the_release(public, shelf):
    released = read_release(public).released
    measure = share(released).code
    assert numbers(shelf.schools(measure)) == numbers(schools(released, measure))


def test_the_shelf_knows_every_municipality_board_and_school(shelf):
    assert [p.code for p in shelf.places("municipality")] == ["GM0606", "GM0622"]
    assert [p.code for p in shelf.places("board")] == ["00001"]
    assert {p.code for p in shelf.places("school")} == {"01AA00", "01AB00"}
    assert {p.board for p in shelf.places("school", board="00001")} == {"00001"}


def test_the_shelf_holds_no_counts_of_the_release(shelf):
    assert not len(shelf.released.rows.pupils)


def test_what_is_not_on_the_shelf_is_nothing(shelf):
    assert shelf.gaps("geen.maat", "geslacht", WHOLE) == ()
    assert shelf.schools("geen.maat") is None
    assert shelf.place("GM9999") is None


def test_the_site_tells_which_release_it_serves(public, shelf):
    assert shelf.about.release == read_manifest(public)["content_sha256"]
    assert shelf.about.groupings[0] == "geslacht"


def test_only_files_of_the_manifest_can_be_downloaded(public, site):
    files = site / RELEASES / (site / NOW).read_text() / FILES
    here = {p.relative_to(files).as_posix() for p in files.rglob("*") if p.is_file()}
    assert here <= {*read_manifest(public)["files"], "manifest.json"}
    assert "cijfers.csv" in here
    assert "index.html" not in here


def test_a_release_that_is_in_place_is_not_made_again(public, site):
    name = (site / NOW).read_text()
    before = (site / RELEASES / name / SHELF).stat().st_mtime_ns
    assert put_in_place(public, site, now=NOW_AT, progress=Silent()) == name
    assert (site / RELEASES / name / SHELF).stat().st_mtime_ns == before


def test_a_release_that_was_changed_does_not_get_in_place(public, tmp_path, desk):
    copied = desk.publish(desk.store(), "kopie")
    table = copied / "bevindingen" / "verschillen.csv"
    table.write_text(table.read_text() + "\n")
    with pytest.raises(UserError, match=r"verschillen\.csv"):
        put_in_place(copied, tmp_path / "site", now=NOW_AT, progress=Silent())
    assert not (tmp_path / "site" / NOW).exists()


def test_exact_figures_do_not_get_on_a_public_site(intern, tmp_path):
    with pytest.raises(KeyRefused):
        put_in_place(intern, tmp_path, now=NOW_AT, progress=Silent())
    assert not list(tmp_path.iterdir())


def test_public_figures_are_no_own_figures_of_boards(public, shop, tmp_path):
    with pytest.raises(UserError):
        put_boards_in_place(public, tmp_path, key=shop.key, environ={}, progress=Silent())


def test_own_figures_need_the_key_of_the_organisation(intern, tmp_path):
    with pytest.raises(KeyRefused):
        put_boards_in_place(intern, tmp_path, key=bytes(64), environ={}, progress=Silent())


def test_a_file_that_is_no_shelf_is_refused(tmp_path):
    (tmp_path / SHELF).write_bytes(b"geen plank")
    with pytest.raises(ReleaseRefused):
        opened(tmp_path / SHELF)


def test_own_figures_lie_under_seal_for_their_owner_alone(boards, own):
    (sealed,) = (boards / BOARDS).glob("*")
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert stat.S_IMODE((boards / BOARD_KEY).stat().st_mode) == 0o600
    content = sealed.read_bytes()
    assert b"SQLite" not in content
    assert not own.about.public


def test_the_key_of_own_figures_may_lie_elsewhere(intern, shop, tmp_path):
    place = tmp_path / "elders"
    put_boards_in_place(
        intern, tmp_path / "site", key=shop.key, environ={"GELIJKOP_BOARD_KEY": str(place)}, progress=Silent()
    )
    assert not (tmp_path / "site" / BOARD_KEY).exists()
    assert place.is_file()


def test_own_figures_are_exact_from_five_pupils_and_hidden_below(own, intern, shop):
    exact = read_release(intern, key=shop.key).released
    seen = []
    for measure in own.released.measures:
        if measure.unit != "share":
            continue
        for place in exact.places:
            table = exact.table(measure.code, grouping="geslacht", groups=(1, 2), places=[place])
            pupils = table.counts.sum(axis=(1, 2))
            yes = (table.counts.sum(axis=1) * [s > 0 for s in measure.scores]).sum(axis=1)
            for rate in own.rates(measure.code, "geslacht", place):
                if rate.group not in (1, 2):
                    continue
                n, k = int(pupils[rate.group - 1]), int(yes[rate.group - 1])
                open_ = n >= 5 and min(k, n - k) >= 5
                seen.append(open_)
                if rate.state == "shown":
                    assert open_
                    assert rate.value.estimate == pytest.approx(k / n)
                if not open_:
                    assert rate.value.estimate != rate.value.estimate  # nothing
    assert any(seen)
