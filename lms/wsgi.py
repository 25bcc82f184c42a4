"""WSGI entry point, for gunicorn and its kin."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import resolve

from lms.memory import keep_little, load_later, settle

keep_little()
load_later("numpy")  # 11 MB for the statistics that a few pages and tasks compute
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")

application = get_wsgi_application()
resolve("/")  # reads every address
settle()
