"""Call the kinds of bodies and posts as the glossary calls them, where they were registered under another name."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BODIES = {
    "village_committee": "villagers_committee",
    "big_committee": "extended_party_committee",
    "property_firm": "property_company",
    "employment_group": "new_employment_group",
    "finance_group": "finance_review_group",
    "economic_organisation": "collective_org",
}
POSTS = {"household_head": "linked_household_head"}


def rename(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Rename every kind, one statement each."""
    for model, names in (("Body", BODIES), ("Post", POSTS)):
        for old, new in names.items():
            apps.get_model("bodies", model).objects.filter(kind=old).update(kind=new)


class Migration(migrations.Migration):
    dependencies = [("bodies", "0004_owners_vote_counted")]
    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
