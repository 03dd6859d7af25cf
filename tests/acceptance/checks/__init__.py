"""The static acceptance: what real tools say of every generated directory.

table.py lists the checks in their order; run.py runs them and prints; prove.py
breaks things to see them fail. Each other module holds the checks of one kind,
or what they share. A check is a function of a Site that returns a short note,
or raises Failed with the tool's own words.
"""
