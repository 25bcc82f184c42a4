"""WSGI entry point, for gunicorn and its kin."""

import os

from django.core.wsgi import get_wsgi_application

from lms.memory import keep_little

keep_little()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = get_wsgi_application()
