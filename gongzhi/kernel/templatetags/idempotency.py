"""The hidden field that lets a form be sent twice and count once."""

import uuid

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gongzhi.kernel.idempotency import FIELD

register = template.Library()


@register.simple_tag
def idempotency_key() -> SafeString:
    """Return a hidden field with a fresh key."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid.uuid4().hex)
