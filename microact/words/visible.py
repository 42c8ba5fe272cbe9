"""Labels may hold anything; what is written for people is on one line, and moves no cursor."""


def visible(words: str) -> str:
    r"""Write control characters visibly: no label breaks a line, or tells a terminal what to do.

    >>> visible("a\nb\x1b[31m")
    'a\\nb\\x1b[31m'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)
