"""Tell Django about the room `kernel`."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "gongzhi.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"
    sealed = {"postedanswer": {"body": "kernel.posted_answer"}}

    def ready(self) -> None:
        """Let every connection tell who acts, and make the triggers of audited tables anew after `migrate`."""
        from gongzhi.kernel import audit

        connection_created.connect(audit.prepare_connection, dispatch_uid="gongzhi.kernel.audit")
        post_migrate.connect(audit.install_triggers, sender=self, dispatch_uid="gongzhi.kernel.audit")
