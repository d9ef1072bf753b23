"""How names are compared: sorted the Dutch way, found whatever their accents, and told to be of one person or not."""

import re
import unicodedata

STROKES = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
PARTICLE = re.compile(
    r"al|bin|das?|dei?|del|den|der|di|dos?|du|el|het|ibn|las?|les?|los|ten?|ter|van(de[nr]?)?|vd|von|zu[mr]?"
)
TITLE = re.compile(r"ba|bs?c|m(a|ba|sc|r|rs|s|w)|[di]r|drs|dhr|heer|ing|[js]r|ll[bm]|mevr(ouw)?|phd|prof")


def plain(text: str) -> str:
    """Return `text` without marks or case: 'Élise van der Meĳ' becomes 'elise van der meij'."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def sort_key(name: str) -> str:
    """Return the key that puts names in Dutch order on any database, whatever its collation."""
    return re.sub(r"[^a-z0-9 ]+", "", plain(name)).strip() or plain(name)


def same_person(first: str, second: str) -> bool:
    """Tell whether two names can be of one person: `Els M. de Vries` is `VRIES, E. DE`, and is not `Jan de Vries`.

    Case, accents, titles, particles and order do not count; an initial stands for a name; one of both may have more
    names than the other. At least one whole name is in both, and a lone surname is too little.
    """
    fewer, more = sorted((_names(first), _names(second)), key=len)
    if sorted(fewer) == sorted(more) or "".join(fewer) == "".join(more):
        return any(len(name) > 1 for name in fewer)
    shared = [name for name in fewer if name in more]
    left = [name for name in more if name not in shared]
    for name in fewer:
        if name not in shared:
            like = next(
                (other for other in left if name[0] == other[0] and 1 in {len(name), len(other)}), None
            )
            if like is None:
                return False
            left.remove(like)
    return len(fewer) > 1 and any(len(name) > 1 for name in shared)


def _names(text: str) -> list[str]:
    """Return the names and initials in a name; without titles and particles, unless too little is left."""
    bare = re.sub(r"(?<!\w)['’`´][st]\b", " ", plain(text).translate(STROKES))
    words = re.findall(r"[^\W\d_]+", bare)
    names = [word for word in words if not (PARTICLE.fullmatch(word) or TITLE.fullmatch(word))]
    return names if len(names) > 1 else words
