"""The parts of a GIF that show it, animated or not. Source: CompuServe's GIF89a specification; Netscape's loop."""

from issues.pictures.strip_plan import Plan, UnstrippableError

_SCREEN, _COLOURS, _HAS_COLOURS = 13, 0x07, 0x80
_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _COMMENT, _APPLICATION = 0xF9, 0xFE, 0xFF
_DESCRIPTOR = 10
_CONTROL_LENGTH = 8
# The loop count of an animation: the only application extension that changes what is seen.
_LOOPS = (b"\x21\xff\x0bNETSCAPE2.0", b"\x21\xff\x0bANIMEXTS1.0")
_LOOP_HEADER, _LOOP_LENGTH = 14, 19


def strip(plan: Plan) -> None:
    """Keeps the screen, its colours, the loop count, and each picture with its delay.

    A file that ends between two blocks is shown by every reader, and gets its end.
    """
    data = plan.data
    if len(data) < _SCREEN:
        raise UnstrippableError("a GIF that was cut off")
    at = _SCREEN + _palette(data[10])
    plan.keep(0, at)
    control = b""
    looped = pictures = False
    while at < len(data) and data[at] != _TRAILER:
        start, kind = at, data[at]
        if kind == _IMAGE:
            at = _picture_end(plan, start)
            plan.put(start - len(control), start, control)
            plan.keep(start, at)
            control, pictures = b"", True
        elif kind == _EXTENSION:
            at = _skip(plan, start + 2)
            if data[start + 1] == _CONTROL:
                control = _control(data[start : start + _CONTROL_LENGTH])
            elif not looped and (wanted := _loop(data[start : start + _LOOP_LENGTH])):
                plan.put(start, at, wanted)
                looped = True
            elif data[start + 1] not in {_APPLICATION, _COMMENT}:
                control = b""  # it was for a plain text extension, which no reader draws
        elif not kind:  # some writers write the end twice
            plan.step()
            at += 1
        else:
            raise UnstrippableError(f"block {kind:02x} of a GIF")
    if not pictures:
        raise UnstrippableError("a GIF without a picture")
    plan.put(at, at + 1, bytes([_TRAILER]))


def _control(block: bytes) -> bytes:
    """The delay and transparency of the next picture. Empty where the block has none."""
    if len(block) < _CONTROL_LENGTH or block[2] < 4:
        return b""
    return block[:2] + b"\x04" + block[3:7] + b"\0"


def _palette(flags: int) -> int:
    """The length of the palette in bytes."""
    return 3 * (2 << (flags & _COLOURS)) if flags & _HAS_COLOURS else 0


def _picture_end(plan: Plan, start: int) -> int:
    if start + _DESCRIPTOR > len(plan.data):
        raise UnstrippableError("a GIF that was cut off")
    colours = _palette(plan.data[start + _DESCRIPTOR - 1])
    return _skip(plan, start + _DESCRIPTOR + colours + 1)


def _skip(plan: Plan, at: int) -> int:
    """The end of the sub-blocks at *at*, including the empty last one."""
    data, end = plan.data, len(plan.data)
    while at < end:
        length = data[at]
        at += 1 + length
        plan.step()
        if not length:
            return at
    raise UnstrippableError("a GIF that was cut off")


def _loop(block: bytes) -> bytes:
    """The loop count's block. Empty where *block* is another one."""
    at = _LOOP_HEADER
    if block[:at] not in _LOOPS or len(block) < _LOOP_LENGTH or block[at] < 3 or block[at + 1] != 1:
        return b""
    return block[:at] + b"\x03" + block[at + 1 : at + 4] + b"\0"
