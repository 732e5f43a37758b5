"""`gelijkop verify`: every change of a release is seen, and so is who signed it."""

import base64
import json
import shutil
import stat
import subprocess

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from gelijkop.cli import main
from gelijkop.errors import KeyRefused, ReleaseRefused, UserError
from gelijkop.pipeline.bundle import content_sha256
from gelijkop.pipeline.signing import (
    create_pair,
    load_public,
    load_signers,
    load_signing_key,
    public_path,
    signed,
    signer_of,
)
from gelijkop.pipeline.verify import verify


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Two key pairs, of the maker and of somebody else, and a project that they lie outside of."""
    folder = tmp_path_factory.mktemp("sleutels")
    (folder / "project").mkdir()
    for name in ("maker", "ander"):
        create_pair(folder / f"{name}.pem", folder / "project")
    return folder


@pytest.fixture(scope="module")
def once(shop, keys):
    secret = load_signing_key(keys / "maker.pem", keys / "project")
    return shop.publish(shop.store(), "ondertekend", sign=secret)


@pytest.fixture
def release(once, tmp_path):
    return shutil.copytree(once, tmp_path / "uit")


def public(keys, name="maker"):
    return load_public(keys / f"{name}.pub.pem")


def refused(folder, **more):
    with pytest.raises(ReleaseRefused) as refusal:
        verify(folder, **more)
    return {(f.rule, f.file) for f in refusal.value.findings}


def test_a_release_as_it_was_made_is_in_order(release, keys):
    found = verify(release, signer=public(keys))
    assert found.files == len(json.loads((release / "manifest.json").read_text("utf-8"))["files"])
    assert found.signed.public == public(keys)


def test_a_release_without_a_signature_is_in_order_and_of_nobody(shop, desk):
    assert verify(desk.publish(shop.store(), "uit")).signed is None


def test_where_a_signer_is_expected_a_release_without_a_signature_is_refused(release, keys):
    (release / "manifest.sig").unlink()
    assert refused(release, signer=public(keys)) == {("no_signature", "manifest.sig")}


def test_the_signature_of_somebody_else_is_refused(release, keys):
    assert refused(release, signer=public(keys, "ander")) == {("signer", "manifest.sig")}


def test_one_changed_byte_in_any_file_is_seen(release):
    for name in json.loads((release / "manifest.json").read_text("utf-8"))["files"]:
        content = (release / name).read_bytes()
        (release / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]) if content else b"x")
        assert refused(release) == {("changed", name)}, name
        (release / name).write_bytes(content)


def test_what_changed_is_missing_and_is_extra_is_told_at_once(release):
    (release / "beleid.toml").write_text("policy = 1")
    (release / "cijfers.csv").unlink()
    (release / "bevindingen" / "nieuw.csv").write_text("x")
    assert refused(release) == {
        ("changed", "beleid.toml"), ("missing", "cijfers.csv"), ("extra", "bevindingen/nieuw.csv")
    }  # fmt: skip


def test_a_link_in_the_place_of_a_file_is_seen(release, tmp_path):
    shutil.move(release / "cijfers.csv", tmp_path / "elders.csv")
    (release / "cijfers.csv").symlink_to(tmp_path / "elders.csv")
    assert refused(release) == {("changed", "cijfers.csv")}


def test_a_manifest_changed_with_all_its_hashes_no_longer_fits_the_signature(release):
    told = json.loads((release / "manifest.json").read_text("utf-8")) | {"region": "Elders"}
    told["content_sha256"] = content_sha256(told)
    (release / "manifest.json").write_text(json.dumps(told), "utf-8")
    assert refused(release) == {("signature", "manifest.sig")}


def test_a_part_of_the_manifest_changed_is_seen_without_a_signature(release):
    (release / "manifest.sig").unlink()
    told = json.loads((release / "manifest.json").read_text("utf-8")) | {"region": "Elders"}
    (release / "manifest.json").write_text(json.dumps(told), "utf-8")
    assert refused(release) == {("content", "manifest.json")}


def test_a_release_signed_anew_by_somebody_else_is_not_that_of_the_maker(release, keys):
    other = load_signing_key(keys / "ander.pem", keys / "project")
    (release / "manifest.sig").write_text(signed((release / "manifest.json").read_bytes(), other))
    assert refused(release, signer=public(keys)) == {("signer", "manifest.sig")}
    assert verify(release).signed.public == public(keys, "ander")


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"public_key": "x", "signature": "y"}', b"\xff", b"[" * 9000])
def test_a_damaged_signature_is_none(release, text):
    (release / "manifest.sig").write_bytes(text)
    assert refused(release) == {("signature", "manifest.sig")}


def test_an_internal_release_is_checked_without_its_key(intern):
    assert verify(intern).signed is None


def test_a_folder_without_a_release_is_refused(tmp_path):
    with pytest.raises(UserError):
        verify(tmp_path)


def test_openssl_finds_the_signature_right(release, keys, tmp_path):
    """Somebody else's program: Ed25519 over the bytes of the manifest, as RFC 8032 has it."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    told = json.loads((release / "manifest.sig").read_text("utf-8"))
    (tmp_path / "sig").write_bytes(base64.b64decode(told["signature"]))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", keys / "maker.pub.pem", "-rawin",
               "-in", release / "manifest.json", "-sigfile", tmp_path / "sig"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_signature_is_over_all_bytes(keys):
    secret = load_signing_key(keys / "maker.pem", keys / "project")
    text = signed(b"abc", secret).encode()
    assert signer_of(b"abc", text).public == public(keys)
    assert signer_of(b"abd", text) is None


