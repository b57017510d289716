"""Names of places are spelled as people say them."""

import pytest

from gongzhi.territory.spelling import spelled


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("花都区", "huaduqu", "hdq"),
        ("成都市", "chengdushi", "cds"),
        ("单县", "shanxian", "sx"),
        ("长海县", "changhaixian", "chx"),
        ("长子县", "zhangzixian", "zzx"),
        ("重庆市", "chongqingshi", "cqs"),
        ("曾家村", "zengjiacun", "zjc"),
        ("石林村民委员会", "shilincunminweiyuanhui", "slcmwyh"),
    ],
)
def test_characters_with_several_readings_are_read_as_in_names_of_places(name, pinyin, initials):
    assert spelled(name) == (pinyin, initials)
