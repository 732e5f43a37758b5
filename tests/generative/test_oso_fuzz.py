import time
from contextlib import suppress

import numpy as np
import pytest

from gelijkop.errors import UserError
from gelijkop.sources.oso import read_dossiers

SECONDS = 8
"""Time for each kind of damage; longer runs belong to the night."""
SMALL = ("Voorbeelddossier_OV_BB_opt_out.xml", "Voorbeelddossier_OV_POVO_opt_out.xml")


def changed(data, rng):
    bytes_ = bytearray(data)
    for place in rng.integers(0, len(data), size=rng.integers(1, 6)):
        bytes_[place] = rng.integers(0, 256)
    return bytes(bytes_)


def cut(data, rng):
    return data[: rng.integers(0, len(data))]


def doubled(data, rng):
    begin, end = sorted(rng.integers(0, len(data), size=2))
    return data[:end] + data[begin:]


def swapped(data, rng):
    """Tags and texts exchanged line by line, so that the XML often stays well-formed."""
    lines = data.split(b"\n")
    a, b = rng.integers(0, len(lines), size=2)
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def retyped(data, rng):
    """The text of one element replaced, so that the XML stays well-formed."""
    texts = [b"", b"x", b"-1", b"2019-13-45", b"9" * 40, "\u0663\u0664".encode(), b"<a/>", b"&lt;", b"36", b"\xc2\xa0"]
    parts = data.split(b">")
    at = int(rng.integers(0, len(parts)))
    _, tag = parts[at].rsplit(b"<", 1) if b"<" in parts[at] else (b"", parts[at])
    parts[at] = texts[int(rng.integers(0, len(texts)))] + b"<" + tag
    return b">".join(parts)


@pytest.mark.real
@pytest.mark.parametrize("damage", [changed, cut, doubled, swapped, retyped])
@pytest.mark.parametrize("name", SMALL)
def test_damaged_dossiers_give_nothing_but_our_own_errors(shared, tmp_path, damage, name):
    data = (shared / "leerling" / "oso-2019.1" / name).read_bytes()
    rng = np.random.default_rng(20191)
    end = time.monotonic() + SECONDS / 4
    for _ in range(400):
        (tmp_path / "a.xml").write_bytes(damage(data, rng))
        with suppress(UserError):
            read_dossiers([tmp_path / "a.xml"], tmp_path / "work")
        if time.monotonic() > end:
            break
