import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django import db  # not its connection, of which pytest would ask attributes, and so the settings
from django.apps import apps
from django.core.management import call_command


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real files; absent means skip, but never in CI."""
    folder = Path(os.environ.get("GELIJKOP_SHARED", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the real files are not at {folder}; CI must have them")
        pytest.skip(f"the real files are not at {folder} (set GELIJKOP_SHARED)")
    return folder


@pytest.fixture(scope="session")
def java() -> None:
    """Java for Spark; absent means skip, but never in CI."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        if os.environ.get("CI") == "true":
            pytest.fail("Spark needs Java 17; .ci/run installs it")
        pytest.skip("Spark needs Java 17 (Debian: apt-get install openjdk-17-jre-headless)")


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> None:
    """Tests in a folder `web` import models of Django, for which its settings must be there first.

    The site is an empty folder of this test process; a test that needs a release there changes `settings.SITE`.
    """
    if "web" not in module_path.parts or apps.ready:
        return
    folder = tempfile.mkdtemp(prefix="gelijkop-web-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    before = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(("GELIJKOP_", "DATABASE_URL"))}
    os.environ["GELIJKOP_SITE"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "gelijkop.web.settings"
    try:
        django.setup()
    finally:
        del os.environ["GELIJKOP_SITE"], os.environ["DJANGO_SETTINGS_MODULE"]
        os.environ.update(before)


@pytest.fixture(scope="session")
def account_tables() -> None:
    """The tables of the account database, made once a test process."""
    call_command("migrate", verbosity=0)


@pytest.fixture
def accounts_database(account_tables: None) -> Iterator[None]:
    """An account database without rows, emptied again after the test."""
    yield
    with db.connection.cursor() as cursor:
        for table in db.connection.introspection.django_table_names(only_existing=True):
            if not table.startswith(("django_content", "auth_permission")):
                cursor.execute(f"DELETE FROM {db.connection.ops.quote_name(table)}")
