"""The command line: arguments in, exit code out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from gelijkop import __version__
from gelijkop.catalogue import load
from gelijkop.cli import evidence, site
from gelijkop.cli.parsing import Parser, Runner, commands_below
from gelijkop.errors import Language, UserError
from gelijkop.pipeline import (
    audit_command,
    catalogue,
    commands,
    compare_command,
    count_command,
    exchange_command,
    ledger_command,
    plan_command,
    release_commands,
    suppress_command,
)
from gelijkop.pipeline.console import Call, Shown, Silent
from gelijkop.pipeline.count_folder import ENGINES
from gelijkop.pipeline.totals import BY

INTERRUPTED = 130


def build_parser(language: Language) -> Parser:
    """The whole command line in one language."""
    _translate(language)
    words = load("texts/cli")[language]
    shared = Parser(add_help=False)
    shared.add_argument("--lang", choices=("nl", "en"), default=language, help=words["language"])
    # No default here: that of a command would undo what stands before its name.
    shared.add_argument("--quiet", action="store_true", default=argparse.SUPPRESS, help=words["quiet"])
    parser = Parser(prog="gelijkop", description=words["program"], parents=[shared])
    parser.add_argument("--version", action="version", version=f"gelijkop {__version__}", help=words["version"])
    under = parser.add_subparsers(dest="command", required=True, metavar=words["command"], title=words["commands"])

    def command(name: str, run: Runner) -> Parser:
        made = under.add_parser(name, help=words[name], description=words[name], parents=[shared])
        made.set_defaults(run=run)
        return made

    def path(to: Parser, *names: str, text: str, **more: object) -> None:
        to.add_argument(*names, type=Path, metavar=words["path"], help=words[text], **more)  # type: ignore[arg-type]  # argparse's own keywords

    p = command("demo", commands.demo)
    path(p, "folder", text="demo_folder", nargs="?", default=Path("demo"))
    p.add_argument("--seed", type=int, default=2024, metavar=words["number"], help=words["demo_seed"])
    p.add_argument("--force", action="store_true", help=words["demo_force"])

    p = command("sketch", commands.sketch)
    p.add_argument("--place", action="append", required=True, metavar="GM0606", help=words["sketch_place"])
    path(p, "--data", text="sketch_data", required=True)
    path(p, "--out", text="out", default=Path("schets"))
    p.add_argument("--force", action="store_true", help=words["force"])

    p = command("fetch", commands.fetch)
    p.add_argument("publisher", choices=("cbs", "duo"), help=words["fetch_publisher"])
    p.add_argument("name", metavar=words["name"], help=words["fetch_name"])
    path(p, "--out", text="fetch_out", required=True)
    p.add_argument("--odata", choices=("3", "4"), default="3", help=words["fetch_odata"])
    p.add_argument("--address", default="", metavar="URL", help=words["fetch_address"])

    p = command("key", release_commands.key)
    path(p, "--key", text="key_made_path")
    pairs = p.add_mutually_exclusive_group()
    pairs.add_argument("--sign", action="store_true", help=words["key_sign"])
    pairs.add_argument("--receive", action="store_true", help=words["key_receive"])

    p = command("inspect", commands.inspect)
    path(p, "paths", text="inspect_paths", nargs="+")

    p = command("guess", commands.guess)
    path(p, "file", text="guess_file")

    p = command("import", commands.import_)
    path(p, "files", text="import_files", nargs="+")
    p.add_argument("--mapping", metavar=words["path"], help=words["import_mapping"])
    p.add_argument("--set", action="append", default=[], metavar=words["setting"], help=words["import_set"])
    path(p, "--schemas", text="import_schemas")
    p.add_argument("--skip-bad-rows", action="store_true", help=words["import_skip"])
    path(p, "--key", text="key_path")
    _store(p, words)

    _store(command("loads", commands.loads), words)
    p = command("measure", commands.measure)
    _own(p, words)
    path(p, "--groupings", text="own_groupings")
    p.add_argument("--cross", action="append", default=[], nargs=2, metavar=words["code"], help=words["measure_cross"])
    p.add_argument("--also", action="append", default=[], metavar=words["code"], help=words["measure_also"])
    _store(p, words)

    p = command("totals", commands.totals)
    p.add_argument("--policy", choices=("intern",), required=True, help=words["totals_policy"])
    p.add_argument("--by", choices=BY, default="location", help=words["totals_by"])
    _own(p, words)
    path(p, "--groupings", text="own_groupings")
    path(p, "--out", text="out", default=Path("intern"))
    p.add_argument("--force", action="store_true", help=words["force"])
    _store(p, words)

    _exchange(command("seal", exchange_command.seal), command("combine", exchange_command.combine), words)

    _count(command("count", count_command.count), words)

    p = command("plan", plan_command.plan)
    p.add_argument("--protection", choices=tuple(load("policies/modes")), default="", help=words["publish_protection"])
    p.add_argument("--grouping", default="", metavar=words["code"], help=words["plan_grouping"])
    _store(p, words)

    p = command("publish", commands.publish)
    _policy(p, words)
    _page(p, words)
    path(p, "--sign", text="publish_sign")
    path(p, "--key", text="key_path")
    path(p, "--out", text="out", default=Path("uitgave"))
    p.add_argument("--force", action="store_true", help=words["force"])
    _store(p, words)

    _suppress(command("suppress", suppress_command.suppress), words)
    p = command("verify", release_commands.verify)
    path(p, "folder", text="compare_folder")
    path(p, "--signer", text="verify_signer")

    _audit(command("audit", audit_command.audit), words)
    _ledger(command("ledger", ledger_command.list_), words, shared)
    _compare(command("compare", compare_command.compare), words)

    site.add_commands(command, words, shared)

    p = command("indicators", catalogue.list_)
    p.set_defaults(indicators=None)
    _indicators(p, words, shared)
    evidence.add_command(command, words, shared)
    p = command("columns", commands.columns)
    p.add_argument("table", nargs="?", metavar=words["name"], help=words["columns_table"])
    p = command("codes", commands.codes)
    path(p, "--groupings", text="own_groupings")
    p.add_argument("list", nargs="?", metavar=words["name"], help=words["codes_list"])
    p = command("mappings", commands.mappings)
    p.add_argument("name", nargs="?", metavar=words["name"], help=words["mappings_name"])
    return parser


def subcommands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    """The parser of each command, by name."""
    for action in parser._subparsers._group_actions if parser._subparsers else ():  # argparse has no public way
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; errors of the user end in a sentence, ours keep their trace."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(given, os.environ)
    a = build_parser(language).parse_args(given)
    call = Call(language, Silent() if "quiet" in a else Shown(language), datetime.now().replace(microsecond=0))
    try:
        a.run(call, a)
    except UserError as error:
        print(error.say(language), file=sys.stderr)  # noqa: T201 (the one place that prints an error)
        return error.exit_code
    except KeyboardInterrupt:
        print(call.words["interrupted"], file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    return 0


def _indicators(parser: Parser, words: Mapping[str, str], shared: Parser) -> None:
    """The commands under `indicators`; without one it is `list`."""
    below = commands_below(parser, "indicators", words, shared, required=False)

    def command(name: str, run: Runner, *, own: bool = True) -> Parser:
        made = below(name, run)
        if own:
            _own(made, words)
        return made

    command("list", catalogue.list_)
    p = command("show", catalogue.show)
    p.add_argument("code", metavar=words["code"], help=words["indicators_code"])
    p = command("check", catalogue.check)
    p.add_argument("files", nargs="*", type=Path, metavar=words["path"], help=words["indicators_files"])
    p = command("diff", catalogue.diff, own=False)
    p.add_argument("old", metavar=words["path"], help=words["indicators_old"])
    p.add_argument("new", metavar=words["path"], help=words["indicators_new"])
    p = command("export", catalogue.export)
    p.add_argument("--groupings", type=Path, metavar=words["path"], help=words["own_groupings"])
    p.add_argument("--out", type=Path, required=True, metavar=words["path"], help=words["indicators_out"])
    p.add_argument("--force", action="store_true", help=words["force"])


def _audit(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument("path", nargs="?", type=Path, metavar=words["path"], help=words["audit_path"])
    parser.add_argument(
        "--known", action="append", default=[], type=Path, metavar=words["path"], help=words["audit_known"]
    )
    parser.add_argument("--description", type=Path, metavar=words["path"], help=words["audit_description"])
    parser.add_argument("--earlier", type=Path, metavar=words["path"], help=words["audit_earlier"])
    parser.add_argument("--width", type=int, metavar=words["number"], help=words["audit_width"])
    parser.add_argument("--seconds", type=float, default=0.0, metavar=words["number"], help=words["audit_seconds"])
    parser.add_argument("--out", type=Path, metavar=words["path"], help=words["audit_out"])


def _ledger(parser: Parser, words: Mapping[str, str], shared: Parser) -> None:
    """The commands under `ledger`."""
    below = commands_below(parser, "ledger", words, shared)

    def command(name: str, run: Runner) -> Parser:
        made = below(name, run)
        made.add_argument("--key", type=Path, metavar=words["path"], help=words["key_path"])
        _store(made, words)
        return made

    command("list", ledger_command.list_)
    p = command("check", ledger_command.check)
    p.add_argument("--release", type=Path, metavar=words["path"], help=words["ledger_release"])
    p = command("withdraw", ledger_command.withdraw)
    p.add_argument("number", type=int, metavar=words["number"], help=words["ledger_number"])


def _count(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument("folder", metavar=words["path"], help=words["count_folder"])
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0], help=words["count_engine"])
    parser.add_argument("--master", metavar="URL", help=words["count_master"])
    parser.add_argument("--out", metavar=words["path"], help=words["count_out"])
    _own(parser, words)
    parser.add_argument("--groupings", type=Path, metavar=words["path"], help=words["own_groupings"])
    _store(parser, words)


def _policy(parser: Parser, words: Mapping[str, str]) -> None:
    """How counts are protected."""
    parser.add_argument("--policy", choices=("openbaar", "intern"), default="openbaar", help=words["publish_policy"])
    for name, kind in (("protection", "modes"), ("display", "layers")):
        choices = tuple(load(f"policies/{kind}"))
        parser.add_argument(f"--{name}", choices=choices, default="", help=words[f"publish_{name}"])
    parser.add_argument(
        "--known", type=Path, action="append", default=[], metavar=words["path"], help=words["publish_known"]
    )


def _page(parser: Parser, words: Mapping[str, str]) -> None:
    """What the page of a release is about."""
    parser.add_argument("--region", default="", metavar=words["name"], help=words["publish_region"])
    parser.add_argument("--grouping", default="", metavar=words["code"], help=words["publish_grouping"])
    parser.add_argument("--margin", type=float, default=5.0, metavar=words["number"], help=words["publish_margin"])


def _exchange(seal: Parser, combine: Parser, words: Mapping[str, str]) -> None:
    """Sealing for a partner, and adding up what partners sealed."""

    def path(to: Parser, name: str, text: str, **more: object) -> None:
        to.add_argument(name, type=Path, metavar=words["path"], help=words[text], **more)  # type: ignore[arg-type]  # argparse's own keywords

    path(seal, "store", "seal_store")
    seal.add_argument("--for", dest="recipient", required=True, metavar="age1…", help=words["seal_for"])
    _policy(seal, words)
    seal.add_argument("--grouping", default="", metavar=words["code"], help=words["seal_grouping"])
    path(seal, "--sign", "seal_sign", required=True)
    path(seal, "--out", "seal_out", required=True)
    path(seal, "--key", "key_path")
    path(combine, "files", "combine_files", nargs="+")
    path(combine, "--into", "combine_into", required=True)
    path(combine, "--identity", "combine_identity")
    path(combine, "--signers", "combine_signers", nargs="+")
    path(combine, "--sign", "publish_sign")
    _page(combine, words)


def _compare(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument("folder", type=Path, metavar=words["path"], help=words["compare_folder"])
    for name in ("measure", "grouping", "place"):
        parser.add_argument(f"--{name}", default="", metavar=words["code"], help=words[f"compare_{name}"])
    parser.add_argument("--years", default="", metavar="2019-2023", help=words["compare_years"])
    parser.add_argument("--margin", type=float, default=5.0, metavar=words["number"], help=words["publish_margin"])
    parser.add_argument("--json", action="store_true", help=words["compare_json"])
    parser.add_argument("--key", type=Path, metavar=words["path"], help=words["compare_key"])
    _own(parser, words)
    parser.add_argument("--groupings", type=Path, metavar=words["path"], help=words["own_groupings"])


def _suppress(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument("--measure", required=True, metavar=words["code"], help=words["suppress_measure"])
    parser.add_argument(
        "--grouping", action="append", default=[], metavar=words["code"], help=words["suppress_grouping"]
    )
    parser.add_argument(
        "--also", action="append", default=[], type=Path, metavar=words["path"], help=words["suppress_also"]
    )
    parser.add_argument("--out", type=Path, default=Path("tabellen"), metavar=words["path"], help=words["out"])
    parser.add_argument("--force", action="store_true", help=words["force"])
    _store(parser, words)


def _own(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument("--indicators", type=Path, metavar=words["path"], help=words["own_indicators"])


def _store(parser: Parser, words: Mapping[str, str]) -> None:
    parser.add_argument(
        "--store", type=Path, default=Path("gelijkop.duckdb"), metavar=words["path"], help=words["store"]
    )


def _language(given: Sequence[str], environment: Mapping[str, str]) -> Language:
    chosen = environment.get("GELIJKOP_LANG", "nl")
    for i, word in enumerate(given):
        if word == "--lang" and i + 1 < len(given):
            chosen = given[i + 1]
        elif word.startswith("--lang="):
            chosen = word.removeprefix("--lang=")
    return "en" if chosen == "en" else "nl"


def _translate(language: Language) -> None:
    """Let argparse speak Dutch: it looks every message up through this one name."""
    dutch = load("texts/cli")["argparse"] if language == "nl" else {}
    argparse._ = lambda text: dutch.get(text, text)  # type: ignore[attr-defined]  # argparse offers gettext only


def run() -> NoReturn:
    """The program: ends the process itself, since DuckDB's binding prints warnings of its own at a normal exit."""
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
