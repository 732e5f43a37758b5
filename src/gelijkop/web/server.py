"""Becoming the server of a site, once it is sure that there is a release to serve and a place to listen."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import NoReturn

from gelijkop.errors import Language, Text, UserError
from gelijkop.present.site_folder import NOW, RELEASES, SHELF


def serve(
    site: Path, *, host: str = "127.0.0.1", port: int = 8000, workers: int = 2, log: bool = False, language: Language
) -> NoReturn:
    """Become the server of a site: this process is replaced, so that nothing it had loaded takes memory.

    Args:
        site: folder of the site, with a release in place.
        host: address to listen at; another machine reaches it only when this is not 127.0.0.1.
        port: port to listen at.
        workers: number of processes that answer; one for each core is best.
        log: write a line about each request to the output.
        language: of the sentence that tells where to look.

    Raises:
        UserError: there is no release in place, or nothing can listen at this address.
    """
    check_release(site)
    check_address(host, port)
    words = [str(site.resolve()), host, str(port), str(workers), "--lang", language, *(["--log"] if log else [])]
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(
        sys.executable,
        [sys.executable, "-m", "gelijkop.web.server_process", *words],
        os.environ | {"GELIJKOP_SITE": str(site.resolve())},
    )


def check_release(site: Path) -> None:
    """Nothing, when the site has a release in place.

    Raises:
        UserError: it has none.
    """
    try:
        name = (site / NOW).read_text("ascii").strip()
        found = bool(name) and (site / RELEASES / name / SHELF).is_file()
    except (OSError, ValueError):
        found = False
    if not found:
        raise UserError(
            Text(
                f"{site}: hier staat geen uitgave klaar. Zet er een neer met: gelijkop site UITGAVE --site {site}",
                f"{site}: there is no release in place. Put one there with: gelijkop site RELEASE --site {site}",
            )
        )


def check_address(host: str, port: int) -> None:
    """Nothing, when a server can listen there.

    Raises:
        UserError: the port is in use, or may not be used, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError):
        raise UserError(
            Text(
                f"Op {host}, poort {port} kan de site niet staan: de poort is in gebruik, of mag niet worden gebruikt. "
                "Kies een andere poort met --port.",
                f"The site cannot listen at {host}, port {port}: the port is in use, or may not be used. "
                "Choose another one with --port.",
            )
        ) from None
