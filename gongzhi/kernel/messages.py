"""What the kernel's refusals say."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {
    "kernel.key_reused": Wording(
        _("这张表已经交过了"),
        _("同一张表先交过一次，现在内容不一样了，所以这次没有收。先前交的那一份仍然有效。"),
        (_("要补充，请到先前那一件里写。"), _("要另报一件，请重新打开表格再填。")),
    ),
    "kernel.key_unfit": Wording(
        _("防重复的编号不能用"),
        _("Idempotency-Key 要有 16 到 80 个字符，由字母、数字和短横线组成。"),
        (_("请为每次提交生成一个新的 UUID。"),),
    ),
    "kernel.token_missing": Wording(
        _("没有收下"),
        _("用登录的身份写东西，要带上表单口令（X-CSRFToken）；没有带，或者对不上。"),
        (_("先读 /api/v1/me，把其中的 form_token 放进请求头 X-CSRFToken 再提交。"),),
    ),
    "kernel.request_unfit": Wording(
        _("提交的内容不合要求"),
        _("有的地方缺了或者不对，所以没有收；errors 里逐项写明。"),
        (_("照 /api/v1/openapi.json 的说明改好再提交。"),),
    ),
    "kernel.body_unreadable": Wording(
        _("提交的内容读不出来"), _("内容应当是 UTF-8 编码的 JSON。"), (_("检查引号、括号和编码，再提交一次。"),)
    ),
    "kernel.upload_too_large": Wording(
        _("一次交的文件太大了"),
        _("一次交上来的文件加起来最多 {megabytes} MB，这次超过了，一个也没有收。"),
        (_("分几次交。"), _("照片先缩小，表格按村或者按组分开。")),
    ),
    "kernel.demo_only": Wording(
        _("时间不能拨"),
        _("只有用 make demo 建的演示库可以拨时间，这个库不是。"),
    ),
    "kernel.sheet_empty": Wording(
        _("文件是空的"), _("这个文件里一个字节也没有，没有写入任何数据。"), (_("在电脑上打开看看，重新保存再选。"),)
    ),
    "kernel.sheet_kind": Wording(
        _("这不是表格文件"),
        _("只收 .xlsx、.xls 和 .csv。有的系统导出的“.xls”其实是网页，也不能直接收。"),
        (_("用 Excel 或 WPS 打开，选“另存为”，类型选“Excel 工作簿（.xlsx）”。"),),
    ),
    "kernel.sheet_locked": Wording(
        _("文件设了打开密码"),
        _("有密码的文件读不出来，没有写入任何数据。"),
        (_("用 Excel 或 WPS 打开，在“文件、信息、保护工作簿”里去掉密码，保存后再选。"),),
    ),
    "kernel.sheet_macros": Wording(
        _("文件里有宏"),
        _("带宏的文件可能夹着程序，一律不收。"),
        (_("用 Excel 或 WPS 打开，选“另存为”，类型选“Excel 工作簿（.xlsx）”，提示去掉宏时选“是”。"),),
    ),
    "kernel.sheet_broken": Wording(
        _("文件读不出来"),
        _("文件不完整，或者格式坏了，没有写入任何数据。"),
        (_("在电脑上打开确认，再“另存为”一份新的。"), _("从微信或U盘拷来的，重新拷一次。")),
    ),
    "kernel.sheet_encoding": Wording(
        _("文字编码认不出来"),
        _("这个文本文件既不是 UTF-8，也不是国标（GBK、GB 18030）编码。"),
        (_("用 Excel 或 WPS 打开，另存为 .xlsx 再选。"),),
    ),
    "kernel.sheet_too_large": Wording(
        _("表太大了"),
        _("一个文件最多 {megabytes} MB、{rows} 行、{columns} 列；最后一个有字的格子太远，也算太大。"),
        (_("按村或者按组分成几个文件。"), _("删掉表格右边和下面多余的行列，再保存。")),
    ),
    "kernel.sheet_too_slow": Wording(
        _("读得太久"),
        _("{seconds} 秒还没有读完，已经停下，没有写入任何数据。"),
        (_("把数据复制到一张新表里再保存。"), _("按村或者按组分成几个文件。")),
    ),
    "kernel.not_empty": Wording(
        _("不能改成演示库"),
        _("这个库里已经有 {entries} 条记录。演示库只能从空库建。"),
    ),
}

ENTRIES: dict[str, Text] = {
    "kernel.demo_made": _("建立了演示库"),
    "kernel.clock_moved": _("拨动了演示的时间"),
    "kernel.holidays_imported": _("导入了节假日安排"),
    "kernel.sealed_anew": _("换新密钥重新加密了登记的号码"),
}
