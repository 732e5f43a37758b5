"""Accounts when several processes share one database: SQLite, and PostgreSQL where it is installed."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

PROCESSES, EACH = 4, 12
POSTGRES_USER = "postgres"

MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
"""
WORK = f"""
import django; django.setup()
from django.utils import timezone
from gelijkop.web.accounts import attempts, log
tried = 0
for k in range({EACH}):
    log.write("seen", now=timezone.now(), who="jansen")
    tried += attempts.begin("jansen", "192.0.2.1", now=timezone.now()) is not None
print(tried)
"""
CHECK = """
import django; django.setup()
from django.db import connection
from gelijkop.web.accounts import log
from gelijkop.web.accounts.models import LogEntry
print(connection.vendor, LogEntry.objects.count(), log.first_fault())
"""


def programs():
    """The folder with the programs of PostgreSQL, if any."""
    found = shutil.which("initdb")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else installed[-1].parent if installed else None


@pytest.fixture(scope="module")
def postgres():
    """The address of a PostgreSQL of its own on a socket in a folder; absent means skip."""
    folder = programs()
    if folder is None or (os.getuid() == 0 and shutil.which("setpriv") is None):
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    place = Path(tempfile.mkdtemp(prefix="gelijkop-pg-"))  # short: the path of a socket has at most 107 bytes
    run_as = []
    if os.getuid() == 0:  # PostgreSQL does not run as root
        shutil.chown(place, POSTGRES_USER)
        run_as = ["setpriv", f"--reuid={POSTGRES_USER}", f"--regid={POSTGRES_USER}", "--clear-groups"]

    def call(*words):
        done = subprocess.run([*run_as, *words], capture_output=True, text=True, cwd="/")
        assert done.returncode == 0, done.stderr

    data = place / "data"
    call(folder / "initdb", "-D", data, "-A", "trust", "-U", "monitor", "--no-sync")
    call(
        folder / "pg_ctl",
        "-D",
        data,
        "-o",
        f"-k {place} -c listen_addresses= -c fsync=off",
        "-l",
        place / "log",
        "-w",
        "start",
    )
    try:
        yield f"postgresql://monitor@/postgres?host={place}"
    finally:
        call(folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def env(request, tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GELIJKOP_", "DATABASE_URL"))}
    kept |= {"DJANGO_SETTINGS_MODULE": "gelijkop.web.settings", "GELIJKOP_SITE": str(tmp_path)}
    if request.param == "postgresql":
        kept["DATABASE_URL"] = request.getfixturevalue("postgres")
    return kept | {"expected": request.param}


def start(code, env):
    return subprocess.Popen(
        [sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def told(process):
    said, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    return said.strip()


def test_the_log_is_one_chain_and_tries_are_counted_together(env):
    told(start(MIGRATE, env))
    tried = [int(told(process)) for process in [start(WORK, env) for _ in range(PROCESSES)]]
    assert 1 <= sum(tried) <= 5
    assert told(start(CHECK, env)) == f"{env['expected']} {PROCESSES * EACH} None"
