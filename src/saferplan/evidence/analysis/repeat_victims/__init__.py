"""Repeat victimisation: how many victims are victimised more than once, how much of it is theirs, how soon again.

A victim is a whole number; a victimisation is a row: one person who is the victim of one incident. Farrell and Pease
(1993), Once Bitten, Twice Bitten, Home Office Crime Prevention Unit Paper 46; Pease (1998), Repeat Victimisation:
Taking Stock, Home Office Crime Detection and Prevention Paper 90; for what reduces it, Grove, Farrell, Farrington and
Johnson (2012), Preventing Repeat Victimization: A Systematic Review, Swedish National Council for Crime Prevention.
"""
