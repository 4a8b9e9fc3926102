"""Rich text: what people type (Markdown), what Jira takes (ADF), what a page shows (HTML).

Pure functions: no network, no database. Everything outside imports from here: `to_adf`, `from_adf`,
`to_html`, `split`, `mention`, `problems`, `says_something`, `size`, `text_of`, `MediaFile`, `LIMIT`.
"""

from issues.richtext.adf_to_html import MediaFile, to_html
from issues.richtext.adf_to_markdown import from_adf
from issues.richtext.adf_validation import LIMIT, problems, size, text_of
from issues.richtext.markdown_to_adf import says_something, to_adf
from issues.richtext.mentions import mention
from issues.richtext.split_long_text import Split, split

__all__ = [
    "LIMIT",
    "MediaFile",
    "Split",
    "from_adf",
    "mention",
    "problems",
    "says_something",
    "size",
    "split",
    "text_of",
    "to_adf",
    "to_html",
]
