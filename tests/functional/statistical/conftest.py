"""Writers of the smallest files of SPSS and Stata, after the published layouts, so that a test can damage each part.

Sources: GNU PSPP developers guide (system and portable files); Stata manual, "dta" formats 115 and 118.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

_LOWEST = -1.7976931348623157e308


@dataclass(frozen=True)
class Variable:
    """A variable: its name, its values (all texts or all numbers), labels of codes, codes that mean missing."""

    name: str
    values: Sequence[str | float | None]
    labels: dict[float, str] = field(default_factory=dict)
    missing: Sequence[float] = ()
    form: tuple[int, int] = (5, 8)  # SPSS: kind and width; 5 is F, 16 is N, 20 is DATE, 38 is EDATE
    stata: str = "%9.0g"

    @property
    def width(self) -> int:
        """0 for a number, else the bytes of a text."""
        if not any(isinstance(v, str) for v in self.values):
            return 0
        return max(1, *(len(str(v or "").encode()) for v in self.values))


def _padded(text: str | bytes, size: int, encoding: str) -> bytes:
    raw = text if isinstance(text, bytes) else text.encode(encoding)
    return raw[:size].ljust(size)


def sav(*variables: Variable, zipped: bool = False, encoding: str = "UTF-8") -> bytes:
    """A system file, uncompressed or as .zsav, its texts in `encoding`, which it names as UTF-8 or Windows-1252."""
    rows = len(variables[0].values)
    cells = [max(1, -(-v.width // 8)) for v in variables]
    parts = [
        struct.pack("<4s60siiiiid9s8s64s3x", b"$FL3" if zipped else b"$FL2", b"@(#) SPSS DATA FILE".ljust(60), 2,
                    sum(cells), 2 if zipped else 0, 0, rows, 100.0, b"01 Jan 25", b"12:00:00", b" " * 64)
    ]  # fmt: skip
    short = [v.name if len(v.name) <= 8 else f"V{i}" for i, v in enumerate(variables)]
    for v, n, name in zip(variables, cells, short, strict=True):
        form = (v.form[0] << 16) | (v.form[1] << 8) if not v.width else (1 << 16) | (v.width << 8)
        parts.append(struct.pack("<iiiiii8s", 2, v.width, 0, len(v.missing), form, form, _padded(name, 8, encoding)))
        parts += [struct.pack("<d", m) for m in v.missing]
        parts += [struct.pack("<iiiiii8s", 2, -1, 0, 0, 0, 0, b" " * 8)] * (n - 1)
    place = 1
    for v, n in zip(variables, cells, strict=True):
        if v.labels:
            parts.append(struct.pack("<ii", 3, len(v.labels)))
            for code, label in v.labels.items():
                raw = label.encode(encoding)
                size = (len(raw) + 8) // 8 * 8 - 1
                parts.append(struct.pack("<dB", code, len(raw)) + raw.ljust(size))
            parts.append(struct.pack("<iii", 4, 1, place))
        place += n
    page = 65001 if encoding == "UTF-8" else 1252
    parts.append(struct.pack("<iiii8i", 7, 3, 4, 8, 20, 0, 0, -1, 1, 1, 2, page))
    parts.append(struct.pack("<iiii3d", 7, 4, 8, 3, _LOWEST, -_LOWEST, _LOWEST))
    if short != [v.name for v in variables]:
        longer = "\t".join(f"{s}={v.name}" for s, v in zip(short, variables, strict=True)).encode(encoding)
        parts.append(struct.pack("<iiii", 7, 13, 1, len(longer)) + longer)
    named = b"UTF-8" if encoding == "UTF-8" else b"windows-1252"
    parts.append(struct.pack("<iiii", 7, 20, 1, len(named)) + named)
    parts.append(struct.pack("<ii", 999, 0))
    data = b"".join(
        struct.pack("<d", _LOWEST if v.values[r] is None else v.values[r]) if not v.width
        else _padded(v.values[r] or "", 8 * n, encoding)
        for r in range(rows) for v, n in zip(variables, cells, strict=True)
    )  # fmt: skip
    before = b"".join(parts)
    return before + (_zipped(data, len(before)) if zipped else data)


def _zipped(data: bytes, at: int) -> bytes:
    """The data of a .zsav: every cell behind the code "as it is", in one compressed block."""
    cells = [data[i : i + 8] for i in range(0, len(data), 8)]
    coded = b""
    for i in range(0, len(cells), 8):
        group = cells[i : i + 8]
        coded += bytes([253] * len(group)).ljust(8, b"\0") + b"".join(group)
    packed = zlib.compress(coded)
    trailer = at + 24 + len(packed)
    head = struct.pack("<qqq", at, trailer, 24 + 24)
    foot = struct.pack("<qqii", -100, 0, 0x3FF000, 1) + struct.pack("<qqii", at, at + 24, len(coded), len(packed))
    return head + packed + foot


def dta(*variables: Variable, encoding: str = "utf-8") -> bytes:
    """A file of Stata 14 (format 118): numbers as doubles, texts of a fixed width."""
    rows = len(variables[0].values)

    def block(name: str, content: bytes) -> bytes:
        return f"<{name}>".encode() + content + f"</{name}>".encode()

    header = block("header", block("release", b"118") + block("byteorder", b"LSF")
                   + block("K", struct.pack("<H", len(variables))) + block("N", struct.pack("<Q", rows))
                   + block("label", struct.pack("<H", 0)) + block("timestamp", b"\0"))  # fmt: skip
    types = b"".join(struct.pack("<H", v.width or 65526) for v in variables)
    parts = [
        ("variable_types", types),
        ("varnames", b"".join(v.name.encode(encoding).ljust(129, b"\0") for v in variables)),
        ("sortlist", b"\0\0" * (len(variables) + 1)),
        ("formats", b"".join((f"%{v.width}s" if v.width else v.stata).encode().ljust(57, b"\0") for v in variables)),
        ("value_label_names", b"".join((v.name if v.labels else "").encode().ljust(129, b"\0") for v in variables)),
        ("variable_labels", b"\0" * 321 * len(variables)),
        ("characteristics", b""),
        ("data", b"".join(_stata(v, v.values[r], encoding) for r in range(rows) for v in variables)),
        ("strls", b""),
        ("value_labels", b"".join(_stata_labels(v) for v in variables if v.labels)),
    ]
    opening = b"<stata_dta>" + header
    size = len(block("map", b"\0" * 112))
    places = [0, len(opening)]
    at = len(opening) + size
    for name, content in parts:
        places.append(at)
        at += len(block(name, content))
    places += [at, at + len(b"</stata_dta>")]
    return (
        opening + block("map", struct.pack("<14Q", *places)) + b"".join(block(n, c) for n, c in parts) + b"</stata_dta>"
    )


def _stata(variable: Variable, value: str | float | None, encoding: str) -> bytes:
    if variable.width:
        return str(value or "").encode(encoding)[: variable.width].ljust(variable.width, b"\0")
    return struct.pack("<Q", 0x7FE0000000000000) if value is None else struct.pack("<d", value)


def _stata_labels(variable: Variable) -> bytes:
    texts = [label.encode() + b"\0" for label in variable.labels.values()]
    offsets = [sum(len(t) for t in texts[:i]) for i in range(len(texts))]
    table = struct.pack("<ii", len(texts), sum(map(len, texts)))
    table += struct.pack(f"<{len(texts)}i", *offsets)
    table += struct.pack(f"<{len(texts)}i", *(int(c) for c in variable.labels)) + b"".join(texts)
    head = struct.pack("<i", len(table)) + variable.name.encode().ljust(129, b"\0") + b"\0" * 3
    return b"<lbl>" + head + table + b"</lbl>"


def por(*variables: Variable) -> bytes:
    """A portable file: everything in letters, numbers in base 30, lines of 80 characters."""
    out = "A" + _por_text("20250101") + _por_text("120000")
    out += f"4{_por_number(len(variables))}"
    for v in variables:
        kind, width = (1, v.width) if v.width else v.form
        out += f"7{_por_number(v.width)}{_por_text(v.name)}" + 2 * "".join(map(_por_number, (kind, width, 0)))
        out += "".join(f"8{_por_number(m)}" for m in v.missing)
    for v in (v for v in variables if v.labels):
        pairs = "".join(_por_number(c) + _por_text(t) for c, t in v.labels.items())
        out += f"D{_por_number(1)}{_por_text(v.name)}{_por_number(len(v.labels))}{pairs}"
    out += "F"
    for r in range(len(variables[0].values)):
        for v in variables:
            value = v.values[r]
            out += _por_text(str(value or " ")) if v.width else "*." if value is None else _por_number(value)
    text = _por_head() + out
    whole = text + "Z" * (-len(text) % 80 or 80)
    return "\r\n".join(whole[i : i + 80] for i in range(0, len(whole), 80)).encode() + b"\r\n"


_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRST"


def _por_number(value: float) -> str:
    whole, text = abs(int(value)), ""
    while whole or not text:
        whole, digit = divmod(whole, 30)
        text = _DIGITS[digit] + text
    return ("-" if value < 0 else "") + text + "/"


def _por_text(text: str) -> str:
    return _por_number(len(text)) + text


def _por_head() -> str:
    """Five banners, the table of characters and the signature."""
    places = ["0"] * 256
    for start, characters in (
        (64, _DIGITS[:10]),
        (74, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        (100, "abcdefghijklmnopqrstuvwxyz"),
        (126, " .<(+|&[]!$*);^-/|,%_>?`:#@'=\""),
    ):
        for i, character in enumerate(characters):
            places[start + i] = character
    return "ASCII SPSS PORT FILE".ljust(40) * 5 + "".join(places) + "SPSSPORT"


@dataclass(frozen=True)
class Writers:
    """The writers by the ending of the name."""

    variable = Variable
    sav = staticmethod(sav)
    dta = staticmethod(dta)
    por = staticmethod(por)

    def write(self, ending: str, *variables: Variable) -> bytes:
        """One file in the form that belongs to this ending."""
        if ending == "zsav":
            return sav(*variables, zipped=True)
        return {"sav": sav, "dta": dta, "por": por}[ending](*variables)


@pytest.fixture
def writers() -> Writers:
    return Writers()
