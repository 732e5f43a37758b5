"""Boards seal counts for a region; the region opens what is meant for it, and adds up."""

import json
import shutil
import stat
from collections import Counter
from types import SimpleNamespace

import numpy as np
import pyrage
import pytest

from gelijkop.cli import main
from gelijkop.errors import CombineRefused, KeyRefused, StoreRefused, UserError
from gelijkop.pipeline import exchange_combine
from gelijkop.pipeline.combine import combine
from gelijkop.pipeline.exchange import seal
from gelijkop.pipeline.exchange_combine import Page, combine_sealed
from gelijkop.pipeline.exchange_keys import create_identity, load_identity, recipient
from gelijkop.pipeline.exchange_open import is_sealed, opened
from gelijkop.pipeline.measure import load_figures
from gelijkop.pipeline.parcel import packed, unpacked
from gelijkop.pipeline.protecting import Wanted
from gelijkop.pipeline.read_release import read_release
from gelijkop.pipeline.signing import create_pair, load_public, load_signing_key
from gelijkop.pipeline.verify import verify
from gelijkop.safe.joined import joined
from gelijkop.store import Store

BOARDS = (1, 2, 3)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """The signing keys of the boards, and the receiving keys of the region and of somebody else."""
    folder = tmp_path_factory.mktemp("sleutels")
    (folder / "project").mkdir()
    (folder / "bekend").mkdir()
    for board in BOARDS:
        public = create_pair(folder / f"{board}.pem", folder / "project")
        shutil.copy(public, folder / "bekend")
    for name in ("regio", "ander"):
        create_identity(folder / f"{name}.txt", folder / "project")
    return folder


@pytest.fixture(scope="module")
def sender(shop, keys):
    """Builder: seals the store of a board, by default under policy openbaar for the region."""

    def send(board, out, policy="openbaar", to="regio", store=None, **wanted):
        return seal(
            store or shop.store(board), out, Wanted(policy, **wanted),
            recipient=recipient(str(keys / f"{to}.pub.txt")),
            sign=load_signing_key(keys / f"{board}.pem", keys / "project"),
            key=shop.key, now=shop.now,
        )  # fmt: skip

    return send


@pytest.fixture(scope="module")
def sealed(sender, tmp_path_factory):
    """The sealed protected cubes of the boards; only read."""
    folder = tmp_path_factory.mktemp("verzegeld")
    for board in BOARDS:
        sender(board, folder / f"{board}.zegel")
    return [folder / f"{board}.zegel" for board in BOARDS]


@pytest.fixture(scope="module")
def exact(sender, tmp_path_factory):
    """The sealed exact counts of the boards; only read."""
    folder = tmp_path_factory.mktemp("exact")
    for board in BOARDS:
        sender(board, folder / f"{board}.zegel", policy="intern")
    return [folder / f"{board}.zegel" for board in BOARDS]


@pytest.fixture
def region(keys, shop):
    """Builder: adds up sealed files as the region does."""

    def add(paths, into, identity="regio", signers=BOARDS, **page):
        settings = {"region": "Regio", "grouping": "", "margin": 0.05, "language": "nl", "now": shop.now}
        return combine_sealed(
            paths, into, Page(**(settings | page)),
            identity=load_identity(keys / f"{identity}.txt", keys / "project"),
            signers={load_public(keys / f"{s}.pub.pem") for s in signers},
            progress=SimpleNamespace(step=lambda text: None),
        )  # fmt: skip

    return add


def cells(released):
    found = Counter()
    for m, year, place, grouping, *key, n in zip(*(c.tolist() for c in released.rows.columns().values()), strict=True):
        found[(m, year, released.places[place], (*released.groupings, "")[grouping], *key)] += n
    return found


def released_by(shop, board):
    """What a board releases by itself."""
    return read_release(shop.publish(shop.store(board), f"van-{board}", grouping="")).released


def rules(region, paths, into, **more):
    with pytest.raises(CombineRefused) as refusal:
        region(paths, into, **more)
    assert not into.exists()
    return {(f.rule, f.file) for f in refusal.value.findings}


