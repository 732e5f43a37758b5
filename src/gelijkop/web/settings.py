"""Every setting of the web application, from environment variables; `docs/do/accounts.md` lists them."""

from __future__ import annotations

import os
import re
from pathlib import Path

from gelijkop.web import environment
from gelijkop.web.static_files import static_url

_HERE = Path(__file__).parent
HOUR = 3600

SITE = environment.site_folder(os.environ)
SECRET_KEY = environment.secret_key(os.environ, SITE)
DEBUG = False
ALLOWED_HOSTS = environment.allowed_hosts(os.environ)
HTTPS = environment.switched_on(os.environ, "GELIJKOP_HTTPS")
PROXY = environment.switched_on(os.environ, "GELIJKOP_PROXY")
CONTACT = environment.contact(os.environ)
ORGANISATION = os.environ.get("GELIJKOP_ORGANISATION", "").strip()
DATABASES = {"default": environment.database(os.environ, SITE)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "gelijkop.web.accounts",
]
MIDDLEWARE = [
    "gelijkop.web.middleware.safe_headers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "gelijkop.web.middleware.session_time",
    "gelijkop.web.middleware.language_of_path",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gelijkop.web.middleware.Gate",
]
ROOT_URLCONF = "gelijkop.web.urls"
WSGI_APPLICATION = "gelijkop.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "gelijkop.web.languages.page_languages",
                "gelijkop.web.around.around",
            ]
        },
    }
]

# The style of every page is that of the page of a region; the site adds its own to it.
STATICFILES_DIRS = [_HERE / "static", _HERE.parent / "present" / "assets"]
STATIC_URL = static_url(*STATICFILES_DIRS)
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = "^" + re.escape(STATIC_URL)

# Language: the path says it (/ is Dutch, /en/ English), never the browser.
USE_I18N = True
LANGUAGE_CODE = "nl"
LANGUAGES = [
    ("nl", "Nederlands"),
    ("en", "English"),
    ("tr", "Türkçe"),
    ("ar", "العربية"),
    ("pl", "Polski"),
    ("uk", "Українська"),
]
LOCALE_PATHS = [_HERE / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# Accounts and sessions
AUTH_USER_MODEL = "accounts.Account"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "sign-in"
PASSWORD_HASHERS = ["gelijkop.web.accounts.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = 8 * HOUR
SESSION_IDLE = HOUR
SESSION_COOKIE_NAME = "__Host-sessie" if HTTPS else "sessie"  # __Host-: no other host can set it
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the way back from a provider of OpenID Connect is a visit from elsewhere
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LOG_DAYS = environment.days(os.environ, "GELIJKOP_LOG_DAYS", 365)
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "gelijkop.web.failures.forged"

# OpenID Connect: on when GELIJKOP_OIDC_ISSUER names a provider
_OIDC = environment.provider(os.environ)
OIDC_ISSUER = _OIDC.issuer if _OIDC else ""
OIDC_NAME = _OIDC.name if _OIDC else ""
if _OIDC:
    AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", "gelijkop.web.accounts.oidc.Backend"]
    OIDC_RP_CLIENT_ID = _OIDC.client
    OIDC_RP_CLIENT_SECRET = _OIDC.secret
    OIDC_RP_SIGN_ALGO = _OIDC.algorithm
    OIDC_RP_SCOPES = _OIDC.scopes
    OIDC_UNKNOWN = _OIDC.unknown
    OIDC_ROLE_CLAIM = _OIDC.role_claim
    OIDC_ROLES = _OIDC.roles
    OIDC_USE_PKCE = True
    OIDC_TIMEOUT = 10

# Transport
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * HOUR if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# Errors of ours, with where they arose, for whoever runs the site; who asked and what stands in a query is not in them.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"errors": {"class": "logging.StreamHandler"}},
    "loggers": {"django.request": {"handlers": ["errors"], "level": "ERROR", "propagate": False}},
}
