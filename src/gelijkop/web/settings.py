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
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

STATIC_URL = static_url(_HERE / "static")
STATICFILES_DIRS = [_HERE / "static"]
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
SESSION_COOKIE_NAME = "sessie"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # the way back from a provider of OpenID Connect is a visit from elsewhere
SESSION_COOKIE_SECURE = HTTPS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
LOG_DAYS = environment.days(os.environ, "GELIJKOP_LOG_DAYS", 365)
OIDC_ISSUER = os.environ.get("GELIJKOP_OIDC_ISSUER", "")
OIDC_NAME = ""
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "gelijkop.web.failures.forged"

# Transport
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * HOUR if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