def test_only_its_owner_may_read_the_secret_half(keys):
    assert stat.S_IMODE((keys / "maker.pem").stat().st_mode) == 0o600


def test_the_secret_half_is_pkcs8_in_pem(keys):
    assert (keys / "maker.pem").read_text().startswith("-----BEGIN PRIVATE KEY-----\n")


def test_a_key_to_sign_with_is_never_overwritten(keys):
    with pytest.raises(KeyRefused):
        create_pair(keys / "maker.pem", keys / "project")


def test_nor_is_its_public_half(keys, tmp_path):
    (tmp_path / "a.pub.pem").write_text("van mij")
    with pytest.raises(KeyRefused):
        create_pair(tmp_path / "a.pem", keys / "project")
    assert not (tmp_path / "a.pem").exists()


@pytest.mark.parametrize("inside", ["sleutel.pem", "bevindingen/sleutel.pem"])
def test_a_secret_is_neither_made_nor_used_inside_a_release(release, keys, inside):
    with pytest.raises(KeyRefused):
        create_pair(release / inside, keys / "project")
    shutil.copy(keys / "maker.pem", release / inside)
    with pytest.raises(KeyRefused):
        load_signing_key(release / inside, keys / "project")


def test_nor_inside_the_project(keys):
    with pytest.raises(KeyRefused):
        create_pair(keys / "project" / "a.pem", keys / "project")


def test_the_keys_of_a_folder_are_taken_together(keys, tmp_path):
    for name in ("maker", "ander"):
        shutil.copy(public_path(keys / f"{name}.pem"), tmp_path)
    assert load_signers([tmp_path]) == {public(keys), public(keys, "ander")}


def test_what_is_no_such_key_is_refused(keys, tmp_path):
    other = generate_private_key(SECP256R1())
    (tmp_path / "ec.pem").write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    ec = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "ec.pub.pem").write_bytes(ec)
    (tmp_path / "leeg.pem").write_text("")
    for name in ("ec.pem", "leeg.pem", "afwezig.pem"):
        with pytest.raises(KeyRefused):
            load_signing_key(tmp_path / name, keys / "project")
    for name in ("ec.pub.pem", "leeg.pem", "afwezig.pem"):
        with pytest.raises(KeyRefused):
            load_public(tmp_path / name)


@pytest.mark.parametrize(("language", "said"), [("nl", "In orde"), ("en", "In order")])
def test_the_command_says_who_signed(release, keys, capfd, language, said):
    assert main(["verify", str(release), "--signer", str(keys / "maker.pub.pem"), "--lang", language]) == 0
    assert said in capfd.readouterr().out
    assert main(["verify", str(release), "--lang", language]) == 0
    assert "--signer" in capfd.readouterr().out


def test_the_command_says_that_nobody_signed(release, capfd):
    (release / "manifest.sig").unlink()
    assert main(["verify", str(release)]) == 0
    assert "niet ondertekend" in capfd.readouterr().out


def test_the_command_ends_with_the_code_of_a_refused_release(release, capfd):
    (release / "stijl.css").write_text("x")
    assert main(["verify", str(release)]) == ReleaseRefused.exit_code
    assert "stijl.css: dit bestand is veranderd" in capfd.readouterr().err


def test_a_key_pair_is_made_beside_the_key_of_the_organisation(tmp_path, monkeypatch, capfd):
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setenv("GELIJKOP_KEY", str(tmp_path / "eigen" / "sleutel"))
    assert main(["key", "--sign"]) == 0
    assert sorted(p.name for p in (tmp_path / "eigen").iterdir()) == ["ondertekening.pem", "ondertekening.pub.pem"]
    assert "Vingerafdruk" in capfd.readouterr().out
