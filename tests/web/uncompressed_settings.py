"""The site's settings for a real process in tests, without the seconds that it takes to compress styles and scripts."""

from saferplan.web.config.settings import *  # noqa: F403

STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}}
