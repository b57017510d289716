"""What is told when a backup cannot be taken or put back, and how the journal calls these deeds."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "config.program_missing": Wording(
        title=_("缺少 PostgreSQL 的程序"),
        sentence=_("找不到 {program}。"),
        ways=(_("安装 postgresql-client，版本不低于服务器，再运行。"),),
    ),
    "config.program_failed": Wording(
        title=_("程序没有运行成功"),
        sentence=_("{program}：{said}"),
        ways=(_("按上面的话处理以后，再运行。"),),
    ),
    "config.copy_faulty": Wording(
        title=_("数据库本身有错"),
        sentence=_("副本里有 {count} 处错误，第一处：{first}。这一份没有留下。"),
        ways=(_("先查明原因；上一份备份要另外保存好，不要覆盖。"),),
    ),
    "config.file_missing": Wording(
        title=_("缺少附件"),
        sentence=_("数据库里有附件 {sha256}，文件夹里没有。这一份没有留下。"),
        ways=(_("从以前的备份里找回这个文件，再运行。"),),
    ),
    "config.backup_broken": Wording(
        title=_("备份打不开"),
        sentence=_("{backup}：{said}。没有改动任何内容。"),
        ways=(_("核对备份的位置和密钥文件。"), _("换一份备份再试。")),
    ),
    "config.other_engine": Wording(
        title=_("数据库种类不同"),
        sentence=_("备份来自 {engine}，这里是 {here}。没有改动任何内容。"),
        ways=(_("用 DATABASE_URL 指定同一种数据库。"),),
    ),
    "config.not_empty": Wording(
        title=_("数据库不是空的"),
        sentence=_("{database} 里已经有表。备份只能恢复到空的数据库，没有改动任何内容。"),
        ways=(_("用 DATABASE_URL 指定一个新的空数据库。"),),
    ),
    "config.not_as_it_was": Wording(
        title=_("恢复出来的与备份时不一样"),
        sentence=_("有 {count} 处不同：{first}。"),
        ways=(_("不要使用这个数据库；换一份备份再试。"),),
    ),
    "config.key_missing": Wording(
        title=_("没有备份密钥"),
        sentence=_("找不到密钥文件 {file}，或者里面是空的。"),
        ways=(_("用 --key-file 指定做备份时用的那个密钥文件。"),),
    ),
}

ENTRIES: dict[str, Text] = {
    "config.backup_taken": _("做了一份备份"),
    "config.backup_restored": _("从备份恢复了数据"),
    "config.drill_passed": _("做了恢复演练，全部一致"),
    "config.drill_failed": _("做了恢复演练，没有通过"),
}
