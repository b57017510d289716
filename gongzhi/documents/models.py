"""Kept files. The bytes lie in a folder under the hash of their content; the row says whose they are."""

from django.db import models

from gongzhi.kernel.fields import PathField


class Attachment(models.Model):
    """One file of one matter. `owner_kind` and `owner_id` name the row of a higher room, which guards the file."""

    owner_kind = models.CharField(max_length=48)
    owner_id = models.BigIntegerField()
    area_path = PathField(blank=True)
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["owner_kind", "owner_id", "id"], name="attachment_owner")]
        constraints = [
            models.UniqueConstraint(fields=["owner_kind", "owner_id", "sha256"], name="attachment_once"),
        ]
