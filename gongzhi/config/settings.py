"""
Settings, all from the environment.

DATABASE_URL   sqlite:///var/gongzhi.db (default) or postgresql://user:password@host:5432/name
SECRET_KEY     signing and sealing root; without it one is made once and kept under var/ (development and demo)
ALLOWED_HOSTS  comma separated; default: this machine only
LOG_ORIGIN     the name of the public log, under an address of one's own: county.example/log
DEBUG          1 for development
PACKS          folders with packs, separated by the system's path separator; default packs/ and local_packs/
"""

import os
import secrets
from pathlib import Path

from gongzhi.config.database import database_settings

BASE = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("GONGZHI_VAR", BASE / "var"))
VAR.mkdir(parents=True, exist_ok=True)


def kept_secret(name: str) -> str:
    """Return a secret from the environment, else one made once and kept readable by the owner only."""
    if name in os.environ:
        return os.environ[name]
    path = VAR / f"{name.lower()}.key"
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = kept_secret("SECRET_KEY")
SEALING_KEYS = {"1": kept_secret("SEALING_KEY_1")}
SEALING_KEY_ID = "1"
INDEX_KEY = kept_secret("INDEX_KEY")
LOG_SIGNING_KEY = kept_secret("LOG_SIGNING_KEY")
LOG_ORIGIN = os.environ.get("LOG_ORIGIN", "gongzhi.localhost/log")

DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
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
    "gongzhi.delivery",
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
DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL", "sqlite:///var/gongzhi.db"), base=BASE)}
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = ["gongzhi.accounts.sessions.SessionBackend"]
PASSWORD_HASHERS = ["gongzhi.accounts.passwords.Argon2Hasher"]
LOGIN_URL = "accounts:sign_in"
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
MESSAGE_TAGS = {20: "info", 25: "ok", 30: "warn", 40: "bad"}  # django.contrib.messages levels to classes of the notes
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
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