def test_the_release_of_a_region_is_the_sum_of_what_the_boards_released(region, sealed, shop, tmp_path):
    assert region(sealed, tmp_path / "uit") == "openbaar"
    parts = [released_by(shop, board) for board in BOARDS]
    assert cells(read_release(tmp_path / "uit").released) == sum((cells(p) for p in parts), Counter())
    assert cells(read_release(tmp_path / "uit").released) == cells(joined(parts))
    schools = read_release(tmp_path / "uit").released.schools
    assert cells(schools) == sum((cells(p.schools) for p in parts), Counter())


def test_the_release_of_a_region_is_a_whole_one(region, sealed, tmp_path):
    region(sealed, tmp_path / "uit")
    verify(tmp_path / "uit")
    manifest = json.loads((tmp_path / "uit" / "manifest.json").read_text("utf-8"))
    assert {s["file"] for s in manifest["sources"]} == {f"leerlingen-{b}.csv" for b in BOARDS}
    assert manifest["policy"]["name"] == "openbaar"


def test_page_and_proof_say_what_error_the_addition_carries(region, sealed, tmp_path):
    region(sealed, tmp_path / "uit")
    told = json.loads((tmp_path / "uit" / "bewijs" / "optelling.json").read_text("utf-8"))
    assert len(told["parts"]) == 3
    (total,) = (e for e in told["errors"] if e["places_summed"] and e["years_summed"] and not e["grouped"]
                and not e["within_strata"])  # fmt: skip
    # Each measure is rounded up to 0.1 before the mean over measures is taken.
    squares = sum(p**2 for p in total["parts"])
    expected = np.sqrt(squares + 0.5 * (sum(total["parts"]) ** 2 - squares))
    assert total["sum"] == pytest.approx(expected, abs=0.2)
    page = (tmp_path / "uit" / "index.html").read_text("utf-8")
    assert "Opgeteld uit de beschermde cijfers van 3 organisaties" in page
    assert f"{total['sum']:.1f}".replace(".", ",") + " leerlingen af" in page


def test_exact_counts_become_the_same_store_as_without_a_seal(region, exact, shop, tmp_path):
    assert region(exact, tmp_path / "som.duckdb") == "intern"
    combine([shop.store(board) for board in BOARDS], tmp_path / "zonder.duckdb")
    assert exact_cells(tmp_path / "som.duckdb") == exact_cells(tmp_path / "zonder.duckdb")


def exact_cells(path):
    with Store(path, mode="read") as store:
        found = load_figures(store)
    columns = (found.measure, found.school_year, *(found.groups[g] for g in sorted(found.groups)), found.stratum,
               found.outcome)  # fmt: skip
    rows = zip(found.place.tolist(), *(c.tolist() for c in columns), strict=True)
    counted = Counter()
    for (place, *key), n in zip(rows, found.pupils.tolist(), strict=True):
        counted[(found.places[place], *key)] += n
    return counted


def test_a_store_of_exact_counts_has_no_records(region, exact, tmp_path):
    region(exact, tmp_path / "som.duckdb")
    with Store(tmp_path / "som.duckdb", mode="read") as store:
        assert not {"pupils", "enrolments", "advices", "careers"} & set(store.tables())


def test_only_its_owner_may_read_a_sealed_file(sealed):
    assert stat.S_IMODE(sealed[0].stat().st_mode) == 0o600


def test_nothing_stands_in_plain_in_a_sealed_file(sealed, exact):
    for path in (sealed[0], exact[0]):
        content = path.read_bytes()
        assert is_sealed(path)
        for word in (b"GM0606", b"01AA00", b"po.advies", b"leerlingen-1", b"PAR1", b"DUCK", b"openbaar", b"De Eik"):
            assert word not in content


def test_a_sealed_file_is_never_overwritten(sealed, sender):
    with pytest.raises(StoreRefused):
        sender(1, sealed[0])


def test_a_sealed_file_where_nothing_can_be_written_is_refused(sender, tmp_path):
    with pytest.raises(StoreRefused):
        sender(1, tmp_path / "weg" / "a.zegel")


def test_a_file_for_somebody_else_does_not_open(region, sealed, tmp_path):
    found = rules(region, sealed, tmp_path / "uit", identity="ander")
    assert found == {("recipient", f"{b}.zegel") for b in BOARDS}


