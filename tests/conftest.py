import os
import shutil
from pathlib import Path

import pytest


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
