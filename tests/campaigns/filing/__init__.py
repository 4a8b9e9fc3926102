"""`make chaos`: does any fault lose a report, or file it twice?"""
