"""The commands of a web site: put a release in place, serve it, write it as files, and manage accounts."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from gelijkop.cli.parsing import Maker, Parser, Runner, commands_below
from gelijkop.errors import Text, UserError
from gelijkop.pipeline.bundle import MANIFEST
from gelijkop.pipeline.console import Call
from gelijkop.pipeline.evidence_files import own_records
from gelijkop.pipeline.folders import fresh_folder
from gelijkop.pipeline.key_path import key_path
from gelijkop.pipeline.quotes_command import released_quotes
from gelijkop.pipeline.read_release import policy_of
from gelijkop.pipeline.site import put_in_place
from gelijkop.pipeline.site_boards import put_boards_in_place
from gelijkop.present.shapes import areas_from
from gelijkop.present.site_folder import MAP
from gelijkop.sources.key import load_key
from gelijkop.web.server import serve as become_server

ROLES = ("visitor", "school", "board", "coordinator", "administrator")


def add_commands(
    command: Maker,
    words: Mapping[str, str],
    shared: Parser,
) -> None:
    """The commands `site`, `serve`, `export` and `account`."""

    def path(to: Parser, name: str, text: str, **more: object) -> None:
        to.add_argument(name, type=Path, metavar=words["path"], help=words[text], **more)  # type: ignore[arg-type]  # argparse's own keywords

    p = command("site", site)
    path(p, "release", "site_release")
    path(p, "--site", "site_folder")
    path(p, "--data", "site_data")
    path(p, "--records", "site_records")
    path(p, "--quotes", "site_quotes")
    path(p, "--map", "site_map")
    path(p, "--key", "key_path")
    p = command("serve", serve)
    path(p, "folder", "serve_folder", nargs="?", default=Path("demo/site"))
    p.add_argument("--host", default="127.0.0.1", help=words["serve_host"])
    p.add_argument("--port", type=int, default=8000, metavar=words["number"], help=words["serve_port"])
    p.add_argument("--workers", type=int, default=2, metavar=words["number"], help=words["serve_workers"])
    p.add_argument("--log", action="store_true", help=words["serve_log"])
    p = command("export", export)
    path(p, "out", "export_out")
    path(p, "--site", "serve_folder", default=Path("demo/site"))
    p.add_argument("--force", action="store_true", help=words["force"])
    _account(command("account", accounts), words, shared)


def _account(parser: Parser, words: Mapping[str, str], shared: Parser) -> None:
    """The commands under `account`."""
    below = commands_below(parser, "account", words, shared)

    def command(name: str, run: Runner) -> Parser:
        made = below(name, run)
        made.add_argument(
            "--site", type=Path, default=Path("demo/site"), metavar=words["path"], help=words["serve_folder"]
        )
        return made

    command("list", accounts)
    p = command("add", account_add)
    p.add_argument("name", metavar=words["name"], help=words["account_name"])
    p.add_argument("--role", choices=ROLES, required=True, help=words["account_role"])
    p.add_argument("--school", default="", metavar=words["code"], help=words["account_school"])
    p.add_argument("--board", default="", metavar=words["code"], help=words["account_board"])
    p.add_argument("--email", default="", help=words["account_email"])
    for name, run in (("password", account_password), ("off", account_off), ("on", account_on)):
        command(name, run).add_argument("name", metavar=words["name"], help=words["account_name"])


def site(call: Call, a: argparse.Namespace) -> None:
    """Put a release in place: a public one for everybody, one of policy `intern` for its boards only."""
    folder = a.site or beside(a.release)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if policy_of(a.release) == "intern":
        key = load_key(key_path(a), Path.cwd())
        boards = put_boards_in_place(a.release, folder, key=key, environ=os.environ, progress=call.progress)
        call.say("site_boards", folder=folder, boards=", ".join(boards))
    else:
        records = own_records(a.records) if a.records is not None else ()
        quotes = released_quotes(a.quotes) if a.quotes is not None else None
        put_in_place(
            a.release, folder, data=a.data, records=records, quotes=quotes, now=call.now, progress=call.progress
        )
        call.say("site_made", folder=folder)
    if a.map is not None:
        areas_from(a.map.read_text("utf-8"))
        shutil.copyfile(a.map, folder / MAP)


def serve(call: Call, a: argparse.Namespace) -> None:
    """Become the server of a site; given a release, put that in place first."""
    folder = a.folder
    if (folder / MANIFEST).is_file():
        folder = beside(a.folder)
        put_in_place(a.folder, folder, now=call.now, progress=call.progress)
    become_server(
        folder, host=a.host, port=a.port, workers=a.workers, log=a.log, language=call.language
    )  # fmt: skip


def export(call: Call, a: argparse.Namespace) -> None:
    """Write the public site as files that need no server."""
    _settled(a.site)
    from gelijkop.web.export import export as exported  # Django: slow import, and it needs to know the site

    with fresh_folder(a.out, force=a.force) as fresh:
        files = exported(a.site, fresh, progress=call.progress.step)
    call.say("exported", files=files, page=(a.out / "index.html").resolve())


def accounts(call: Call, a: argparse.Namespace) -> None:
    """Every account with its role."""
    _settled(a.site)
    from gelijkop.web.accounts import commands  # as in `export`

    for one in commands.accounts():
        call.print(f"{one.name}  {one.role}  {one.school or one.board or '–'}  {'' if one.is_active else '×'}".rstrip())


def account_add(call: Call, a: argparse.Namespace) -> None:
    """A new account with a password that its owner must change."""
    _settled(a.site)
    from gelijkop.web.accounts import commands  # as in `export`

    made = commands.add_account(a.name, a.role, school=a.school, board=a.board, email=a.email)
    call.say("account_made", name=made.name, password=made.password)


def account_password(call: Call, a: argparse.Namespace) -> None:
    """A new password for an account."""
    _settled(a.site)
    from gelijkop.web.accounts import commands  # as in `export`

    made = commands.give_password(a.name)
    call.say("account_made", name=made.name, password=made.password)


def account_off(call: Call, a: argparse.Namespace) -> None:
    """Close an account."""
    _switch(call, a, active=False)


def account_on(call: Call, a: argparse.Namespace) -> None:
    """Open a closed account."""
    _switch(call, a, active=True)


def beside(release: Path) -> Path:
    """The folder of the site of a release where no other is named: beside it."""
    return release.with_name(f"{release.name}.site")


def _switch(call: Call, a: argparse.Namespace, *, active: bool) -> None:
    _settled(a.site)
    from gelijkop.web.accounts import commands  # as in `export`

    commands.switch(a.name, active=active)
    call.say("account_switched", name=a.name)


def _settled(folder: Path) -> None:
    """Django, with this site; the tables of accounts are there after it."""
    if not folder.is_dir():
        raise UserError(
            Text(
                f"{folder}: deze site is er niet. Maak die met: gelijkop site UITGAVE --site {folder}",
                f"{folder}: there is no such site. Make it with: gelijkop site RELEASE --site {folder}",
            )
        )
    os.environ["GELIJKOP_SITE"] = str(folder.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gelijkop.web.settings")
    import django  # slow import
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
