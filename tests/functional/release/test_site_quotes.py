"""Quotations go on a site with a release: another set of them is another release, and a set that is none is refused."""

from datetime import datetime

import pytest

from gelijkop.cli import main
from gelijkop.errors import InputRefused, Text
from gelijkop.evidence.interviews.released import Quote, ReleasedQuotes, ReleasedTheme, from_json, to_json
from gelijkop.pipeline.site import put_in_place
from gelijkop.present.site_folder import NOW, QUOTES, RELEASES


class Silent:
    def step(self, text):
        pass


QUOTED = ReleasedQuotes(
    "2026-01-01", (ReleasedTheme("t", Text("t", "t"), ("po.advies.onder",), (), (Quote("a", "leraar"),) * 3),)
)


def test_quotations_lie_in_the_release_that_has_them_and_others_make_another(public, tmp_path, capsys):
    bare = put_in_place(public, tmp_path, now=datetime(2026, 1, 1), progress=Silent())
    assert not (tmp_path / RELEASES / bare / QUOTES).exists()
    (tmp_path / "citaten.json").write_text(to_json(QUOTED), "utf-8")
    call = ["site", str(public), "--site", str(tmp_path), "--quotes", str(tmp_path / "citaten.json"), "--quiet"]
    assert main(call) == 0
    name = (tmp_path / NOW).read_text()
    assert name != bare
    assert from_json((tmp_path / RELEASES / name / QUOTES).read_text("utf-8"), file="c") == QUOTED


@pytest.mark.parametrize("text", ["{}", "[]", "geen json"])
def test_a_file_that_holds_no_quotations_is_refused(public, tmp_path, capsys, text):
    (tmp_path / "x.json").write_text(text, "utf-8")
    call = ["site", str(public), "--site", str(tmp_path / "s"), "--quotes", str(tmp_path / "x.json"), "--quiet"]
    assert main(call) == InputRefused.exit_code
    assert not (tmp_path / "s" / NOW).exists()
