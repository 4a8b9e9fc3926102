"""What a program writes for its terminal and not for its reader: colours, cursor moves, titles, targets of links.

A pasted log is full of it. Taken out as a whole (ECMA-48, and nroff's overstriking), not just its control character:
of "ESC [ 3 1 m" the browser shows "[31m".
"""

import re

# Linear on any text: no body may hold an ESC. The eight-bit forms are left alone: in UTF-8 nobody writes them, and in
# text that was decoded wrongly their characters are letters.
_CODES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC: titles, hyperlinks
    r"|\x1b[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC: pictures, messages to the terminal
    r"|\x1b[ -/]*[0-~]"  # character sets, keypads, the rest
)
_OVERSTRUCK = re.compile(r"([^\n\x08])(?:\x08\1)+|_\x08(?=[^\n\x08])")  # bold, underlined


def without_codes(text: str) -> str:
    """`text` as its terminal would show it, but for control characters that begin no code."""
    text = _CODES.sub("", text)
    return _OVERSTRUCK.sub(r"\1", text) if "\x08" in text else text
