"""How the journal calls what the portal does. Nothing here is refused: what one may not see is not there."""

from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.wording import Text, Wording

WORDINGS: dict[str, Wording] = {}

ENTRIES: dict[str, Text] = {
    "portal.journal_exported": _("导出了留痕"),
}
