"""Settings of the site. What differs between installations comes from the environment (`environment.py`)."""

from pathlib import Path

from csp.constants import NONE, SELF

from saferplan.web.config.environment import Environment

ENVIRONMENT = Environment.read()
WEB = Path(__file__).parents[1]
HOME = ENVIRONMENT.home
DEMO = ENVIRONMENT.demo

SECRET_KEY = ENVIRONMENT.secret
DEBUG = False
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
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
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "procrastinate.contrib.django",
    "saferplan.web.access",
    "saferplan.web.brands",
    "saferplan.web.design_system",
    "saferplan.web.partnerships",
    "saferplan.web.people",
    "saferplan.web.tour",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "saferplan.web.access.middleware.AccessMiddleware",
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

DATABASES = {"default": ENVIRONMENT.database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    # Length, not a mixture of kinds of letter: National Cyber Security Centre, password policy guidance.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tour:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "tour:start"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.encrypted
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = ENVIRONMENT.encrypted
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.encrypted else None
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.encrypted else 0  # a year, as RFC 6797 section 14 has it in examples
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.encrypted
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
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
