"""Tell Django about the room `config`, which holds commands that walk all rooms."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "gongzhi.config"
    label = "config"
