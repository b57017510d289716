"""
The roster of the benches taken in by django-import-export 4.4, as its documentation advises for many rows.

It is given what its admin is given, the file, and writes what we write: the same tables of the same database with the
same sealed columns. Its own reader reads the file. Bulk mode, the cached loader of instances and the cached widget of
foreign keys are on, the HTML of differences is off. `clean_model_instances` tells what is wrong with a row, beside
widgets that check the number, the phone and the day. A person who is registered is found by the index of the number,
and left alone when nothing has changed. As in its admin there is a preview, then a confirmation that reads the file
once more; all is one transaction each time. Headings, words, households and the sealing are told to it here, as a
site that uses it must do. It finds no second heading row, no 同上, no totals, no person without a number; it writes no
journal, and its own log of the admin is left out. Runs inside the site, with the library beside it on the path.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tablib
from import_export import fields, resources
from import_export.formats.base_formats import XLSX
from import_export.instance_loaders import CachedInstanceLoader
from import_export.results import Result
from import_export.widgets import CachedForeignKeyWidget, CharWidget, DateWidget, Widget

from bench.register import spending, tell
from bench.rosters import FILE, village
from gongzhi.kernel import clock
from gongzhi.kernel.identifiers import is_identity_number, normal_identity, normal_phone
from gongzhi.kernel.sealing import blind_index, new_seal_key, seal
from gongzhi.people.models import Household, Person
from gongzhi.people.queries import NUMBER_COLUMN, PHONE_COLUMN, PHONE_GROUP, number_index
from gongzhi.territory.queries import AreaLine

SEXES = {"男": "male", "女": "female"}
RELATIONS = {"户主": "head", "配偶": "spouse", "子": "child", "女": "child"}
INDEX = "identity_index"
Person.closed_on.field.blank = Person.erased_at.field.blank = True  # empty at first; its own models would allow that


class WordWidget(Widget):
    """Read a word of a closed list."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__()
        self.words = words

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return what a word means."""
        if value not in self.words:
            raise ValueError(f"{value} is none of {', '.join(self.words)}")
        return self.words[value]


class NumberWidget(Widget):
    """Read an identity number."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return a number whose check character and day are right."""
        if not is_identity_number(str(value), on=clock.today()):
            raise ValueError("no identity number")
        return normal_identity(str(value))


class PhoneWidget(Widget):
    """Read a phone."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """Return the digits of a phone."""
        digits = normal_phone(str(value))
        if digits is None:
            raise ValueError("no phone")
        return digits


class DayWidget(DateWidget):
    """Read a day that is over."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dt.date | None:
        """Return a day; a spreadsheet holds it with a time."""
        day = super().clean(value, row, **kwargs)
        day = day.date() if isinstance(day, dt.datetime) else day
        if day and day > clock.today():
            raise ValueError("the day lies ahead")
        return day


class IndexWidget(Widget):
    """Read the index of a number, which is bytes."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bytes:
        """Return the index."""
        return bytes.fromhex(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """Return the index as text."""
        return bytes(value).hex() if value else ""


class PersonResource(resources.ModelResource):
    """What import-export is told about a roster."""

    name = fields.Field(column_name="姓名", attribute="name", widget=CharWidget())
    relation = fields.Field(column_name="与户主关系", attribute="relation", widget=WordWidget(RELATIONS))
    sex = fields.Field(column_name="性别", attribute="sex", widget=WordWidget(SEXES))
    born_on = fields.Field(column_name="出生日期", attribute="born_on", widget=DayWidget())
    household = fields.Field(
        column_name="户号", attribute="household", widget=CachedForeignKeyWidget(Household, "register_number")
    )
    number = fields.Field(column_name="公民身份号码", attribute="number", widget=NumberWidget())
    phone = fields.Field(column_name="联系电话", attribute="phone", widget=PhoneWidget())
    identity_index = fields.Field(column_name=INDEX, attribute=INDEX, widget=IndexWidget())

    class Meta:
        model = Person
        fields = ("name", "relation", "sex", "born_on", "household", "number", "phone", INDEX)
        import_id_fields = (INDEX,)
        instance_loader_class = CachedInstanceLoader
        use_bulk = True
        batch_size = 1000
        skip_unchanged = True
        report_skipped = False
        skip_html_diff = True
        clean_model_instances = True

    def __init__(self, area: AreaLine) -> None:
        super().__init__()
        self.area = area

    def before_import(self, dataset: tablib.Dataset, **kwargs: Any) -> None:
        """Register the households that are named, and give every row the index of its number, by which it is found."""
        homes = dict(zip(dataset["户号"], dataset["现居住地址"], strict=True))
        known = set(Household.objects.filter(area_path=self.area.path).values_list("register_number", flat=True))
        place = {"area_id": self.area.id, "area_path": self.area.path}
        Household.objects.bulk_create(
            (Household(register_number=key, address=homes[key], **place) for key in homes if key not in known),
            batch_size=1000,
        )
        if INDEX not in dataset.headers:
            indexes = [number_index("identity", str(each)).hex() for each in dataset["公民身份号码"]]
            dataset.append_col(indexes, header=INDEX)

    def init_instance(self, row: Any = None) -> Person:
        """Return a person of the village, without any facts."""
        return Person(seal_key=new_seal_key(), paper="identity", area_id=self.area.id, area_path=self.area.path)

    def import_instance(self, instance: Person, row: Mapping[str, Any], **kwargs: Any) -> None:
        """Set the facts of a row, and seal the number and the phone where they are others."""
        before = instance.identity_index if instance.pk else None, instance.phone_index
        super().import_instance(instance, row, **kwargs)
        facts, key = vars(instance), instance.seal_key  # number and phone are none of its columns
        number, phone = str(facts["number"]), str(facts["phone"])
        if instance.identity_index != before[0]:
            instance.identity_sealed = seal(number, column=NUMBER_COLUMN, row=key)
        phone_index = blind_index(phone, group=PHONE_GROUP)
        if phone_index != before[1]:
            instance.phone_sealed, instance.phone_index = seal(phone, column=PHONE_COLUMN, row=key), phone_index


class UnaskedResource(PersonResource):
    """The same without asking the model about each row: what its columns and constraints refuse ends the import."""

    class Meta:
        clean_model_instances = False


def checked(result: Result) -> Result:
    """
    Return a result without errors.

    :raises RuntimeError: a row has some; the roster of the benches has none.
    """
    if result.has_errors() or result.has_validation_errors():
        first = next((each.error for _, errors in result.row_errors() for each in errors), None)
        raise RuntimeError(f"import-export found errors: {first or result.invalid_rows[0].error}")
    return result


def take_in(folder: Path) -> None:
    """Take the roster in, with every error of every row."""
    preview_and_confirm(folder, PersonResource)


def take_in_unasked(folder: Path) -> None:
    """Take the roster in, with what the widgets find alone."""
    preview_and_confirm(folder, UnaskedResource)


def preview_and_confirm(folder: Path, resource: type[PersonResource]) -> None:
    """Preview the roster and confirm it, as the admin of import-export does."""
    area, content = village(), (folder / FILE).read_bytes()
    with spending() as spent:
        for is_preview in (True, False):
            dataset = XLSX().create_dataset(content)
            checked(
                resource(area).import_data(
                    dataset, dry_run=is_preview, use_transactions=True, rollback_on_validation_errors=True
                )
            )
    tell(spent, persons=Person.objects.count(), households=Household.objects.count())
