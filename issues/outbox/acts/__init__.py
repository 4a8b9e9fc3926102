"""What can be done to an issue that is in Jira, one module for each kind of act: how to do it, and how to find it.

No act is a new object in Jira, as reports and comments are. So what was done is found by reading the issue: it is as
the user wanted it, or its history names the account. What the user saw is stored with each act, and compared before
anything is changed.
"""
