"""The words for the rows of the outbox: a tag, one sentence on the state, one on what happens next.

Reports, files, links and comments have the same states and reasons, so they share their words. `kinds` has the name
of each kind, `state` the words for all of them. The words for one kind are in `report_wording`, `part_wording` and
`comment_wording`, those for its history in `receipt`.
"""
