"""How wide a text is in Source Sans 3, so that labels can be placed without a browser.

Source: advance widths (thousandths of an em) of the vendored font at weights 400 and 700, characters 32–126.
"""

from __future__ import annotations

import unicodedata

_REGULAR = (
    "200 289 426 497 497 824 609 249 303 303 418 497 249 311 249 350 497 497 497 497 497 497 497 497 497 497 "
    "249 249 497 497 497 425 847 543 588 571 615 527 494 617 652 263 479 579 486 727 647 664 566 664 569 534 "
    "536 645 515 786 513 476 539 303 350 303 497 500 542 504 553 456 555 496 292 504 544 246 247 495 255 829 "
    "547 542 555 555 347 419 338 544 467 719 446 467 425 303 241 303 497 "
)
_BOLD = (
    "200 340 537 528 528 857 667 300 344 344 457 528 300 332 300 339 528 528 528 528 528 528 528 528 528 528 "
    "300 300 528 528 528 463 902 573 605 582 635 548 524 638 674 301 509 614 518 762 665 684 596 684 613 556 "
    "556 665 556 813 567 525 541 344 339 344 528 500 555 527 573 468 573 518 341 534 571 276 278 548 286 857 "
    "572 555 573 573 398 443 383 568 523 776 514 521 460 344 268 344 528 "
)
_WIDTHS = {False: [int(w) for w in _REGULAR.split()], True: [int(w) for w in _BOLD.split()]}
_OTHER = 540
"""An ordinary width for the few characters outside the table (dashes, signs)."""
_LETTER = 640
"""The same for letters outside it, rather too wide than too narrow: Cyrillic, and Arabic in Noto Sans Arabic."""


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width in the unit of `size`; accented letters count as their base letter."""
    table = _WIDTHS[bold]
    total = 0
    for char in unicodedata.normalize("NFD", text.replace("\u00a0", " ")):
        if not unicodedata.combining(char):
            at = ord(char) - 32
            total += table[at] if 0 <= at < len(table) else _LETTER if char.isalpha() else _OTHER
    return total * size / 1000


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than `room`; a single longer word keeps its own line."""
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
