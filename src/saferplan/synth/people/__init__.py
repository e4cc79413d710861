"""Invented people: a population in households, and how agencies' files name them, with every usual fault."""

from saferplan.synth.people.mentions import Mentions, mentions
from saferplan.synth.people.population import Population, population

__all__ = ["Mentions", "Population", "mentions", "population"]
