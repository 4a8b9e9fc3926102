"""Follows in Jira what users filed: the mirror of its status, and who may see what of it.

Begin with `visible`, which decides what a page may show, and `tick`, which is the background's work.
"""
