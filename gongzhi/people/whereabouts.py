"""Where households lay on a day, through all changes of the tree since."""

import datetime as dt

from gongzhi.people.models import Household
from gongzhi.territory.queries import lay_within


def count_households_on(path: str, on: dt.date) -> int:
    """Return how many of the households registered now lay at or under an area on a day."""
    return Household.objects.filter(lay_within(path, kind="people.household", column="area_path", on=on)).count()
