"""Rosters as people keep them: finding the headings, reading the cells, judging the rows. No table, no clock."""
