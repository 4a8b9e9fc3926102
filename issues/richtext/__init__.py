"""Rich text: what a person types (Markdown), what Jira takes (ADF, wiki markup), what a page shows (HTML).

Pure functions: no network, no database. Everything outside imports from here:
`to_adf`, `to_wiki`, `to_html`, `split`, `mention`, `problems`, `says_something`, `size`, `text_of`, `LIMIT`.
"""

from issues.richtext.adf import LIMIT, problems, size, text_of
from issues.richtext.html import to_html
from issues.richtext.markdown import says_something, to_adf
from issues.richtext.mentions import mention
from issues.richtext.splitting import Split, split
from issues.richtext.wiki import to_wiki

__all__ = [
    "LIMIT",
    "Split",
    "mention",
    "problems",
    "says_something",
    "size",
    "split",
    "text_of",
    "to_adf",
    "to_html",
    "to_wiki",
]
