"""JQL, Jira's query language, as a tree: read, written, checked and coloured. Pure.

`parser.parse` reads a query, `writer` writes one. Judge of what is accepted and of its structure: npm
@atlaskit/jql-ast 4.0.0 with @atlaskit/jql-parser 3.0.1 (`python -m tests.campaigns.jql_against_atlassian`).
"""
