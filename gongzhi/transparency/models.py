"""The public log: its leaves, the hashes of its complete subtrees, its head, and what was signed."""

from django.db import models
from django.db.models import Q


class Head(models.Model):
    """
    Where the log stands; one row, with id 1, locked by whoever appends.

    `frontier` are the hashes of the complete subtrees, 32 bytes each, the largest first. It only grows, kept so by a
    trigger.
    """

    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.CheckConstraint(name="log_head_one_row", condition=Q(pk=1))]


class Leaf(models.Model):
    """
    One line of the log, numbered from 0 without gaps. Append-only, kept so by triggers.

    `content_hash` is salted (`rules.salted_hash`). `subject_kind`, `subject_id` and `entry_id` (the journal) lead to
    the record for those who may see it and are not part of what is hashed.
    """

    index = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=64)
    at = models.DateTimeField()
    content_hash = models.BinaryField()
    subject_kind = models.CharField(max_length=48)
    subject_id = models.BigIntegerField(null=True)
    entry_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id", "index"], name="log_leaf_subject")]


class Node(models.Model):
    """The hash of a complete subtree, named by `rules.node_id`. Append-only, kept so by triggers."""

    id = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField()


class Checkpoint(models.Model):
    """
    A head that was signed: `note` is the signed text, `key` the verifier key it was signed for.

    Append-only, kept so by triggers.
    """

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    key = models.CharField(max_length=200)
    at = models.DateTimeField()
