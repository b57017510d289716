"""How the journal calls what the portal does, and what is told when areas cannot be changed."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "portal.area_not_empty": Wording(
        title=_("这里还有人和事，不能直接撤销"),
        sentence=_(
            "还有 {household} 户、{person} 人、{body} 个组织、{case} 件没有办结的诉求、{resource} 项资源、"
            "{posting} 项选派、{file} 份干部档案。"
        ),
        ways=(_("改办“合并”，选定并入哪里：这些会一起转过去。"), _("或者先逐项转出、办结。")),
    ),
}

ENTRIES: dict[str, Text] = {
    "portal.area_moved": _("把{subject}划归了新的上级"),
    "portal.area_split": _("拆分了{subject}"),
    "portal.areas_merged": _("把{subject}合并了"),
    "portal.journal_exported": _("导出了留痕"),
}
