"""The project's settings, quick and quiet for tests."""

import os

os.environ.setdefault("SECRET_KEY", "a key for tests only")
os.environ.setdefault("SIGNING_KEYS", "a signing key for tests only")
os.environ.setdefault("ENCRYPTION_KEYS", "an encryption key for tests only")
os.environ.setdefault("DEBUG", "0")

from lms.settings import *
from lms.settings import CACHES, CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, STORAGES

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
ALLOWED_HOSTS = ["*"]
DATABASES["default"]["CONN_MAX_AGE"] = 0
CACHES["default"]["KEY_PREFIX"] = f"test-{WORKER}"
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"test-{WORKER}-"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
LOGGING = {"version": 1, "disable_existing_loggers": False}
WHITENOISE_AUTOREFRESH = True  # nothing is collected before tests
