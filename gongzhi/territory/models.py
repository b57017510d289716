"""
Areas of every level with their names and codes, each dated.

What is in force holds from `from_on` until the day before `to_on`. Codes are not identities: an area is its row, and a
code may pass from one area to another. Nothing is deleted. Triggers (see the migrations) keep level, parent and path
together; a later migration that rebuilds `territory_area` on SQLite must put them back.
"""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import Exact, LessThanOrEqual

from gongzhi.kernel.fields import PathField
from gongzhi.territory import rules

LEVELS = [(level.value, level.value) for level in rules.Level]
SYSTEMS = [(system.value, system.value) for system in rules.CodeSystem]
LASTS = Q(to_on=None) | Q(to_on__gt=F("from_on"))


class Area(models.Model):
    """
    An area: a province down to a building. `path` is the ids from the root down (see `kernel.paths`).

    `order_key` gives the official order among siblings: the first code, else the name.
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children", db_index=False)
    level = models.CharField(max_length=10, choices=LEVELS)
    path = PathField()
    order_key = PathField(max_length=100)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        ordering = ("order_key", "pk")
        indexes = (models.Index(fields=["parent", "order_key", "id"], name="area_siblings"),)
        constraints = (
            models.UniqueConstraint(fields=["path"], name="area_path_once"),
            models.CheckConstraint(condition=LASTS, name="area_lasts"),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in rules.Level]), name="area_level_known"
            ),
        )


class AreaName(models.Model):
    """
    A name of an area. `pinyin` and `initials` serve the search; the job that indexes names fills them where empty.

    `rank` is that of the level (province 1), so that one index answers "by pinyin, upper levels first".
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="names", db_index=False)
    name = models.CharField(max_length=rules.MOST_NAME_CHARACTERS)
    rank = models.PositiveSmallIntegerField()
    pinyin = PathField(max_length=400, blank=True, default="")
    initials = PathField(max_length=rules.MOST_NAME_CHARACTERS, blank=True, default="")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        ordering = ("area", "from_on", "pk")
        indexes = (
            models.Index(fields=["rank", "pinyin"], name="areaname_pinyin", condition=~Q(pinyin="")),
            models.Index(fields=["rank", "initials"], name="areaname_initials", condition=~Q(initials="")),
        )
        constraints = (
            models.UniqueConstraint(fields=["area", "from_on"], name="areaname_one_a_day"),
            models.UniqueConstraint(fields=["area"], condition=Q(to_on=None), name="areaname_one_open"),
            models.CheckConstraint(condition=LASTS, name="areaname_lasts"),
            models.CheckConstraint(condition=~Q(name=""), name="areaname_not_empty"),
        )


