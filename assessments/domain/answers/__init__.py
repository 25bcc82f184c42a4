"""Judging what a learner typed: numbers with units, words, and the formulas that give a number."""
