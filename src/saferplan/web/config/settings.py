"""Settings of the site. What differs between installations comes from the environment (`environment.py`)."""

import os
from datetime import timedelta

from csp.constants import NONE, SELF

from saferplan.web.config.environment import Environment
from saferplan.web.config.mail import Mail
from saferplan.web.config.sign_in import *  # noqa: F403
from saferplan.web.operations.logs import LOGGING  # noqa: F401 Django reads it here

ENVIRONMENT = Environment.read()
HOME = ENVIRONMENT.home
DEMO = ENVIRONMENT.demo

SECRET_KEY = ENVIRONMENT.secret
SECRET_KEY_FALLBACKS = list(ENVIRONMENT.old_secrets)
KEY = ENVIRONMENT.key
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
CSRF_FAILURE_VIEW = "saferplan.web.access.faults.forged"
BASE_URL = ENVIRONMENT.base_url

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",  # templates of widgets, for hidden fields
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "saferplan.web.access",
    "saferplan.web.agreements",
    "saferplan.web.analyses",
    "saferplan.web.api",
    "saferplan.web.backup",
    "saferplan.web.brands",
    "saferplan.web.cases",
    "saferplan.web.design_system",
    "saferplan.web.directories",
    "saferplan.web.documents",
    "saferplan.web.duties",
    "saferplan.web.groups",
    "saferplan.web.evidence",
    "saferplan.web.explore",
    "saferplan.web.files",
    "saferplan.web.jobs",
    "saferplan.web.linkage",
    "saferplan.web.maps",
    "saferplan.web.operations",
    "saferplan.web.partnerships",
    "saferplan.web.people",
    "saferplan.web.publications",
    "saferplan.web.own_areas",
    "saferplan.web.places",
    "saferplan.web.tour",
    "saferplan.web.audit",  # last: its demo tells of what the others have made
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "saferplan.web.operations.middleware.RequestLog",
    "csp.middleware.CSPMiddleware",
    "saferplan.web.publications.same_for_all.SameForAll",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "saferplan.web.people.sessions.SessionLifetime",
    "saferplan.web.access.no_store.NotKept",
    "saferplan.web.access.pace.RequestLimits",
    "saferplan.web.access.middleware.AccessMiddleware",
    "saferplan.web.audit.middleware.ActingMiddleware",
]

ROOT_URLCONF = "saferplan.web.config.urls"
WSGI_APPLICATION = "saferplan.web.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "saferplan.web.config.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "saferplan.web.access.context.who_and_where",
            ],
        },
    },
    {
        # For what libraries bring along and no template of ours replaces.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

FORM_RENDERER = "saferplan.web.design_system.forms.Renderer"

# Of each process. After an outage each request tries anew, in place of waiting as long again as the outage was.
POOL = {"min_size": 1, "max_size": 10, "timeout": 5, "reconnect_timeout": 5}
DATABASES = {
    "default": ENVIRONMENT.database
    | {"OPTIONS": ENVIRONMENT.database["OPTIONS"] | {"pool": POOL}, "CONN_HEALTH_CHECKS": True}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""  # jobs stand in each app's module `work`: web/jobs/work.py
WORKER_BEAT = timedelta(seconds=10)  # how often a worker says that it lives
WORKER_SILENCE = timedelta(seconds=40)  # when others take over its jobs: four beats

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FILE_UPLOAD_HANDLERS = ["saferplan.web.files.incoming.IncomingFiles"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1  # no form asks for more
FILES_LEAST_FREE = 1024**3  # bytes that uploads leave free: a full disk would stop the database, where it is the same

# A passkey is bound to an address by HTTPS; without it the site is on one's own machine.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.encrypted
SESSION_COOKIE_NAME = "__Host-saferplan" if ENVIRONMENT.encrypted else "saferplan"
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.proxies
DIRECTORIES = ENVIRONMENT.directories
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.encrypted
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ENVIRONMENT.encrypted
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.encrypted else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.encrypted else 0  # a year, as RFC 6797 section 14 has it in examples
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.encrypted
# Whoever watches over the site asks this machine itself, without a proxy that encrypts.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Signing in by a directory is a form that leads there.
        "form-action": [SELF, *sorted({known.origin for known in DIRECTORIES.values()})],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

MAIL = Mail.read(os.environ)
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.by_ssl, MAIL.by_tls
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = MAIL.sender
if DEMO:
    # The demo sends nothing: what it would have sent is shown on a page.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "demo" / "outbox"