class AreaCode(models.Model):
    """A code of an area in one register; on one day a code means one area, and an area has one code of a register."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="codes", db_index=False)
    system = models.CharField(max_length=5, choices=SYSTEMS)
    code = PathField(max_length=40)
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        ordering = ("area", "system", "from_on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["system", "code", "from_on"], name="areacode_one_meaning_a_day"),
            models.UniqueConstraint(fields=["area", "system", "from_on"], name="areacode_one_a_day"),
            models.UniqueConstraint(fields=["system", "code"], condition=Q(to_on=None), name="areacode_one_area"),
            models.UniqueConstraint(fields=["area", "system"], condition=Q(to_on=None), name="areacode_one_open"),
            models.CheckConstraint(condition=LASTS, name="areacode_lasts"),
            models.CheckConstraint(
                condition=Q(system="local")
                | Q(Exact(Func(F("code"), Value("0123456789"), function="LTRIM"), Value(""))),
                name="areacode_digits",
            ),
            models.CheckConstraint(
                condition=~Q(system="grid") | Q(Exact(Length("code"), Value(rules.GRID_DIGITS))),
                name="areacode_grid_digits",
            ),
            models.CheckConstraint(
                condition=~Q(system__in=["nbs", "mca"])
                | Q(LessThanOrEqual(Length("code"), Value(rules.VILLAGE_DIGITS))),
                name="areacode_division_digits",
            ),
            models.CheckConstraint(condition=~Q(code=""), name="areacode_not_empty"),
        )


class Succession(models.Model):
    """One area took the place of another on a day, wholly or in part: a redrawn grid, a merger, a split."""

    ended = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="predecessions")
    on = models.DateField()

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(fields=["ended", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(ended=F("successor")), name="succession_of_another"),
        )


class Change(models.Model):
    """
    A change of the tree that was carried out: of what kind, from which day on, by which document.

    `sha` is of the file it was read from, so that the same file is known again; `figures` holds counts, never names.
    """

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in rules.ChangeKind])
    on = models.DateField()
    basis = models.CharField(max_length=200)
    sha = models.CharField(max_length=64, blank=True, default="")
    done_at = models.DateTimeField()
    by_name = models.CharField(max_length=120)
    figures = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["sha"], condition=~Q(sha=""), name="change_file_once"),
            models.CheckConstraint(condition=~Q(basis=""), name="change_has_basis"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in rules.ChangeKind]), name="change_kind_known"
            ),
        )


class ChangedArea(models.Model):
    """
    An area that a change is about, by name: one that ended, opened, took others in or was renamed.

    What lies below them and came along is told by `Succession`.
    """

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="areas")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="changes")
    part = models.CharField(max_length=8, choices=[(part.value, part.value) for part in rules.Part])

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["change", "area"], name="changed_area_once"),
            models.CheckConstraint(
                condition=Q(part__in=[part.value for part in rules.Part]), name="changed_area_part_known"
            ),
        )


class Follower(models.Model):
    """
    A row of another room that came from one area to another with a change: where it was on the days before.

    `kind` is the row's as the journal calls it (`people.household`), a plain id beside it; `on` is that of the change.
    """

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="followers")
    on = models.DateField()
    kind = models.CharField(max_length=48)
    row_id = models.BigIntegerField()
    from_path = PathField()
    to_path = PathField()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=["kind", "from_path", "on"], name="follower_from"),)
        constraints = (
            models.UniqueConstraint(fields=["kind", "row_id", "change"], name="follower_once"),
            models.CheckConstraint(condition=~Q(from_path=F("to_path")), name="follower_moves"),
        )


class AreaImport(models.Model):
    """
    One edition of a register taken in: which file, in force from `on`, and what came of it.

    `sha` is of the rows as read, so that the same edition is known again in another format. Without `finished_at` it
    was cut off, and the next run of the same file completes it. `batches` counts what has been committed, so that two
    runs at once are noticed. `counts` holds figures, never names.
    """

    system = models.CharField(max_length=5, choices=SYSTEMS)
    on = models.DateField()
    file_name = models.CharField(max_length=200)
    edition_year = models.PositiveSmallIntegerField(null=True)
    sha = models.CharField(max_length=64)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    by_name = models.CharField(max_length=120)
    batches = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["system"], condition=Q(finished_at=None), name="areaimport_one_open"),
        )


class AreaImportNote(models.Model):
    """Something to know about a row of an import: `row` counts the header as 1; `kind` is a key of the messages."""

    area_import = models.ForeignKey(AreaImport, on_delete=models.CASCADE, related_name="notes")
    row = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    detail = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("area_import", "row", "pk")


class NameIndex(models.Model):
    """
    What the index of characters covers: the `names` names with ids up to `up_to`; the search reads younger ones itself.

    There is one row at most, with id 1. When more names than these have such ids, the index is built anew.
    """

    up_to = models.BigIntegerField()
    names = models.PositiveIntegerField()
    built_at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="nameindex_one_row"),)


class Gram(models.Model):
    """
    The names that hold one character or two neighbouring ones: ids of `AreaName`, upper levels first.

    `names` is a row of unsigned 32-bit integers, least significant byte first.
    """

    gram = PathField(max_length=4)
    names = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gram"], name="gram_once"),)
