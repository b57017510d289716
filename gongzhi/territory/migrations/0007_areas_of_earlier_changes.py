"""Write down of changes carried out before which areas they were about, as the journal has it."""

from typing import Any

from django.db import migrations

CODES = (
    "portal.area_moved",
    "portal.areas_merged",
    "portal.area_split",
    "territory.area_renamed",
    "territory.area_ended",
)


def fill(apps: Any, schema_editor: Any) -> None:
    """Take the areas from the entry of each change, and what came into their place from who succeeded them that day."""
    entries = apps.get_model("kernel", "Entry").objects.filter(code__in=CODES, figures__has_key="change")
    changes = apps.get_model("territory", "Change").objects.in_bulk()
    successions = apps.get_model("territory", "Succession").objects
    keep = apps.get_model("territory", "ChangedArea").objects.get_or_create
    for figures in entries.order_by("pk").values_list("figures", flat=True):
        change, areas = changes[figures["change"]], figures["areas"]
        for pk in areas:
            keep(change=change, area_id=pk, defaults={"part": "renamed" if change.kind == "rename" else "ended"})
        followed = successions.filter(ended_id__in=areas, on=change.on).order_by("pk")
        for pk, from_on in followed.values_list("successor_id", "successor__from_on"):
            keep(change=change, area_id=pk, defaults={"part": "opened" if from_on == change.on else "into"})


class Migration(migrations.Migration):
    dependencies = [("territory", "0006_changed_areas"), ("kernel", "0009_changes_inserted")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
