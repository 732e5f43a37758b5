"""What the environment may say, and what is refused."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from gelijkop.web import environment


def test_a_site_must_be_named():
    with pytest.raises(ImproperlyConfigured, match="GELIJKOP_SITE"):
        environment.site_folder({})


def test_the_folder_of_a_site_is_for_its_owner_alone(tmp_path):
    folder = environment.site_folder({"GELIJKOP_SITE": str(tmp_path / "new" / "site")})
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("value", ["true", "yes", "2", "on"])
def test_a_switch_is_0_or_1_and_a_typing_error_is_no_off(value):
    with pytest.raises(ImproperlyConfigured, match="GELIJKOP_HTTPS"):
        environment.switched_on({"GELIJKOP_HTTPS": value}, "GELIJKOP_HTTPS")


def test_hosts_are_this_machine_until_they_are_named():
    assert "localhost" in environment.allowed_hosts({})
    assert environment.allowed_hosts({"GELIJKOP_HOSTS": " monitor.example.nl, "}) == ["monitor.example.nl"]


def test_a_wildcard_is_no_host():
    with pytest.raises(ImproperlyConfigured):
        environment.allowed_hosts({"GELIJKOP_HOSTS": "monitor.example.nl,*"})


def test_the_first_start_makes_a_key_that_stays_and_that_only_its_owner_reads(tmp_path):
    first = environment.secret_key({}, tmp_path)
    assert environment.secret_key({}, tmp_path) == first
    path = tmp_path / environment.KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [environment.KEY_FILE]


def test_a_key_that_another_process_wrote_first_is_kept(tmp_path, monkeypatch):
    (tmp_path / environment.KEY_FILE).write_text("k" * 40)
    environment._place_key(tmp_path / environment.KEY_FILE)
    assert environment.secret_key({}, tmp_path) == "k" * 40


def test_a_short_key_is_refused(tmp_path):
    with pytest.raises(ImproperlyConfigured, match="32"):
        environment.secret_key({"GELIJKOP_SECRET_KEY": "kort"}, tmp_path)


def test_without_a_url_accounts_are_in_the_site_folder(tmp_path):
    assert environment.database({}, tmp_path)["NAME"] == tmp_path / "rekeningen.sqlite"


def test_the_file_of_accounts_is_for_its_owner_alone_and_stays(tmp_path):
    environment.database({}, tmp_path)["NAME"].write_bytes(b"accounts")
    file = environment.database({}, tmp_path)["NAME"]
    assert (stat.S_IMODE(file.stat().st_mode), file.read_bytes()) == (0o600, b"accounts")


def test_a_postgres_url_is_taken_apart(tmp_path):
    url = "postgresql://monitor:p%40ss%2Fword@db.example.nl:5433/gelijk%20op?sslmode=verify-full"
    found = environment.database({"DATABASE_URL": url}, tmp_path)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("gelijk op", "monitor", "p@ss/word")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("db.example.nl", "5433", {"sslmode": "verify-full"})


def test_a_postgres_socket_is_named_as_an_option(tmp_path):
    found = environment.database({"DATABASE_URL": "postgres:///monitor?host=/run/postgresql"}, tmp_path)
    assert (found["HOST"], found["OPTIONS"]) == ("/run/postgresql", {})


@pytest.mark.parametrize("url", ["mysql://u:secret@h/db", "postgresql://u:secret@h/", "postgresql://h/db?secret=1"])
def test_another_url_is_refused_without_being_repeated(tmp_path, url):
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.database({"DATABASE_URL": url}, tmp_path)
    assert "secret" not in str(caught.value)
