"""The parts of a JPEG XL that show it, animated or not. Source: ISO/IEC 18181-2, annex A."""

from issues.pictures.boxes import boxes_of_file
from issues.pictures.strip_plan import Plan, UnstrippableError

_SIGNATURE = b"\xff\x0a"
# `jbrd` is left out: it restores the original JPEG with its metadata. The other parts contain the picture.
_ONCE = frozenset([b"JXL ", b"ftyp", b"jxll", b"jxlc"])
_MOST = {b"JXL ": 4, b"ftyp": 12, b"jxll": 1}
_PIXELS = frozenset([b"jxlc", b"jxlp"])


def strip(plan: Plan) -> None:
    """Keeps the codestream, which contains orientation and colours. A file without boxes is only a codestream."""
    if plan.data[:2] == _SIGNATURE:
        plan.keep(0, len(plan.data))
        return
    seen: set[bytes] = set()
    for each in boxes_of_file(plan, _PIXELS):
        wanted = each.name in _ONCE - seen or each.name == b"jxlp"
        if not wanted or each.end - each.body > _MOST.get(each.name, len(plan.data)):
            continue
        if each.name in _PIXELS and seen & _PIXELS - {each.name}:
            raise UnstrippableError("two pictures in a JPEG XL")
        seen.add(each.name)
        plan.keep(each.start, each.end)
    if not seen & _PIXELS:
        raise UnstrippableError("a JPEG XL without a picture")
