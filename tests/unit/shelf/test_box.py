import pytest

from gelijkop.safe.box import BoxShut, NoBox, boxed, unboxed

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
WORDS = {"label": b"proef/1", "purpose": b"proef"}


def test_a_box_opens_with_its_key():
    assert unboxed(boxed(b"drie", key=KEY, **WORDS), key=KEY, **WORDS) == b"drie"


def test_a_box_is_sealed_otherwise_each_time():
    assert boxed(b"drie", key=KEY, **WORDS) != boxed(b"drie", key=KEY, **WORDS)


def test_a_box_does_not_open_with_another_key():
    with pytest.raises(BoxShut):
        unboxed(boxed(b"drie", key=KEY, **WORDS), key=OTHER, **WORDS)


def test_a_box_for_one_purpose_does_not_open_for_another():
    with pytest.raises(BoxShut):
        unboxed(boxed(b"drie", key=KEY, **WORDS), key=KEY, label=WORDS["label"], purpose=b"anders")


@pytest.mark.parametrize("at", [9, 20, 45, -1])
def test_a_box_of_which_one_bit_was_changed_stays_shut(at):
    box = bytearray(boxed(b"drie", key=KEY, **WORDS))
    box[at] ^= 1
    with pytest.raises(BoxShut):
        unboxed(bytes(box), key=KEY, **WORDS)


@pytest.mark.parametrize("box", [b"", b"proef/1", b"proef/1\nkort", b"anders/1\n" + bytes(60)])
def test_what_is_no_box_is_refused(box):
    with pytest.raises(NoBox):
        unboxed(box, key=KEY, **WORDS)
