"""A small shelf of packs, written for one test."""

import textwrap

import pytest

BASE = {
    "base/pack.yaml": "id: base\ntitle: {zh: 法律, en: Law}\n",
    "base/sources.yaml": "law: {title: {zh: 《某法》, en: Some Law}, kind: law, date: 2010-01-01}\n",
    "base/labels.yaml": "states:\n  filed: {zh: 已提交, en: Filed}\n  done: {zh: 已办结}\n",
    "base/params/cases/reply_days.yaml": """
        title: {zh: 答复期限, en: Time to reply}
        unit: days
        override: lower
        fill_by: [county_official]
        values:
          - {from: 2010-01-01, value: 60, status: law, source: "law:第三十四条"}
          - {from: 2026-01-01, value: 30, status: law, source: "law:第三十五条"}
    """,
    "base/params/cases/posting_days.yaml": """
        title: {zh: 公开时间, en: Days posted}
        unit: days
        override: higher
        values: [{from: 2026-01-01, value: 15, status: law, source: "law:第三十五条"}]
    """,
    "base/params/cases/accept_days.yaml": """
        title: {zh: 受理期限, en: Time to accept}
        unit: working_days
        override: lower
        fill_by: [county_official]
        values: [{from: 2010-01-01, status: to_be_set, source: "law:第二条"}]
    """,
    "base/lists/cases/kinds.yaml": """
        title: {zh: 事项, en: Kinds}
        source: "law:第一条"
        is_open: true
        items: [{key: road, zh: 道路, en: Road, desk: town_desk}]
    """,
}
PLACE = {
    "place/pack.yaml": "id: place\ntitle: {zh: 某县, en: Place}\n",
    "place/sources.yaml": "doc: {title: {zh: 某县方案, en: Plan}, kind: document}\n",
    "place/labels.yaml": "states:\n  filed: {zh: 下单, en: Ordered}\n",
    "place/params/cases/reply_days.yaml": """
        title: {zh: 反馈期限, en: Time to reply}
        unit: days
        values:
          - {from: 2015-01-01, value: 45, status: stated, source: "doc:二"}
    """,
    "place/params/cases/posting_days.yaml": """
        title: {zh: 公示时间, en: Days posted}
        unit: days
        values: [{from: 2020-04-28, value: 7, status: stated, source: "doc:三"}]
    """,
}


@pytest.fixture
def shelf(tmp_path, settings):
    """Return a function that writes pack files into a fresh folder and makes it the only one."""
    settings.PACK_FOLDERS = [tmp_path]

    def put(*shelves):
        for files in shelves:
            for name, text in files.items():
                path = tmp_path / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(textwrap.dedent(text), encoding="utf-8")
        return tmp_path

    return put


@pytest.fixture(autouse=True)
def _fresh_packs():
    """Forget the packs of other tests."""
    from gongzhi.policy import queries

    queries._read.cache_clear()
    yield
    queries._read.cache_clear()
