"""
Six months of requests up to now, told in the order of time.

What is settled before (`plans`), what becomes of a request (`courses`), who acts (`cast`), when (`hours`), in which
words (`sayings`), by which action (`deeds`), and the line of time that all of it hangs on (`timeline`).
"""

from gongzhi.config.demo.story.timeline import tell_story

__all__ = ("tell_story",)
