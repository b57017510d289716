"""
Settings, all from the environment; docs/install.md tells what each is for, and a test keeps the two together.

DATABASE_URL     sqlite:///file.db or postgresql://user:password@host:5432/name; default gongzhi.db in GONGZHI_VAR
GONGZHI_VAR      where databases, files, keys and static files are kept; default var/
SITE_ADDRESS     https://gongzhi.county.example, as people type it; sets hosts, trusted forms and secure cookies
ALLOWED_HOSTS    further host names, comma separated; default: this machine only
TRUSTED_PROXIES  addresses whose word about a visitor's address and https is taken; default 127.0.0.1
SECRET_KEY       signs sessions and forms
SEALING_KEY_1    seals phones; further ids for further keys (SEALING_KEY_2); SEALING_KEY_ID names the newest, default 1
INDEX_KEY        exact search over sealed columns
LOG_SIGNING_KEY  signs the public log
LOG_ORIGIN       the name of the public log, under an address of one's own: county.example/log
PACKS            folders with packs, separated by the system's path separator; default packs/ and local_packs/
MLPS_LEVEL       3 turns on what the third level of 网络安全等级保护 asks of sign-in; default 2
OIDC_ISSUER      address of the identity provider (OpenID Connect); default none
OIDC_CLIENT_ID   the name of this site at the provider
OIDC_CLIENT_SECRET  the secret that goes with it
OIDC_CLAIM       the claim of its tokens that stays with a person; default sub
SMS_BACKEND      dotted path of the class that hands messages to an SMS service; default none: no sign-in by SMS
PASSWORD_MEMORY  MiB of Argon2id for a password; default 46
PASSWORD_PASSES  passes of Argon2id for a password; default 1
DEBUG            1 for development

A key that is not set is made once and kept in GONGZHI_VAR.
"""

import os
from pathlib import Path
from urllib.parse import quote, urlsplit

from gongzhi.config.database import database_settings
from gongzhi.config.keys import kept_secret, sealing_keys

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("GONGZHI_VAR", BASE / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def host_of(address: str) -> str:
    """
    Return the host of the site's address, nothing when there is no address.

    :raises ValueError: it is none that a browser could open, with two that are.
    """
    parts = urlsplit(address)
    if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path):
        raise ValueError(f"SITE_ADDRESS={address!r}: use https://gongzhi.county.example or http://10.0.0.8:8000")
    return parts.hostname or ""


SECRET_KEY = kept_secret("SECRET_KEY", folder=VAR)
SEALING_KEY_ID = os.environ.get("SEALING_KEY_ID", "1").lower()
SEALING_KEYS = sealing_keys(newest=SEALING_KEY_ID, folder=VAR)
INDEX_KEY = kept_secret("INDEX_KEY", folder=VAR)
LOG_SIGNING_KEY = kept_secret("LOG_SIGNING_KEY", folder=VAR)
LOG_ORIGIN = os.environ.get("LOG_ORIGIN", "gongzhi.localhost/log")

SITE_ADDRESS = os.environ.get("SITE_ADDRESS", "").rstrip("/")
SITE_HOST = host_of(SITE_ADDRESS)
IS_HTTPS = SITE_ADDRESS.startswith("https://")
TRUSTED_PROXIES = os.environ.get("TRUSTED_PROXIES", "127.0.0.1").split(",")
MLPS_LEVEL = int(os.environ.get("MLPS_LEVEL", "2"))
OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("OIDC_CLIENT_SECRET", "")
OIDC_CLAIM = os.environ.get("OIDC_CLAIM", "sub")
SMS_BACKEND = os.environ.get("SMS_BACKEND", "")
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
ALLOWED_HOSTS += [SITE_HOST] if SITE_HOST else []
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS] if SITE_ADDRESS else []
PACK_FOLDERS = [
    Path(p) for p in os.environ.get("PACKS", f"{BASE / 'packs'}{os.pathsep}{BASE / 'local_packs'}").split(os.pathsep)
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "template_partials",
    "gongzhi.kernel",
    "gongzhi.transparency",
    "gongzhi.policy",
    "gongzhi.territory",
    "gongzhi.people",
    "gongzhi.bodies",
    "gongzhi.cadres",
    "gongzhi.accounts",
    "gongzhi.procedures",
    "gongzhi.documents",
    "gongzhi.cases",
    "gongzhi.portal",
    "gongzhi.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gongzhi.accounts.middleware.ActorMiddleware",
    "gongzhi.kernel.middleware.ActingMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gongzhi.portal.middleware.ContentPolicyMiddleware",
    "gongzhi.kernel.middleware.VerdictMiddleware",
]
ROOT_URLCONF = "gongzhi.config.urls"
WSGI_APPLICATION = "gongzhi.config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "gongzhi/portal/templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "gongzhi.portal.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "gongzhi.kernel.templatetags.idempotency",
                "gongzhi.portal.templatetags.gz",
            ],
        },
    },
]
# No setting of its own, which reports of faults would print whole: it may hold a password.
_address = os.environ.get("DATABASE_URL") or f"sqlite:///{quote(str(VAR.resolve() / 'gongzhi.db'))}"
DATABASES = {"default": database_settings(_address, base=BASE)}
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["gongzhi.accounts.sessions.SessionBackend"]
PASSWORD_HASHERS = ["gongzhi.accounts.passwords.Argon2Hasher"]
# 60 ms a password on two cores of 2024 (docs/performance.md); more on a stronger machine, and hashes follow at sign-in.
PASSWORD_MEMORY = int(os.environ.get("PASSWORD_MEMORY", "46"))  # MiB
PASSWORD_PASSES = int(os.environ.get("PASSWORD_PASSES", "1"))
LOGIN_URL = "accounts:sign_in"
STEP_UP_URL = "accounts:prove"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
STAFF_HOME = "/today/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
FRONTEND = BASE / "frontend/build"
STATICFILES_DIRS = [FRONTEND / "static"] if (FRONTEND / "static").exists() else []
PAPER_FONTS = FRONTEND / "fonts"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"
# What people hand in stays in memory until it is sealed and never lies in a temporary file. A request that is larger is
# refused before it is read (kernel.middleware); the proxies of deploy/ have the same bound.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
MESSAGE_TAGS = {20: "info", 25: "ok", 30: "warn", 40: "bad"}  # django.contrib.messages levels to classes of the notes
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0  # OWASP ASVS 5.0, 3.4.1: at least one year
SESSION_COOKIE_SAMESITE = "Lax"
# With https no other host of the domain can plant a cookie of these names: browsers take them from this host alone.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid", f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
FOLLOWED_COOKIE_NAME = f"{COOKIE_PREFIX}gz_followed"
COOKIES_OF_ONE_PERSON = (FOLLOWED_COOKIE_NAME,)  # what somebody has looked at; gone when they sign in or out
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# JSON lines without personal data (kernel.logs); in development Django's own console output stays.
LOGGING: dict[str, object] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "gongzhi.kernel.logs.Lines"}},
    "handlers": {"lines": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["lines"], "level": "WARNING"},
    "loggers": {"django": {"handlers": [], "level": "WARNING"}},
}
if DEBUG:
    LOGGING = {}
