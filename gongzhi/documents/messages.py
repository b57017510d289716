"""What is said when a file cannot be kept."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

ANOTHER_FILE = _("换一张照片，或者把文件存成 PDF 再传。")
WITHOUT_FILE = _("不传附件也可以先提交，以后到窗口补交。")

WORDINGS = {
    "documents.too_many_files": Wording(
        _("附件太多"), _("一件事最多放 {files} 个附件。"), (_("留下最能说明问题的几张。"), WITHOUT_FILE)
    ),
    "documents.file_empty": Wording(
        _("这个文件是空的"), _("“{name}”里没有内容，可能没有传完。"), (_("重新选一次这个文件。"), WITHOUT_FILE)
    ),
    "documents.file_too_large": Wording(
        _("文件太大"),
        _("“{name}”超过 {megabytes} MB。"),
        (_("用手机把照片缩小一点再传。"), WITHOUT_FILE),
    ),
    "documents.kind_not_taken": Wording(
        _("收不了这种文件"), _("“{name}”不是照片（JPG、PNG、WebP），也不是 PDF。"), (ANOTHER_FILE, WITHOUT_FILE)
    ),
    "documents.file_too_heavy": Wording(
        _("这个文件打不开"), _("“{name}”展开以后太大，或者打开它要花太长时间。"), (ANOTHER_FILE, WITHOUT_FILE)
    ),
    "documents.pdf_broken": Wording(
        _("这个 PDF 打不开"), _("“{name}”不完整，或者已经损坏。"), (_("重新选一次这个文件。"), WITHOUT_FILE)
    ),
    "documents.pdf_locked": Wording(
        _("这个 PDF 有密码"),
        _("“{name}”加了密码或者限制，没法检查里面有什么。"),
        (_("去掉密码，或者打印成新的 PDF 再传。"), WITHOUT_FILE),
    ),
    "documents.pdf_active": Wording(
        _("收不了这个 PDF"),
        _("“{name}”里带有会自动运行的内容，或者夹带了别的文件。"),
        (_("把它打印成新的 PDF 再传。"), WITHOUT_FILE),
    ),
    "documents.picture_broken": Wording(
        _("这张照片打不开"), _("“{name}”不完整，或者已经损坏。"), (ANOTHER_FILE, WITHOUT_FILE)
    ),
    "documents.picture_too_large": Wording(
        _("照片太大"), _("“{name}”超过 {megapixels} 百万像素。"), (_("用手机把照片缩小一点再传。"), WITHOUT_FILE)
    ),
}

ENTRIES: dict[str, Text] = {
    "documents.attachment_kept": _("给{subject}附了一个文件"),
    "documents.paper_printed": _("打印了{subject}的文书"),
}
