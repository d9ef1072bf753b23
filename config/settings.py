"""One settings file. Every difference between installations is an environment variable; unset means safe.

The variables are listed in README.md and held against it by a test.
"""

import os
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import environment

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data")).absolute()

# Core

DEBUG = environment.flag("DEBUG")
DEMO = environment.flag("DEMO")  # demo accounts may sign in, letters are kept as files, pages say so
SECRET_KEY = os.environ.get("SECRET_KEY", "")  # Django refuses to start without one
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")
BASE_URL = os.environ.get("BASE_URL", "http://localhost:8000").rstrip(
    "/"
)  # for links in letters and documents
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "config",
    "ui",
    "accounts",
    "trail",
    "notices",
    "employers",
    "partners",
    "events",
    "deals",
    "placements",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "pgtrigger",
    "csp",
    "django_filters",
    "django_htmx",
    "template_partials",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # closed by default
    "accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "ui.forms.Renderer"

# Database

DATABASES = {
    "default": environment.database(os.environ.get("DATABASE_URL", ""))
    | {
        "ATOMIC_REQUESTS": False,  # a domain call is its own transaction
        "CONN_MAX_AGE": int(os.environ.get("DATABASE_CONN_MAX_AGE", "60")),
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}  # type: ignore[operator]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
    if not REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="),
    }
}

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second step is told to its owner
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = BASE_URL.partition(":")[0]
ALLAUTH_TRUSTED_PROXY_COUNT = int(
    os.environ.get("TRUSTED_PROXIES", "0")
)  # whose X-Forwarded-For counts for limits
REQUIRE_SECOND_FACTOR = environment.flag(
    "REQUIRE_SECOND_FACTOR", default=not DEMO
)  # of officers and administrators
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BASE_URL.startswith("https://")  # localhost
MFA_TOTP_ISSUER = "Handslag"
USERSESSIONS_TRACK_ACTIVITY = False

# Languages

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").glob("*") if path.is_dir())
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
FORMS_URLFIELD_ASSUME_HTTPS = True  # as from Django 6.0
TIME_ZONE = "Europe/Amsterdam"

# Files

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", DATA_DIR / "static"))
MEDIA_ROOT = Path(
    os.environ.get("MEDIA_ROOT", DATA_DIR / "files")
)  # never served as such: every file has a view
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
SCAN_MAX_BYTES = int(os.environ.get("SCAN_MAX_BYTES", str(20 * 1024 * 1024)))

# Letters

DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Handslag <handslag@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if mail_url := os.environ.get("MAIL_URL", ""):
    globals().update(environment.mail_server(mail_url))
else:
    EMAIL_BACKEND = "notices.backends.EmlBackend"  # each letter becomes a file; the demo shows them on a page
EMAIL_FILE_PATH = DATA_DIR / "letters"

# Sealing documents

SEAL_KEY_FILE = os.environ.get("SEAL_KEY_FILE", "")  # PKCS#12 of the organisation; the demo makes its own
SEAL_KEY_PASSWORD = os.environ.get("SEAL_KEY_PASSWORD", "")
TIMESTAMP_URL = os.environ.get("TIMESTAMP_URL", "")  # an RFC 3161 time-stamp authority, when there is one
SIGNING_PROVIDER = os.environ.get(
    "SIGNING_PROVIDER", ""
)  # dotted path of an adapter; empty: simple signatures
SEAL_TRUST_FILE = os.environ.get("SEAL_TRUST_FILE", "")  # PEM: the roots above the seal and the authority

# Background work

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,  # longer than the longest task
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # a lost wake-up costs a second: the sweep follows
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
CELERY_TASK_ROUTES = {  # documents have warm workers of their own: nobody's letter waits for a report
    "deals.tasks.*": {"queue": "documents"},
    "reports.tasks.*": {"queue": "documents"},
}
SWEEP = {"schedule": 5.0, "options": {"expires": 5.0}}  # no heap of sweeps when the workers were away
CELERY_BEAT_SCHEDULE = {
    "sweep-documents": {"task": "deals.tasks.sweep_documents", **SWEEP},
    "sweep-conclusions": {"task": "deals.tasks.sweep_conclusions", **SWEEP},
    "watch-deals": {"task": "deals.tasks.watch_deals", "schedule": crontab(minute="*/15")},
    "sweep-letters": {"task": "notices.tasks.sweep_letters", **SWEEP},
    "sweep-reports": {"task": "reports.tasks.sweep_reports", **SWEEP},
    "watch-letters": {"task": "notices.tasks.watch_letters", "schedule": crontab(minute=30)},
    "write-ending-letters": {
        "task": "deals.tasks.write_ending_letters",
        "schedule": crontab(hour=int(os.environ.get("REMINDER_HOUR", "7")), minute=10),
        "options": {"queue": "celery"},
    },
    "write-progress-reminders": {
        "task": "placements.tasks.write_progress_reminders",
        "schedule": crontab(hour=int(os.environ.get("REMINDER_HOUR", "7")), minute=0),
    },
    "write-signing-reminders": {
        "task": "deals.tasks.write_signing_reminders",
        "schedule": crontab(hour=int(os.environ.get("REMINDER_HOUR", "7")), minute=0),
        "options": {"queue": "celery"},  # letters do not wait for documents
    },
}

# Security

SECURITY_CONTACT = os.environ.get("SECURITY_CONTACT", "")  # mailto: or https:, for security.txt
SECURE = BASE_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "manifest-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint.progress", "fontTools", "pikepdf")},
}
