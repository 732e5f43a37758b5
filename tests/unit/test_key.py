import stat
from pathlib import Path

import pytest

from gelijkop.errors import KeyRefused
from gelijkop.sources.key import create_key, default_key_path, load_key


@pytest.fixture
def project(tmp_path):
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def test_a_new_key_has_64_bytes_and_is_read_back(tmp_path, project):
    create_key(tmp_path / "own" / "sleutel", project)
    assert len(load_key(tmp_path / "own" / "sleutel", project)) == 64


def test_no_two_keys_are_alike(tmp_path, project):
    create_key(tmp_path / "a", project)
    create_key(tmp_path / "b", project)
    assert load_key(tmp_path / "a", project) != load_key(tmp_path / "b", project)


def test_only_its_owner_may_read_a_new_key(tmp_path, project):
    create_key(tmp_path / "a", project)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600


def test_a_key_is_never_overwritten(tmp_path, project):
    (tmp_path / "a").write_text("ab" * 40)
    with pytest.raises(KeyRefused):
        create_key(tmp_path / "a", project)
    assert (tmp_path / "a").read_text() == "ab" * 40


def test_a_place_that_cannot_be_written_is_refused(tmp_path, project):
    (tmp_path / "file").write_text("")
    with pytest.raises(KeyRefused):
        create_key(tmp_path / "file" / "a", project)


def test_a_missing_key_is_refused(tmp_path, project):
    with pytest.raises(KeyRefused):
        load_key(tmp_path / "a", project)


def test_a_folder_is_no_key(tmp_path, project):
    with pytest.raises(KeyRefused):
        load_key(tmp_path, project / "elsewhere")


@pytest.mark.parametrize("text", ["", "ab" * 31, "zz" * 40, "ab" * 40 + "c", "geheim " * 20, "é" * 64])
def test_a_key_that_is_short_or_no_key_is_refused_without_showing_it(tmp_path, project, text):
    (tmp_path / "a").write_text(text, encoding="utf-8")
    with pytest.raises(KeyRefused) as refusal:
        load_key(tmp_path / "a", project)
    assert text == "" or text not in refusal.value.say("nl") + refusal.value.say("en") + repr(refusal.value)


def test_a_key_of_32_bytes_is_long_enough(tmp_path, project):
    (tmp_path / "a").write_text("0f" * 32 + "\n")
    assert load_key(tmp_path / "a", project) == b"\x0f" * 32


@pytest.mark.parametrize("act", [create_key, load_key])
def test_a_key_inside_the_project_is_refused(project, act):
    (project / "deep").mkdir()
    with pytest.raises(KeyRefused):
        act(project / "deep" / "sleutel", project)


@pytest.mark.parametrize("act", [create_key, load_key])
def test_a_link_that_leads_into_the_project_is_refused(tmp_path, project, act):
    (tmp_path / "link").symlink_to(project)
    with pytest.raises(KeyRefused):
        act(tmp_path / "link" / "sleutel", project)


def test_a_link_inside_the_project_to_a_key_outside_is_refused(tmp_path, project):
    create_key(tmp_path / "a", project)
    (project / "sleutel").symlink_to(tmp_path / "a")
    with pytest.raises(KeyRefused):
        load_key(project / "sleutel", project)


def test_a_link_outside_to_a_key_inside_the_project_is_refused(tmp_path, project):
    (project / "a").write_text("ab" * 40)
    (tmp_path / "sleutel").symlink_to(project / "a")
    with pytest.raises(KeyRefused):
        load_key(tmp_path / "sleutel", project)


def test_the_place_of_the_key_comes_from_the_environment():
    assert default_key_path({"GELIJKOP_KEY": "/elders/sleutel"}, Path("/home/x")) == Path("/elders/sleutel")


@pytest.mark.parametrize("environment", [{}, {"GELIJKOP_KEY": ""}])
def test_without_it_the_key_lies_in_the_home_folder(environment):
    assert default_key_path(environment, Path("/home/x")) == Path("/home/x/.config/gelijkop/sleutel")
