"""
The demo county: invented people in six places, six months of requests, made by the actions people themselves use.

Nothing here writes a row. Places, names and sentences are data; `story` lets each person act with the clock of that
day.
"""