def test_what_was_sealed_for_us_and_passed_on_is_refused_by_the_next(sealed, keys, tmp_path, region):
    """The region decrypts and encrypts anew for somebody else; the signature stays that of the board."""
    mine = load_identity(keys / "regio.txt", keys / "project")
    other = recipient(str(keys / "ander.pub.txt"))
    (tmp_path / "1.zegel").write_bytes(pyrage.encrypt(pyrage.decrypt(sealed[0].read_bytes(), [mine]), [other]))
    found = rules(region, [tmp_path / "1.zegel"], tmp_path / "uit", identity="ander")
    assert found == {("recipient", "1.zegel")}


def test_an_unknown_signer_is_refused(region, sealed, tmp_path):
    assert rules(region, sealed, tmp_path / "uit", signers=(1, 3)) == {("signer", "2.zegel")}


@pytest.mark.parametrize("change", ["cut", "byte", "empty", "text", "longer"])
def test_a_damaged_file_is_refused(region, sealed, tmp_path, change):
    content = sealed[0].read_bytes()
    changed = {
        "cut": content[:-100], "byte": content[:3000] + bytes([content[3000] ^ 1]) + content[3001:], "empty": b"",
        "text": b"geen zegel", "longer": content + b"x",
    }[change]  # fmt: skip
    (tmp_path / "1.zegel").write_bytes(changed)
    assert rules(region, [tmp_path / "1.zegel", sealed[1]], tmp_path / "uit") == {("damaged", "1.zegel")}


@pytest.mark.parametrize(
    "part", ["cijfers.parquet", "cijfers.json", "definities.json", "manifest.json", "manifest.sig"]
)
def test_a_part_changed_inside_the_seal_is_refused(region, sealed, keys, tmp_path, part):
    """Somebody who can open the file changes it and encrypts it again."""
    mine = load_identity(keys / "regio.txt", keys / "project")
    content = unpacked(pyrage.decrypt(sealed[0].read_bytes(), [mine]))
    content[part] = content[part].replace(b"1", b"2", 1)
    (tmp_path / "1.zegel").write_bytes(pyrage.encrypt(packed(content), [mine.to_public()]))
    assert rules(region, [tmp_path / "1.zegel"], tmp_path / "uit") == {("damaged", "1.zegel")}


@pytest.mark.parametrize("part", ["cijfers.parquet", "indelingen.json", "manifest.sig"])
def test_a_part_that_is_missing_inside_the_seal_is_refused(region, sealed, keys, tmp_path, part):
    mine = load_identity(keys / "regio.txt", keys / "project")
    content = unpacked(pyrage.decrypt(sealed[0].read_bytes(), [mine]))
    del content[part]
    (tmp_path / "1.zegel").write_bytes(pyrage.encrypt(packed(content), [mine.to_public()]))
    assert rules(region, [tmp_path / "1.zegel"], tmp_path / "uit") == {("damaged", "1.zegel")}


def test_the_same_locations_and_school_years_twice_are_refused(region, sender, sealed, tmp_path):
    sender(2, tmp_path / "weer.zegel")
    assert rules(region, [*sealed, tmp_path / "weer.zegel"], tmp_path / "uit") == {("overlap", "weer.zegel")}


def test_a_file_named_twice_is_refused(region, sealed, tmp_path):
    assert ("store_twice", "1.zegel") in rules(region, [sealed[0], sealed[0]], tmp_path / "uit")


def test_protected_and_exact_do_not_go_together(region, sealed, exact, tmp_path):
    found = rules(region, [sealed[0], exact[1]], tmp_path / "uit")
    assert ("other_policy", "2.zegel") in found


def test_another_strength_of_protection_is_refused(region, sender, sealed, desk, tmp_path):
    sender(2, tmp_path / "sterk.zegel", store=desk.store(2), mode="cube10")
    found = rules(region, [sealed[0], tmp_path / "sterk.zegel"], tmp_path / "uit")
    assert found == {("other_protection", "sterk.zegel")}


def test_other_definitions_are_refused(region, sender, sealed, tmp_path, monkeypatch):
    found = rules_with_another_version(region, sealed, tmp_path, monkeypatch)
    assert found == {("other_definition", "2.zegel")}


