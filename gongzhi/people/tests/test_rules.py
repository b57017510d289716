"""Phones as typed and near relatives of the Civil Code."""

import pytest

from gongzhi.people.rules import Kin, address_group, may_declare_kin, may_live_in, normal_phone


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("138 0013 8000", "13800138000"),
        ("+86-13800138000", "13800138000"),
        ("０２０－３６８３００００", "02036830000"),
        ("36830000", "36830000"),
        ("0662-3333333", "06623333333"),
        ("12345", None),
        ("1380013800", None),
        ("没有", None),
        ("", None),
    ],
)
def test_a_phone_is_understood_as_people_type_it(typed, digits):
    assert normal_phone(typed) == digits


def test_each_near_relative_is_seen_from_the_other_side():
    assert [kin.inverse for kin in (Kin.SPOUSE, Kin.PARENT, Kin.SIBLING, Kin.GRANDCHILD)] == [
        Kin.SPOUSE,
        Kin.CHILD,
        Kin.SIBLING,
        Kin.GRANDPARENT,
    ]


def test_near_relatives_are_those_of_the_civil_code_and_another_person():
    assert may_declare_kin(person_id=1, relative_id=2, kind="sibling").ok
    assert may_declare_kin(person_id=1, relative_id=2, kind="cousin").code == "people.kin_unknown"
    assert may_declare_kin(person_id=1, relative_id=1, kind="spouse").code == "people.relative_of_oneself"


def test_a_household_lies_in_the_area_of_the_person_or_below():
    assert may_live_in(household_path="1/2/", area_path="1/2/").ok
    assert may_live_in(household_path="1/2/3/", area_path="1/2/").ok
    assert not may_live_in(household_path="1/3/", area_path="1/2/").ok


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("三组8号", "三组"),
        ("十三组8号", "十三组"),
        ("三组8号附1", "三组"),
        ("三组12-3号", "三组"),
        ("三组８号", "三组"),
        ("三组八号", "三组"),
        ("建设路12号3栋502室", "建设路12号3栋"),
        ("祠堂边", "祠堂边"),
        ("502室", ""),
    ],
)
def test_an_address_is_of_the_group_that_stands_before_the_last_number(address, group):
    assert address_group(address) == group
