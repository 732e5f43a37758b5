"""Ways to damage the bytes of a file, and a run of a reader over damaged copies that is bounded in time."""

import json
import time

import numpy as np
import pytest

from gelijkop.errors import UserError

SECONDS = 0.15
"""Time for each reader and kind of damage; longer runs belong to the night."""
MOST = 200
ODD = [b"", b"x", b"-1", b"2019-13-45", b"9" * 40, "\u0663\u0664".encode(), b"<a/>", b"&lt;", b"0", b"36", b"\xc2\xa0"]
ODD_JSON = [None, [], {}, 1, 1e300, "x", True, [None], {"label": 1}, "\u0663"]


def changed(data, rng):
    """One to five bytes replaced."""
    bytes_ = bytearray(data)
    for place in rng.integers(0, len(data), size=rng.integers(1, 6)):
        bytes_[place] = rng.integers(0, 256)
    return bytes(bytes_)


def cut(data, rng):
    """The end taken off."""
    return data[: rng.integers(0, len(data))]


def dropped(data, rng):
    """Up to forty bytes taken out of the middle."""
    begin = int(rng.integers(0, len(data)))
    return data[:begin] + data[begin + int(rng.integers(1, 41)) :]


def doubled(data, rng):
    """A part that stands there twice."""
    begin, end = sorted(rng.integers(0, len(data), size=2))
    return data[:end] + data[begin:]


def swapped(data, rng):
    """Two lines exchanged, so that the format often stays right."""
    lines = data.split(b"\n")
    a, b = rng.integers(0, len(lines), size=2)
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


def retyped(data, rng):
    """One field or text replaced by something odd."""
    if data.startswith(b"["):
        return _retyped_json(data, rng)
    mark = b";" if b";" in data else b"<" if b"<" in data else b" "
    parts = data.split(mark)
    at = int(rng.integers(0, len(parts)))
    tag, _, _ = parts[at].rpartition(b">")
    parts[at] = (tag + b">" if tag else b"") + ODD[int(rng.integers(0, len(ODD)))]
    return mark.join(parts)


def _retyped_json(data, rng):
    """One value anywhere in the JSON replaced by one of another kind."""
    tree = json.loads(data)
    places, at = [], [tree]
    while at:
        inside = at.pop()
        for key in range(len(inside)) if isinstance(inside, list) else inside:
            places.append((inside, key))
            at += [inside[key]] if isinstance(inside[key], list | dict) else []
    inside, key = places[int(rng.integers(0, len(places)))]
    inside[key] = ODD_JSON[int(rng.integers(0, len(ODD_JSON)))]
    return json.dumps(tree).encode()


@pytest.fixture(params=[changed, cut, dropped, doubled, swapped, retyped])
def damage(request):
    return request.param


@pytest.fixture
def fuzz(tmp_path, damage):
    """Reads damaged copies until the time is up, and gives all that was said; any other error passes through."""

    def fuzzing(data, read):
        rng, said = np.random.default_rng(2025), []
        end = time.monotonic() + SECONDS
        for _ in range(MOST):
            (tmp_path / "a").write_bytes(damage(data, rng))
            try:
                said.append(repr(read([tmp_path / "a"], tmp_path)))
            except UserError as error:
                said.append(error.say("nl") + error.say("en") + repr(error.findings))
            if time.monotonic() > end:
                break
        assert said
        return "".join(said)

    return fuzzing
