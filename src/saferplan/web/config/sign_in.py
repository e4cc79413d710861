"""Settings of signing in: passwords, second factors, sessions, and how often somebody may try."""

from datetime import timedelta

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# OWASP Password Storage cheat sheet: scrypt with N=2^14, r=8, p=5 where Argon2id is not at hand.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "saferplan.web.people.passwords.NotOneself"},
    # Length, not a mixture of kinds of letter: National Cyber Security Centre, password policy guidance.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600  # seconds: a link that is not used within the hour is asked for anew

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "tour:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "tour:start"
ACCOUNT_ADAPTER = "saferplan.web.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# No address gets in unproved: invitations are sent to it, directories answer for it. So none is verified afterwards.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 1
# Each asks for a letter to an address that somebody typed: enough for a slip or two, not to flood a stranger.
ACCOUNT_RATE_LIMITS = {"manage_email": "5/h/user"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds, for what changes how somebody signs in
ACCOUNT_REAUTHENTICATION_REQUIRED = True

SOCIALACCOUNT_ADAPTER = "saferplan.web.directories.adapter.DirectoryAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10  # seconds for each question to a directory

MFA_ADAPTER = "saferplan.web.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # RFC 6238 section 5.2: one step of delay is recommended
MFA_RECOVERY_CODES_SHOW_ONCE = False

# NIST SP 800-63B, 4.2.3: at assurance level 2, signing in again after twelve hours, or half an hour without a sign of
# life. An hour here, as people read long papers; revision 4 of it allows that.
SESSION_ENDS_AFTER = timedelta(hours=12)
SESSION_IDLES_FOR = timedelta(hours=1)
SESSION_COOKIE_AGE = int(SESSION_ENDS_AFTER.total_seconds())
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Who tries how often is counted for all processes together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "saferplan_cache",
        # Django drops entries at random past this; few, and whoever fills it would be let try again.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}
# Changes by who has signed in are counted for the person, those of strangers for the address they come from.
# Of programs that read figures: Power BI asks for a handful of tables at once, QGIS for one a layer; a token's tool may
# serve a whole agency.
API_LIMITS = {"open": "120/m/ip", "token": "600/m/key"}
REQUEST_LIMITS = {"by-person": "120/m/user", "by-address": "60/m/ip"}
PASSKEY_LIMITS = {"passkey": "30/m/ip"}

_FORMS = "saferplan.web.people.account_forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignIn",
    "reauthenticate": f"{_FORMS}.Confirm",
    "change_password": f"{_FORMS}.ChangePassword",
    "reset_password": f"{_FORMS}.ForgottenPassword",
    "reset_password_from_key": f"{_FORMS}.NewPassword",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.Code",
    "reauthenticate": f"{_FORMS}.ConfirmByCode",
    "activate_totp": f"{_FORMS}.FirstCode",
    "add_webauthn": f"{_FORMS}.AddPasskey",
    "edit_webauthn": f"{_FORMS}.RenamePasskey",
}
