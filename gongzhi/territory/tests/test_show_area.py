"""`gongzhi show_area`: one area by its code, as JSON of an agreed form."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from gongzhi.kernel.actors import system_actor
from gongzhi.policy.actions import adopt_pack
from gongzhi.territory import queries
from gongzhi.territory.actions import import_areas
from gongzhi.territory.editions.files import read_edition
from gongzhi.territory.tests.registers import MCA, MCA_PLACES, PLACES, write

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
SYSTEM = system_actor("test")


@pytest.fixture(autouse=True)
def _registers(tmp_path):
    for name, places, columns, system, on in (
        ("nbs2021.csv", PLACES, None, "nbs", dt.date(2021, 12, 31)),
        ("mca2025.csv", MCA_PLACES, MCA, "mca", dt.date(2025, 12, 31)),
    ):
        path = write(tmp_path, name, places, *([columns] if columns else []))
        import_areas(by=SYSTEM, edition=read_edition(path), system=system, on=on, now=NOW)


def show(*arguments):
    out = io.StringIO()
    call_command("show_area", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_an_area_is_shown_in_the_agreed_form():
    assert show("440114109") == {
        "name": "花东镇",
        "level": "town",
        "path": ["广东省", "广州市", "花都区", "花东镇"],
        "codes": [
            {"system": "mca", "code": "440114103", "from": "2025-12-31", "to": None},
            {"system": "nbs", "code": "440114109", "from": "2021-12-31", "to": None},
        ],
        "pack": "base",
        "descendants": {"province": 0, "city": 0, "county": 0, "town": 0, "village": 3, "grid": 0, "building": 0},
    }


def test_the_pack_is_that_of_the_day():
    path = queries.area_by_code(code="440114", on=NOW.date()).path
    on = dt.date(2026, 6, 1)
    adopt_pack(by=SYSTEM, path=path, pack_id="huadu", from_on=on, to_on=None, decided_by="区委", now=NOW)
    assert [show("440114109", "--on", day)["pack"] for day in ("2026-05-31", "2026-06-01")] == ["base", "huadu"]


def test_a_code_filled_up_with_zeros_and_one_of_the_other_register_are_understood():
    assert show("440114000000")["name"] == "花都区"
    assert show("120000000000")["name"] == "天津市"
    assert show("440114103", "--code-system", "mca")["name"] == "花东镇"


@pytest.mark.parametrize(
    ("arguments", "near"),
    [
        (("440115",), "440114 花都区"),
        (("440114109204",), "440114109203 大㘵村委会"),
        (("441700",), "4417 阳江市"),
        (("440114109", "--code-system", "mca"), "440114104 新设镇"),
        (("99",), "44 广东省"),
        (("440114", "--on", "2020-01-01"), "import_areas"),
    ],
)
def test_an_unknown_code_ends_with_2_and_names_the_nearest(arguments, near):
    with pytest.raises(CommandError) as fault:
        show(*arguments)
    assert fault.value.returncode == 2
    assert near in str(fault.value)
