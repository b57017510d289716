"""Example values for every fragment, as pages hand them over."""

import datetime as dt
from types import SimpleNamespace as Piece

from gongzhi.kernel.workdays import CHINA

NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)
DUES = [
    Piece(tone="late", icon="alert", text="超期 3 天"),
    Piece(tone="today", icon="clock", text="今天 17:30"),
    Piece(tone="soon", icon="clock", text="还剩 2 个工作日"),
    Piece(tone="far", icon="calendar", text="12月3日"),
    Piece(tone="held", icon="pause", text="暂停计时：等您补材料"),
    Piece(tone="done", icon="check", text="按时办结"),
    Piece(tone="open", icon="alert", text="办理期限未设定"),
]
STATES = [Piece(tone=tone, icon="inbox", text=f"状态{tone}") for tone in ("now", "ok", "warn", "bad", "hold", "flat")]
STEPS = [
    Piece(state="done", number=1, label="您下单", meta="11月18日 19:42，网上提交", due=None),
    Piece(state="now", number=2, label="支部接单", meta="限 1 个工作日", due=DUES[1]),
    Piece(state="held", number=3, label="补材料", meta="等您交产权证", due=DUES[4]),
    Piece(state="late", number=4, label="镇里审核", meta="已报区里", due=DUES[0]),
    Piece(state="next", number=5, label="您来评", meta="", due=None),
]
ROW = Piece(
    url="/cases/7/",
    title="二组反映：自来水发黄",
    meta="电话，11月20日登记",
    due=DUES[1],
    action="接单",
    action_url="/cases/7/#do",
    is_mine=True,
)
FRAGMENTS = {
    "_due": {"due": DUES[0]},
    "_state": {"state": STATES[0]},
    "_steps": {"steps": STEPS},
    "_duerow": {"row": ROW},
    "_person": {"person": Piece(name="何晓燕", title="村文书", note="盖章、证明", phone="0812-555 0136")},
    "_pager": {"page": Piece(previous_url="?before=9", next_url="?after=29", first=21, last=1040)},
    "_empty": {"title": "今天没有到期的事。", "text": "明天有 2 件。", "action_url": "/cases/", "action": "看明天的"},
    "_files": {"files": [Piece(name="水样照片.jpg", url="/files/1", size="412 KB", note="已查毒")]},
    "_refusal": {
        "refusal": Piece(
            title="还不能付款", sentence="合同还没有备案。", ways=("先送镇里备案",), sources=("no-such-source:24",)
        ),
        "actions": [Piece(url="/x/", label="送镇里备案")],
    },
    "_pills": {
        "label": "筛选",
        "pills": [
            Piece(url="?", label="全部", count=1600, is_current=True),
            Piece(url="?late=1", label="已超期", count=None, is_current=False),
        ],
    },
    "_note": {"tone": "warn", "icon_name": "alert", "text": "没有网络，记在手机里。"},
    "_log": {"entries": [Piece(text="何晓燕登记", at=NOON)]},
}
