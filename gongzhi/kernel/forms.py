"""Do what a form asks for, and say a refusal where it can be mended."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms

from gongzhi.kernel.verdicts import Refusal
from gongzhi.kernel.wording import in_words


def tried(form: forms.Form, act: Callable[[Mapping[str, Any]], object], *, mended_at: Mapping[str, str]) -> bool:
    """
    Do what a form asks for; where that is refused, say at its field or above the form what stands in the way.

    `mended_at` names the field that mends a refusal, by its code; what no field of this form mends stands above it.
    """
    try:
        act(form.cleaned_data)
    except Refusal as refusal:
        said = in_words(refusal)
        field = mended_at.get(refusal.code)
        form.add_error(field if field in form.fields else None, said.sentence + "".join(said.ways))
        return False
    return True
