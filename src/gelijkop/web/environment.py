"""What the environment says about a site: its folder, database, hosts and secret key."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

KEY_FILE = "sleutel-sessies"
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY = 32
OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
GIVEN_ROLES = ("coordinator", "administrator")  # a school or a board is of someone here, who knows which one
ALGORITHMS = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512")
POSTGRES = ("postgres", "postgresql")
POSTGRES_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name")


def site_folder(environ: Mapping[str, str]) -> Path:
    """The folder of the site, made for its owner alone if it is not there.

    Raises:
        ImproperlyConfigured: GELIJKOP_SITE is not set.
    """
    name = environ.get("GELIJKOP_SITE", "")
    if not name:
        raise ImproperlyConfigured(
            "GELIJKOP_SITE is not set: name the folder of the site, or start with gelijkop serve"
        )
    folder = Path(name).resolve()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def switched_on(environ: Mapping[str, str], name: str) -> bool:
    """Whether the variable `name` is 1.

    Raises:
        ImproperlyConfigured: it is neither 0, 1 nor absent; a mistyped "true" must not mean "no HTTPS".
    """
    value = environ.get(name, "") or "0"
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1")
    return value == "1"


def days(environ: Mapping[str, str], name: str, otherwise: int) -> int:
    """The number of days that the variable `name` says, at least 1.

    Raises:
        ImproperlyConfigured: it is no such number.
    """
    value = environ.get(name, "") or str(otherwise)
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 100_000):
        raise ImproperlyConfigured(f"{name} must be a number of days, 1 or more")
    return int(value)


def contact(environ: Mapping[str, str]) -> str:
    """Whom to turn to about the site, from GELIJKOP_CONTACT: an e-mail address, or one that begins with https://.

    Raises:
        ImproperlyConfigured: it is neither; it stands on public pages and must lead somewhere.
    """
    found = environ.get("GELIJKOP_CONTACT", "").strip()
    if found and not re.fullmatch(r"https://[^\s]+|[^@\s:]+@[^@\s]+", found):
        raise ImproperlyConfigured("GELIJKOP_CONTACT must be an e-mail address, or begin with https://")
    return found


def allowed_hosts(environ: Mapping[str, str]) -> list[str]:
    """The host names that the site answers to, from GELIJKOP_HOSTS (commas between), else this machine only.

    Raises:
        ImproperlyConfigured: a name is a wildcard, which would let anyone choose the host.
    """
    hosts = [h.strip() for h in environ.get("GELIJKOP_HOSTS", "").split(",") if h.strip()]
    if "*" in hosts:
        raise ImproperlyConfigured("GELIJKOP_HOSTS must name the hosts; * would let a visitor choose one")
    return hosts or list(LOCAL_HOSTS)


def secret_key(environ: Mapping[str, str], folder: Path) -> str:
    """The key that signs sessions: GELIJKOP_SECRET_KEY, else a file in the site folder made at the first start.

    Processes that start together all get the key of the one that was first.

    Raises:
        ImproperlyConfigured: the key is too short.
    """
    key = environ.get("GELIJKOP_SECRET_KEY", "")
    if not key:
        path = folder / KEY_FILE
        if not path.exists():
            _place_key(path)
        key = path.read_text("ascii").strip()
    if len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"the secret key must have at least {SHORTEST_KEY} characters")
    return key


def _place_key(path: Path) -> None:
    """Write a new key whole, and leave the one that another process wrote in between."""
    own = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with open(os.open(own, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:  # noqa: PTH123 (needs the mode)
        file.write(secrets.token_urlsafe(48))
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def database(environ: Mapping[str, str], folder: Path) -> dict[str, object]:
    """Django's description of the account database: DATABASE_URL (PostgreSQL), else SQLite in the site folder.

    Raises:
        ImproperlyConfigured: the URL is not of PostgreSQL, or names no database, or has an unknown option.
    """
    url = environ.get("DATABASE_URL", "")
    if not url:
        file = folder / "rekeningen.sqlite"
        file.touch(mode=0o600)  # SQLite itself would let everyone on the machine read it
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # writers wait in line; the chain of the log needs that
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    options = dict(parse_qsl(parts.query))
    if parts.scheme not in POSTGRES or not name or set(options) - set(POSTGRES_OPTIONS) - {"host"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must read postgresql://user:password@host:port/name, with as options only "
            + ", ".join(POSTGRES_OPTIONS)
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


@dataclass(frozen=True)
class Provider:
    """A provider of OpenID Connect, and what is taken from it."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    name: str
    algorithm: str
    scopes: str
    unknown: str
    role_claim: str
    roles: Mapping[str, str]


def provider(environ: Mapping[str, str]) -> Provider | None:
    """The provider of OpenID Connect that the environment names; None without GELIJKOP_OIDC_ISSUER.

    Raises:
        ImproperlyConfigured: a part is missing, is none of the known words, or would go over an open line.
    """
    issuer = environ.get("GELIJKOP_OIDC_ISSUER", "")
    if not issuer:
        return None
    address = urlsplit(issuer)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in OWN_MACHINE):
        raise ImproperlyConfigured("GELIJKOP_OIDC_ISSUER must begin with https://")
    client, secret = environ.get("GELIJKOP_OIDC_CLIENT", ""), environ.get("GELIJKOP_OIDC_SECRET", "")
    if not client or not secret:
        raise ImproperlyConfigured("GELIJKOP_OIDC_ISSUER also needs GELIJKOP_OIDC_CLIENT and GELIJKOP_OIDC_SECRET")
    pairs = [pair.rpartition("=") for pair in environ.get("GELIJKOP_OIDC_ROLES", "").split(",") if pair]
    roles = {value.strip(): role.strip() for value, _, role in pairs}
    unknown = environ.get("GELIJKOP_OIDC_UNKNOWN", "") or "refuse"
    algorithm = environ.get("GELIJKOP_OIDC_ALGORITHM", "") or "RS256"
    claim = environ.get("GELIJKOP_OIDC_ROLE_CLAIM", "")
    if set(roles.values()) - set(GIVEN_ROLES) or "" in roles or bool(roles) != bool(claim):
        raise ImproperlyConfigured(
            "GELIJKOP_OIDC_ROLES must read value=role,value=role with the roles "
            + ", ".join(GIVEN_ROLES)
            + ", and goes with GELIJKOP_OIDC_ROLE_CLAIM"
        )
    if unknown not in ("refuse", "visitor"):
        raise ImproperlyConfigured("GELIJKOP_OIDC_UNKNOWN must be refuse or visitor")
    if algorithm not in ALGORITHMS:
        raise ImproperlyConfigured("GELIJKOP_OIDC_ALGORITHM must be one of " + ", ".join(ALGORITHMS))
    return Provider(
        issuer=issuer,
        client=client,
        secret=secret,
        name=environ.get("GELIJKOP_OIDC_NAME", "") or str(address.hostname),
        algorithm=algorithm,
        scopes=environ.get("GELIJKOP_OIDC_SCOPES", "") or "openid email",
        unknown=unknown,
        role_claim=claim,
        roles=roles,
    )
