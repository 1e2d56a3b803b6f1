from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class TrackerConfig(AppConfig):
    name = "tracker"


class DeskConfig(admin_apps.AdminConfig):
    """Django's admin with our site in the place of its own."""

    default = False  # of this module: TrackerConfig is
    default_site = "tracker.desk.Desk"
