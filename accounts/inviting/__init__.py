"""Bringing people in: what was pasted is read, what would happen is told for each line, and then it is done.

reading.py makes entries of text and CSV, planning.py says what becomes of each, doing.py does it, links.py makes and
reads the links, coming.py lets somebody in.
"""
