"""The parser of the program, and commands that stand below another, such as `evidence search`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import NoReturn

from gelijkop.errors import UserError
from gelijkop.pipeline.console import Call

Runner = Callable[[Call, argparse.Namespace], None]


class Parser(argparse.ArgumentParser):
    """A parser that ends with the exit code of an error of the user."""

    def error(self, message: str) -> NoReturn:
        """Print the usage and the message, and stop with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(UserError.exit_code, f"{self.prog}: {message}\n")


Maker = Callable[[str, Runner], Parser]


def commands_below(
    parser: Parser,
    name: str,
    words: Mapping[str, str],
    shared: Parser,
    *,
    dest: str = "action",
    required: bool = True,
) -> Maker:
    """What makes a command below another, with the words `<name>_<command>` as its help.

    Args:
        parser: of the command above.
        name: that of the command above, or of it and the one above that, as the words have it.
        words: of the language.
        shared: the options of every command.
        dest: under which name the chosen command is kept; commands two levels down need one of their own.
        required: whether the command above does nothing by itself.
    """
    under = parser.add_subparsers(dest=dest, required=required, metavar=words["command"], title=words["commands"])

    def command(below: str, run: Runner) -> Parser:
        text = words[f"{name}_{below}"]
        made: Parser = under.add_parser(below, help=text, description=text, parents=[shared])
        made.set_defaults(run=run)
        return made

    return command
