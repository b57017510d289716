"""Reads that compose several rooms, for pages that belong to none of them."""

from gongzhi.policy.queries import all_packs


def cite(ref: str) -> str:
    """Return a source (`villagers-committee-law:24`) as people cite it; an unknown one as it stands."""
    key = ref.partition(":")[0]
    pack = next((pack for pack in all_packs() if key in pack.sources), None)
    return pack.source_text(ref) if pack else ref
