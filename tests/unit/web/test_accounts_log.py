"""The log: lines are added, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import override_settings

from gelijkop.web.accounts import log
from gelijkop.web.accounts.models import Action, LogEntry, LogHead

pytestmark = pytest.mark.usefixtures("accounts_database")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def write(lines=3):
    for k in range(lines):
        log.write(Action.SEEN, now=NOON + timedelta(days=k), who="jansen", path="/mijn/school/00AB01/", about="00AB01")


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_lines_are_numbered_from_one_and_newest_come_first():
    write()
    assert [line.number for line in LogEntry.objects.all()] == [3, 2, 1]


def test_a_log_as_it_was_written_has_no_fault():
    assert log.first_fault() is None
    write()
    assert log.first_fault() is None


@pytest.mark.parametrize("column", ["who", "action", "path", "about", "at", "digest"])
def test_a_line_that_was_changed_in_the_database_shows(column):
    write()
    value = "2020-01-01 00:00:00" if column == "at" else "iemand anders"
    sql(f"UPDATE accounts_logentry SET {column} = %s WHERE number = 2", value)
    assert log.first_fault() == 2


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_line_that_was_taken_out_shows(number):
    write()
    sql("DELETE FROM accounts_logentry WHERE number = %s", number)
    assert log.first_fault() == number


def test_taking_out_the_head_shows():
    write()
    LogHead.objects.all().delete()
    assert log.first_fault() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.save(),
        lambda line: line.delete(),
        lambda line: LogEntry.objects.all().delete(),
        lambda line: LogEntry.objects.filter(who="jansen").update(who="smit"),
        lambda line: LogEntry(number=9, at=NOON, action=Action.SEEN).save(),
        lambda line: LogEntry.objects.create(number=9, at=NOON, action=Action.SEEN),
    ],
)
def test_code_cannot_change_or_remove_a_line(change):
    write()
    with pytest.raises(TypeError):
        change(LogEntry.objects.get(number=2))
    assert log.first_fault() is None


def test_lines_whose_time_has_passed_are_removed_and_the_rest_still_fits_together():
    write(5)
    log.keep_days(2, now=NOON + timedelta(days=4, minutes=1))
    assert [line.number for line in LogEntry.objects.all()] == [5, 4]
    assert log.first_fault() is None
    write(1)
    assert log.first_fault() is None


def test_after_everything_is_forgotten_numbers_go_on():
    write(2)
    log.forget(before=NOON + timedelta(days=9))
    write(1)
    assert [line.number for line in LogEntry.objects.all()] == [3]
    assert log.first_fault() is None


def test_a_path_cannot_bring_a_line_of_its_own():
    log.write(Action.SEEN, now=NOON, who="jansen", path="/mijn/\n2026 admin signed in\x1b[2J", about="x" * 500)
    line = LogEntry.objects.get()
    assert line.path.isprintable()
    assert len(line.about) == 200


def test_who_does_not_know_the_key_of_the_site_cannot_write_a_log_that_fits():
    write()
    with override_settings(SECRET_KEY="k" * 50):
        assert log.first_fault() == 1


def test_what_anyone_can_do_without_end_does_not_fill_the_log():
    for k in range(log.PLENTY + 50):
        log.write_if_rare(Action.SIGN_IN_STOPPED, now=NOON + timedelta(seconds=k))
    assert LogEntry.objects.count() == log.PLENTY
    log.write_if_rare(Action.SIGN_IN_STOPPED, now=NOON + timedelta(hours=1))
    log.write_if_rare(Action.SIGN_IN_FAILED, now=NOON)
    assert LogEntry.objects.count() == log.PLENTY + 2
