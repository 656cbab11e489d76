"""Settings of the site. Everything that differs between places comes from the environment; nothing has to be set.

HAMROH_VAR            folder for database and key (default: var/)
HAMROH_DATABASE_URL   postgresql://USER:PASSWORD@HOST:PORT/NAME (default: SQLite in the folder)
HAMROH_WEB_ROLE       role of PostgreSQL that requests of the desk step down to (default: none)
HAMROH_SECRET_KEY     key that seals answers (default: made on first start)
HAMROH_HOSTS          names under which the site is reached, parted by commas (default: this machine only)
HAMROH_API_PER_MINUTE units a minute that one address may ask of each process at /api/ (default: 300)
HAMROH_PAGES_PER_MINUTE
                      units a minute of public pages that one address may ask of each process before it waits (default: 1200)
HAMROH_KEYS           folder of the key store (default: keys/ in the folder)
HAMROH_MASTER_KEY_FILE, HAMROH_MASTER_KEY_COMMAND
                      the key that wraps the key store: a file, or a command that prints it (default: a file made on first start)
HAMROH_ALARM_COMMAND  a command that is given new alarms, one line each, by `hamroh jobs due` (default: none)
HAMROH_RECORD_COMMAND a command that is given what was noted, a line of JSON each, by `hamroh jobs due` (default: none)
HAMROH_SMS_COMMAND    a program that sends one SMS, read as JSON from its standard input (default: none; SMS are sent by hand)
HAMROH_FILE_MB        megabytes that a file may have that somebody sends (default: 8)
HAMROH_FILES_PER_REPORT
                      files that are kept of one report (default: 20)
HAMROH_FILES_MB_PER_HOUR
                      megabytes of files that the public may send in an hour (default: 500)
HAMROH_REPORTS_PER_MINUTE
                      reports a minute after which further ones wait to be sorted (default: 20)
HAMROH_CLAMD          the virus scanner's daemon: the path of its socket, or 127.0.0.1:PORT (default: none)
HAMROH_SEALS          folder for copies of the record's seals, best on another machine (default: seals/ in the folder)
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from csp.constants import NONE, SELF

from hamroh.config import places

PACKAGE = Path(__file__).resolve().parents[1]
VAR = places.var_folder()

# Never on: Django's own error page shows what people typed.
DEBUG = False
SECRET_KEY = places.secret_key(VAR)
ALLOWED_HOSTS = [h.strip() for h in os.environ.get("HAMROH_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if h.strip()]
DATABASES = {"default": places.database(os.environ.get("HAMROH_DATABASE_URL", ""), VAR)}
# PostgreSQL: a role without rights of its own that a request of the desk steps down to (see people/walls/rows.py).
WEB_ROLE = os.environ.get("HAMROH_WEB_ROLE", "")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The key store stands apart from the database, and the key that wraps it apart from both; see hamroh.record.
KEYS_FOLDER = Path(os.environ.get("HAMROH_KEYS") or VAR / "keys")
MASTER_KEY_FILE = Path(os.environ.get("HAMROH_MASTER_KEY_FILE") or VAR / "master_key")
MASTER_KEY_COMMAND = os.environ.get("HAMROH_MASTER_KEY_COMMAND", "")
ALARM_COMMAND = os.environ.get("HAMROH_ALARM_COMMAND", "")
RECORD_COMMAND = os.environ.get("HAMROH_RECORD_COMMAND", "")
SEALS_FOLDER = Path(os.environ.get("HAMROH_SEALS") or VAR / "seals")
# Touched when something waits for a job; see hamroh.record.jobs.
WAKE_FILE = VAR / "wake"
# Encrypted files of exports to which two agreed, for a week; see hamroh.protection.moving.agreeing.
EXPORTS_FOLDER = Path(os.environ.get("HAMROH_EXPORTS") or VAR / "exports")

# The way out for SMS; see hamroh.protection.outgoing.gateway.
SMS_COMMAND = os.environ.get("HAMROH_SMS_COMMAND", "")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "hamroh.record",
    "hamroh.shell",
    "hamroh.people",
    "hamroh.asylum",
    "hamroh.protection",
    "hamroh.recruitment",
    "hamroh.web",
]

# No sessions, no cookies, no sign-in on the public site: a form carries its own sealed answers, so there is nothing a
# forged request could act upon. What stands in hamroh.shell.desk works for the addresses of the desk alone.
MIDDLEWARE = [
    "hamroh.shell.middleware.Manners",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "hamroh.people.alarms.watch.Refusals",
    "hamroh.shell.middleware.OwnNames",
    "hamroh.shell.desk.Session",
    "hamroh.shell.middleware.Tongue",
    "hamroh.shell.middleware.OnlyForms",
    "hamroh.shell.pace.Pace",
    "hamroh.shell.desk.Csrf",
    "hamroh.shell.desk.Authentication",
    "hamroh.people.staff.sessions.Watch",
    "hamroh.shell.desk.Messages",
    # These two only look at what the sign-in pages did.
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "hamroh.config.urls"
WSGI_APPLICATION = "hamroh.config.wsgi.application"
APPEND_SLASH = False

# A room of rooms: each of these holds its own templates and words.
PEOPLE = [
    PACKAGE / "people" / room
    for room in ("staff", "walls", "persons", "requests", "alarms", "attachments", "directory", "turns")
]

TEMPLATES = [
    {
        "BACKEND": "hamroh.shell.quick_templates.Templates",
        "NAME": "django",
        "APP_DIRS": True,
        "DIRS": [room / "templates" for room in PEOPLE],
        "OPTIONS": {
            "context_processors": [
                "hamroh.shell.page.around",
                "hamroh.people.walls.ways.around",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "hamroh.shell.templatetags.shell"],
        },
    }
]

FORM_RENDERER = "hamroh.shell.quick_fields.Fields"

# Work that a page leaves for later waits in the database, and `hamroh jobs due` does it; see hamroh.record.jobs.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# -- the desk ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Staff"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]

# A site that is reached under a name has TLS before it (docs/guides/run-a-site.md); on this machine alone it has none.
OVER_TLS = any(h not in ("localhost", "127.0.0.1", "[::1]") for h in ALLOWED_HOSTS)

# Nobody signs themselves up, and no mail leaves: staff are entered by an administrator and get a code by hand.
ACCOUNT_ADAPTER = "hamroh.people.staff.signing_in.Account"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
# What is weighty is confirmed with the second step, again after five minutes.
ACCOUNT_REAUTHENTICATION_METHODS = ["mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "hamroh.people.staff.forms.SignInForm",
    "change_password": "hamroh.people.staff.forms.ChangePasswordForm",
}
# Counted by name or by person, never by address: behind a proxy or in one office all have the same one.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "6/900s/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"

MFA_ADAPTER = "hamroh.people.staff.signing_in.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A browser calls localhost secure without TLS; the library that checks a passkey does not.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not OVER_TLS
MFA_TOTP_ISSUER = "Hamroh"
# A code lives its half minute and works once. A phone whose clock is off is told to set it by the network.
MFA_TOTP_TOLERANCE = 0
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "hamroh.people.staff.forms.SecondStepForm",
    "reauthenticate": "hamroh.people.staff.forms.ConfirmForm",
    "activate_totp": "hamroh.people.staff.forms.AppForm",
    "add_webauthn": "hamroh.people.staff.forms.PasskeyForm",
}

AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
# It asks for the address to be counted too; by name alone is stricter, and we keep no addresses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
# What was typed as a name may be a password in the wrong field: only a keyed digest of it is ever kept.
AXES_USERNAME_CALLABLE = "hamroh.people.staff.signing_in.name_typed"
AXES_CLIENT_IP_CALLABLE = "hamroh.people.staff.signing_in.no_address"
AXES_LOCKOUT_CALLABLE = "hamroh.people.staff.signing_in.locked"

# Where all processes count failed sign-ins and mark used codes.
# Room for many, so that nobody pushes out a name's failed attempts by trying other names.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "desk_counters",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

# 15 minutes idle, 12 hours at most: hamroh.people.staff.sessions watches both.
SESSION_ENGINE = "hamroh.people.staff.kept_sessions"
SESSION_COOKIE_NAME = "__Host-desk" if OVER_TLS else "desk"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = OVER_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# The guard against forged forms is kept with the session, so the desk sets one cookie in all.
CSRF_USE_SESSIONS = True
CSRF_TRUSTED_ORIGINS = [f"https://{h}" for h in ALLOWED_HOSTS if "*" not in h] if OVER_TLS else []
CSRF_FAILURE_VIEW = "hamroh.people.staff.views.stale"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hamroh.people.staff.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "hamroh.people.staff.passwords.NotCommon"},
    {
        "NAME": "hamroh.people.staff.passwords.NotTheirName",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Neither is served from: pages load their few files from /still/. Django's test server wants them named.
STATIC_URL = "/no-static/"
MEDIA_URL = "/no-media/"

USE_I18N = True
LOCALE_PATHS = [room / "locale" for room in PEOPLE]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("tg", "Тоҷикӣ"), ("ru", "Русский"), ("en", "English")]

# A form of the interview with every history filled is under 100 KB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 300_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Files that people send: held in memory, never in a temporary file; see hamroh.shell.uploads and people/attachments.
FILE_UPLOAD_HANDLERS = ["hamroh.shell.uploads.InMemory"]
FILE_BYTES = places.whole_number("HAMROH_FILE_MB", 8) * 1_000_000
FILES_PER_REPORT = places.whole_number("HAMROH_FILES_PER_REPORT", 20)
DATA_UPLOAD_MAX_NUMBER_FILES = 100
# What the public sends in an hour; over it words are taken and files are not.
FILES_PER_HOUR = places.whole_number("HAMROH_FILES_MB_PER_HOUR", 500) * 1_000_000
# More reports are stored all the same, and wait to be sorted; see people/floods.py.
REPORTS_PER_MINUTE = places.whole_number("HAMROH_REPORTS_PER_MINUTE", 20)
CLAMD = places.scanner(os.environ.get("HAMROH_CLAMD", ""))

# A page costs one unit, a form five; what is dearer is named. A report is never kept waiting here.
PAGES_PER_MINUTE = places.whole_number("HAMROH_PAGES_PER_MINUTE", 1200)
PAGE_COSTS = {
    "still": 0,
    "leave": 0,
    "report": 0,
    "follow_report": 0,
    "report_firm": 0,
    "follow_firm": 0,
    "pdf": 20,
    "law_changed": 5,
    "law_compared": 5,
}
# Searches among persons that one member of staff may make in a minute.
SEARCHES_PER_MINUTE = 30

# A page of law for programs costs one unit, an answer five.
API_PER_MINUTE = places.whole_number("HAMROH_API_PER_MINUTE", 300)

# What is logged never holds what a person typed: see hamroh.shell.quiet_log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "hamroh.shell.quiet_log.QuietFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["console"], "level": "ERROR", "propagate": False}},
}
