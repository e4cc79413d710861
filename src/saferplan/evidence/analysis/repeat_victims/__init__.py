"""Repeat victimisation: how many victims are harmed more than once, how much of all harm falls on them, how soon again.

A victim is a whole number, a victimisation a row: one person harmed in one incident. Farrell and Pease (1993), Once
Bitten, Twice Bitten, Home Office Crime Prevention Unit Paper 46; Pease (1998), Repeat Victimisation: Taking Stock, Home
Office Crime Detection and Prevention Paper 90; for what reduces it, Grove, Farrell, Farrington and Johnson (2012),
Preventing Repeat Victimization: A Systematic Review, Swedish National Council for Crime Prevention.
"""
