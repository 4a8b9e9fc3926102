"""Removes terminal codes: colours, cursor moves, titles, link targets.

A pasted log contains many. The whole code is removed (ECMA-48, and nroff's overstriking), not only its control
character: without ESC, "ESC [ 3 1 m" would leave "[31m".
"""

import re

# Linear on any text, because no body may contain an ESC. The eight-bit forms are kept: nobody writes them in UTF-8,
# and in wrongly decoded text these characters are letters.
_CODES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC: titles, hyperlinks
    r"|\x1b[PX^_][^\x1b]*\x1b\\"  # DCS, SOS, PM, APC: pictures, messages to the terminal
    r"|\x1b[ -/]*[0-~]"  # character sets, keypads, the rest
)
_OVERSTRUCK = re.compile(r"([^\n\x08])(?:\x08\1)+|_\x08(?=[^\n\x08])")  # bold, underlined


def without_codes(text: str) -> str:
    """`text` as its terminal would show it, except for control characters that begin no code."""
    text = _CODES.sub("", text)
    return _OVERSTRUCK.sub(r"\1", text) if "\x08" in text else text
