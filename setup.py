"""What the build does besides what pyproject.toml says: it compiles the message catalogues of the web pages."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

LOCALE = Path(__file__).parent / "src" / "gelijkop" / "web" / "locale"


class BuildWithMessages(build_py):
    """Each `django.po` gets a `django.mo` beside it, also for an editable install."""

    def run(self) -> None:
        """Compile, then copy."""
        for source in LOCALE.glob("*/LC_MESSAGES/django.po"):
            with source.open("rb") as read, source.with_suffix(".mo").open("wb") as written:
                write_mo(written, read_po(read, locale=source.parts[-3]))
        super().run()


setup(cmdclass={"build_py": BuildWithMessages})
