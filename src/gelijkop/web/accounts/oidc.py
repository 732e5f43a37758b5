"""Signing in at the own organisation, by OpenID Connect; only there when the settings name a provider."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import jwt
import requests
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from mozilla_django_oidc.auth import OIDCAuthenticationBackend
from mozilla_django_oidc.views import OIDCAuthenticationCallbackView, OIDCAuthenticationRequestView

from gelijkop.web.access import PUBLIC, page
from gelijkop.web.accounts import log
from gelijkop.web.accounts.models import NAME, Account, Action, Role

DISCOVERY = "/.well-known/openid-configuration"
ENDPOINTS = {
    "OIDC_OP_AUTHORIZATION_ENDPOINT": "authorization_endpoint",
    "OIDC_OP_TOKEN_ENDPOINT": "token_endpoint",
    "OIDC_OP_USER_ENDPOINT": "userinfo_endpoint",
    "OIDC_OP_JWKS_ENDPOINT": "jwks_uri",
}
REQUIRED = ("exp", "iat", "iss", "aud", "sub")
Claims = Mapping[str, Any]  # Any: what a provider tells


@cache
def discovered(issuer: str) -> Mapping[str, str]:
    """Where the provider answers, by the name of the setting; asked once a process.

    Raises:
        SuspiciousOperation: the answer is of another issuer, or points to another protocol than the issuer's.
        requests.RequestException: the provider does not answer.
    """
    answer = requests.get(issuer.rstrip("/") + DISCOVERY, timeout=settings.OIDC_TIMEOUT, allow_redirects=False)
    answer.raise_for_status()
    told = answer.json()
    scheme = urlsplit(issuer).scheme
    if told.get("issuer") != issuer or any(urlsplit(told.get(e, "")).scheme != scheme for e in ENDPOINTS.values()):
        raise SuspiciousOperation("the provider does not say that it is the issuer of the settings")
    return {name: str(told[endpoint]) for name, endpoint in ENDPOINTS.items()}


def setting(name: str, *otherwise: object) -> object:
    """A setting of mozilla-django-oidc, of which the addresses are what the provider tells."""
    if name in ENDPOINTS:
        return discovered(settings.OIDC_ISSUER)[name]
    return getattr(settings, name, *otherwise)


def check_claims(payload: Claims, *, issuer: str, client: str) -> None:
    """Refuse an identity token that is whole, but of another issuer or for another client; the library does not look.

    Raises:
        SuspiciousOperation: so it is.

    Source: OpenID Connect Core 1.0, section 3.1.3.7, points 2 to 5.
    """
    audience = payload.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if any(claim not in payload for claim in REQUIRED) or payload["iss"] != issuer or client not in audiences:
        raise SuspiciousOperation("the identity token is not from this issuer for this client")
    if (len(audiences) > 1 or "azp" in payload) and payload.get("azp") != client:
        raise SuspiciousOperation("the identity token was made for another client")


class Backend(OIDCAuthenticationBackend):  # type: ignore[misc]  # the library has no types
    """Finds the account of someone whom the provider knows."""

    get_settings = staticmethod(setting)
    get_user = ModelBackend.get_user  # the library's own also finds accounts that are switched off

    def __init__(self) -> None:
        """Ask the provider nothing yet: Django makes a backend for every sign-in, this way or not."""
        self.UserModel = Account
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID
        self.OIDC_RP_CLIENT_SECRET = settings.OIDC_RP_CLIENT_SECRET
        self.OIDC_RP_SIGN_ALGO = settings.OIDC_RP_SIGN_ALGO
        self.OIDC_RP_IDP_SIGN_KEY = None

    @property
    def OIDC_OP_TOKEN_ENDPOINT(self) -> str:
        """Where a code is changed for tokens."""
        return str(setting("OIDC_OP_TOKEN_ENDPOINT"))

    @property
    def OIDC_OP_USER_ENDPOINT(self) -> str:
        """Where the provider tells who someone is."""
        return str(setting("OIDC_OP_USER_ENDPOINT"))

    @property
    def OIDC_OP_JWKS_ENDPOINT(self) -> str:
        """Where the keys of the provider are."""
        return str(setting("OIDC_OP_JWKS_ENDPOINT"))

    def authenticate(self, request: HttpRequest | None, **credentials: object) -> Account | None:
        """The account of who comes back from the provider with a code that this session asked for."""
        if not credentials.get("nonce") or not credentials.get("code_verifier"):
            return None  # a sign-in by password, which may carry a code and a state that someone else chose
        found = super().authenticate(request, **credentials)
        return found if isinstance(found, Account) and self.user_can_authenticate(found) else None

    def verify_token(self, token: str, **kwargs: object) -> Claims:
        """What a token says, once its signature, nonce, issuer, audience and time are right."""
        payload: Claims = super().verify_token(token, **kwargs)
        check_claims(payload, issuer=settings.OIDC_ISSUER, client=self.OIDC_RP_CLIENT_ID)
        return payload

    def retrieve_matching_jwk(self, token: str) -> jwt.PyJWK:
        """The key of the provider that a token names; it need not name one when the provider has only one.

        Source: OpenID Connect Core 1.0, section 10.1.
        """
        if "kid" in jwt.get_unverified_header(token):
            found: jwt.PyJWK = super().retrieve_matching_jwk(token)
            return found
        answer = requests.get(self.OIDC_OP_JWKS_ENDPOINT, timeout=settings.OIDC_TIMEOUT)
        answer.raise_for_status()
        keys = answer.json()["keys"]
        if len(keys) != 1:
            raise SuspiciousOperation("the identity token does not name its key")
        return jwt.PyJWK(keys[0])

    def get_or_create_user(self, access_token: str, id_token: str, payload: Claims) -> Account | None:
        """The account that belongs to what the provider says of someone; None when there is none."""
        told = self.get_userinfo(access_token, id_token, payload)
        if told.get("sub") != payload["sub"]:
            raise SuspiciousOperation("the provider tells of two persons")
        return account_for({**told, **payload})


def account_for(claims: Claims) -> Account | None:
    """The account of a person at the provider, in the role that the settings take from its claims, if any.

    An account is found by issuer and subject, and the first time by an e-mail address that the provider has
    verified. Without either it is made, as a visitor, or refused, as the settings say.
    """
    subject = f"{settings.OIDC_ISSUER}|{claims['sub']}"
    account = Account.objects.filter(subject=subject).first() or _by_address(claims)
    if account is None:
        if settings.OIDC_UNKNOWN != "visitor":
            return None
        account = Account(name=_new_name(subject, claims), role=Role.VISITOR)
        account.set_unusable_password()
        log.write(Action.ACCOUNT_ADDED, now=timezone.now(), who="OpenID Connect", about=account.name)
    account.subject = subject
    role = _role(claims)
    if role is not None and account.role not in (Role.SCHOOL, Role.BOARD) and account.role != role:
        account.role = role
        log.write(Action.ACCOUNT_CHANGED, now=timezone.now(), who="OpenID Connect", about=f"{account.name} (role)")
    account.save()
    return account


def _verified_address(claims: Claims) -> str:
    return str(claims.get("email") or "").lower() if claims.get("email_verified") is True else ""


def _by_address(claims: Claims) -> Account | None:
    address = _verified_address(claims)
    return Account.objects.filter(email__iexact=address, subject=None).first() if address else None


def _new_name(subject: str, claims: Claims) -> str:
    """The verified address when it can be a name and is free, else a name that says nothing."""
    address = _verified_address(claims)
    try:
        NAME(address)
    except ValidationError:
        address = ""
    if address and not Account.objects.filter(name=address).exists():
        return address
    return "oidc-" + sha256(subject.encode()).hexdigest()[:20]


def _role(claims: Claims) -> str | None:
    """The highest role that the claim of the settings gives, visitor if it gives none; None without such a setting."""
    if not settings.OIDC_ROLE_CLAIM:
        return None
    told = claims.get(settings.OIDC_ROLE_CLAIM)
    values = {str(value) for value in told} if isinstance(told, list) else {str(told)}
    given = {role for value, role in settings.OIDC_ROLES.items() if value in values}
    return next((role for role in (Role.ADMINISTRATOR, Role.COORDINATOR) if role in given), Role.VISITOR)


REFUSED = (requests.RequestException, SuspiciousOperation, jwt.PyJWTError, KeyError, TypeError, ValueError)
_logger = logging.getLogger(__name__)


class ToProvider(OIDCAuthenticationRequestView):  # type: ignore[misc]  # the library has no types
    """Send someone to the provider, with a state, a nonce and a challenge (PKCE) that this session keeps."""

    get_settings = staticmethod(setting)

    def __init__(self, **kwargs: object) -> None:
        """Ask the provider nothing yet, so that an error can be told in our own page."""
        super(OIDCAuthenticationRequestView, self).__init__(**kwargs)
        self.OIDC_RP_CLIENT_ID = settings.OIDC_RP_CLIENT_ID

    @property
    def OIDC_OP_AUTH_ENDPOINT(self) -> str:
        """Where the provider asks who someone is."""
        return str(setting("OIDC_OP_AUTHORIZATION_ENDPOINT"))

    def get(self, request: HttpRequest) -> HttpResponse:
        """On to the provider, or back with a sentence when it does not answer."""
        try:
            answer: HttpResponse = super().get(request)
        except REFUSED as error:
            return _failed(request, error)
        return answer


class FromProvider(OIDCAuthenticationCallbackView):  # type: ignore[misc]  # the library has no types
    """Where someone comes back from the provider."""

    get_settings = staticmethod(setting)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Signed in, or back at the sign-in page with a sentence; never a word of what the provider said."""
        try:
            answer: HttpResponse = super().get(request)
        except REFUSED as error:
            return _failed(request, error)
        return answer

    def login_failure(self) -> HttpResponse:
        """Back to the sign-in page."""
        return _failed(self.request)


def _failed(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Back to the sign-in page; the log of the server says what kind of error it was, which tells of no person."""
    if error is not None:
        said = str(error) if isinstance(error, SuspiciousOperation) else ""
        _logger.warning("OpenID Connect: %s %s", type(error).__name__, said)
    log.write_if_rare(Action.SIGN_IN_FAILED, now=timezone.now(), path=request.path_info)
    return redirect("sign-in-failed")


to_provider = page(PUBLIC)(ToProvider.as_view())
from_provider = page(PUBLIC)(FromProvider.as_view())
