"""Gongzhi 共治: one platform on which a county runs its grassroots governance."""

__version__ = "0.1.0"
