"""The site's settings in tests. Where the database lies is known only when the run's server has started."""

import os
import tempfile

NOWHERE = "postgresql://of-the-run@/started-later"
os.environ.setdefault("DATABASE_URL", NOWHERE)
os.environ["SAFERPLAN_SECRET"] = "only for tests, and long enough that the checks are content with it"
os.environ["SAFERPLAN_KEY"] = "b25seSBmb3IgdGVzdHM6IDMyIGJ5dGVzIGxvbmcuLi4="
os.environ["SAFERPLAN_HOME"] = tempfile.gettempdir()
# Playwright's loop runs in the thread of the tests, and Django takes it for one of the site's.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

from saferplan.web.config.settings import *  # noqa: E402, F403

# Tests of commands that need no database would find one named.
if os.environ["DATABASE_URL"] == NOWHERE:
    del os.environ["DATABASE_URL"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
STATIC_ROOT = None  # nothing is collected: pages name the files, and no test fetches them from the site
