"""Every command explains itself in Dutch and in English."""

import re

import pytest

from gelijkop.catalogue import load
from gelijkop.cli import build_parser, subcommands

COMMANDS = [
    "demo",
    "sketch",
    "fetch",
    "key",
    "inspect",
    "guess",
    "import",
    "loads",
    "measure",
    "totals",
    "seal",
    "combine",
    "count",
    "plan",
    "publish",
    "suppress",
    "verify",
    "audit",
    "ledger",
    "compare",
    "site",
    "serve",
    "export",
    "account",
    "indicators",
    "evidence",
    "columns",
    "codes",
    "mappings",
]
ENGLISH = re.compile(r"\b(usage|options|positional|arguments|show|the|and|exit|error|required)\b")


@pytest.mark.parametrize("command", COMMANDS)
def test_dutch_help_has_no_english_words(command):
    text = subcommands(build_parser("nl"))[command].format_help()
    # The commands about indicators are words of their own.
    assert not ENGLISH.findall(text.replace("  show ", "  "))


@pytest.mark.parametrize("action", ["list", "show", "check", "diff", "export"])
def test_dutch_help_of_each_command_about_indicators_has_no_english_words(action):
    about = subcommands(subcommands(build_parser("nl"))["indicators"])
    assert list(about) == ["list", "show", "check", "diff", "export"]
    text = about[action].format_help()
    assert not ENGLISH.findall(re.sub(r"\b(list|show|check|diff|export)\b", "", text))


@pytest.mark.parametrize("action", subcommands(subcommands(build_parser("nl"))["evidence"]))
def test_dutch_help_of_each_command_about_evidence_has_no_english_words(action):
    about = subcommands(subcommands(build_parser("nl"))["evidence"])
    text = about[action].format_help()
    assert not ENGLISH.findall(re.sub(rf"\b({'|'.join(about)})\b", "", text))


@pytest.mark.parametrize("action", ["list", "check", "withdraw"])
def test_dutch_help_of_each_command_about_the_ledger_has_no_english_words(action):
    about = subcommands(subcommands(build_parser("nl"))["ledger"])
    assert list(about) == ["list", "check", "withdraw"]
    assert not ENGLISH.findall(about[action].format_help())


@pytest.mark.parametrize("action", ["list", "add", "password", "off", "on"])
def test_dutch_help_of_each_command_about_accounts_has_no_english_words(action):
    about = subcommands(subcommands(build_parser("nl"))["account"])
    assert list(about) == ["list", "add", "password", "off", "on"]
    assert not ENGLISH.findall(about[action].format_help())


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_there_in_both_languages(program, command):
    for language, said in (("nl", "gebruik: "), ("en", "usage: ")):
        done = program(command, "--help", "--lang", language)
        assert done.returncode == 0
        assert done.stdout.startswith(said)


def test_there_is_help_for_every_command_and_no_other():
    assert list(subcommands(build_parser("en"))) == COMMANDS


def test_the_language_may_come_from_the_environment(program):
    assert program("--help", GELIJKOP_LANG="en").stdout.startswith("usage: ")


def test_what_is_wrong_with_a_call_is_said_in_dutch(program):
    done = program("sketch")
    assert done.returncode == 2
    assert "dit ontbreekt nog: --place, --data" in done.stderr


def test_both_languages_have_the_same_lines():
    words = load("texts/cli")
    assert set(words["nl"]) == set(words["en"])


@pytest.mark.parametrize(
    ("command", "said"), [("codes", "vmbo-kb/gt"), ("columns", "postcode4"), ("indicators", "A07")]
)
def test_what_the_product_knows_can_be_listed(program, command, said):
    name = {"codes": ["levels"], "columns": ["pupils"], "indicators": []}[command]
    assert said in program(command, *name).stdout


@pytest.mark.parametrize("given", [["--quiet", "loads"], ["loads", "--quiet"], ["indicators", "list", "--quiet"]])
def test_quiet_may_stand_before_and_after_the_command(given):
    assert "quiet" in build_parser("nl").parse_args(given)


def test_without_it_the_program_is_not_quiet():
    assert "quiet" not in build_parser("nl").parse_args(["loads"])