def rules_with_another_version(region, sealed, tmp_path, monkeypatch):
    """The second file says that one of its definitions is of another version."""
    real = exchange_combine.opened

    def changed(path, **more):
        one = real(path, **more)
        if path.name == "2.zegel":
            texts = json.loads(one.files["definities.json"])
            file = next(f for f in texts if "zittenblijven" in f)
            texts[file] = texts[file].replace("version = 1", "version = 9")
            one.files["definities.json"] = json.dumps(texts).encode()
        return one

    monkeypatch.setattr(exchange_combine, "opened", changed)
    return rules(region, sealed[:2], tmp_path / "uit")


def test_everything_wrong_is_said_at_once(region, sender, sealed, tmp_path):
    sender(1, tmp_path / "weer.zegel")
    (tmp_path / "stuk.zegel").write_bytes(sealed[2].read_bytes()[:-1])
    found = rules(
        region, [*sealed[:2], tmp_path / "weer.zegel", tmp_path / "stuk.zegel"], tmp_path / "uit", signers=(1,)
    )
    assert found == {("signer", "2.zegel"), ("overlap", "weer.zegel"), ("damaged", "stuk.zegel")}


@pytest.mark.parametrize("given", ["age1nep", "AGE-SECRET-KEY-1NEP", "er-is-niets"])
def test_what_is_no_key_of_a_recipient_is_refused_and_not_repeated(given):
    with pytest.raises(KeyRefused) as refusal:
        recipient(given)
    assert given not in refusal.value.say("nl")


def test_what_is_no_identity_is_refused(tmp_path, keys):
    (tmp_path / "a.txt").write_text("nep")
    for name in ("a.txt", "afwezig.txt"):
        with pytest.raises(KeyRefused):
            load_identity(tmp_path / name, keys / "project")


def test_an_identity_is_never_overwritten(keys, tmp_path):
    for path in (keys / "regio.txt", tmp_path / "b.txt"):
        (tmp_path / "b.pub.txt").write_text("van mij")
        with pytest.raises(KeyRefused):
            create_identity(path, keys / "project")


def test_the_opened_file_shows_nothing_of_itself(sealed, keys):
    one = opened(
        sealed[0], identity=load_identity(keys / "regio.txt", keys / "project"),
        signers={load_public(keys / "1.pub.pem")},
    )  # fmt: skip
    assert "GM0606" not in repr(one)


@pytest.fixture
def at_desk(keys, shop, tmp_path, monkeypatch):
    """The command line of board 1 in a folder of its own, with its key."""
    (tmp_path / "project").mkdir()
    (tmp_path / "sleutel").write_text(shop.key.hex(), "ascii")
    monkeypatch.setenv("GELIJKOP_KEY", str(tmp_path / "sleutel"))
    monkeypatch.chdir(tmp_path / "project")
    shutil.copy(keys / "regio.txt", tmp_path / "ontvangst.txt")
    return tmp_path


@pytest.mark.parametrize(("policy", "said"), [("openbaar", "Beschermde cijfers"), ("intern", "EXACTE tellingen")])
def test_from_store_to_region_by_commands(at_desk, keys, shop, capfd, policy, said):
    for board in (1, 2):
        call = ["seal", shop.store(board), "--for", keys / "regio.pub.txt", "--policy", policy,
                "--sign", keys / f"{board}.pem", "--out", f"{board}.zegel"]  # fmt: skip
        assert main([str(word) for word in call]) == 0
        assert said in capfd.readouterr().out
    into = "uit" if policy == "openbaar" else "som.duckdb"
    call = ["combine", "1.zegel", "2.zegel", "--signers", keys / "bekend", "--into", into]
    assert main([str(word) for word in call]) == 0
    assert (at_desk / "project" / into).exists()


def test_sealed_files_without_known_signers_are_refused(at_desk, sealed, capfd):
    assert main(["combine", str(sealed[0]), "--into", "uit"]) == UserError.exit_code
    assert "--signers" in capfd.readouterr().err


def test_stores_and_sealed_files_do_not_go_together(at_desk, sealed, shop, capfd):
    assert main(["combine", str(sealed[0]), str(shop.store(1)), "--into", "uit"]) == UserError.exit_code


def test_a_key_pair_to_receive_with_is_made_beside_the_key(at_desk, capfd):
    (at_desk / "ontvangst.txt").unlink()
    assert main(["key", "--receive"]) == 0
    assert (at_desk / "ontvangst.pub.txt").read_text().strip() in capfd.readouterr().out
