"""How what goes to Jira is told: a tag, one sentence on where it stands, one on what happens next. No request.

Reports, files, links and comments stand in the same states for the same reasons, so they are told in the same words:
`kinds` says what each is called, `standing` what is said of all of them. What only one of them says is in a module
of its own: `of_report`, `of_part`, `of_comment`, and `receipt` for what happened.
"""
