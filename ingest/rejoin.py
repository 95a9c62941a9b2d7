"""Words that a line break cut in two, made one again, and letters that a font had drawn together."""

import re
import unicodedata

_CUT = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\n[ \t]*(?=[a-zà-ÿăâîșțşţ])")
_COMPOUND = re.compile(r"(?<=\w)[-\u2010]\n[ \t]*(?=[A-ZÀ-ÞĂÂÎȘȚ0-9])")
_LIGATURES = re.compile("[\ufb00-\ufb06]")


def rejoined(text: str) -> str:
    """`Competitivi-` / `dade` as one word, `Emilia-` / `Romagna` as a compound, `ﬁ` as two letters."""
    unsoft = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), unsoft)
    whole = _COMPOUND.sub("-", _CUT.sub("", plain))
    return unicodedata.normalize("NFC", whole.replace("\u00ad", "").replace("\u00a0", " "))
