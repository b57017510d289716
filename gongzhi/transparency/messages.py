"""What the journal says about the public log. Nothing here is refused: the log takes what a room may publish."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {}
ENTRIES: dict[str, Text] = {
    "transparency.leaf_added": _("把{subject}登入公开日志"),
    "transparency.checkpoint_signed": _("给公开日志签了章"),
}
