"""The address of a passage: its source's address with a text fragment. Pure functions.

Browsers scroll to the words of a text fragment and mark them (https://wicg.github.io/scroll-to-text-fragment/).
"""

from __future__ import annotations

import re
from typing import Any

from rwpk import model


def passage(address: str | None, phrase: str) -> str | None:
    """Return an address that opens a source at a phrase; None for a source without an address.

    All but ASCII letters and digits is percent-encoded: a browser takes `-`, `,` and `&` for signs of the fragment.
    """
    if address is None:
        return None
    words = re.sub("[^A-Za-z0-9]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), phrase)
    place = address.partition(":~:")[0]  # a fragment of the address's own stays
    return f"{place}{'' if '#' in place else '#'}:~:text={words}"


def is_web(text: str) -> bool:
    """Whether a text is an address that a browser may open: others, such as those of `javascript:`, would run."""
    return text.lower().startswith(("https://", "http://"))


def linked(evidence: model.Evidence, address: str | None) -> dict[str, Any]:
    """Return evidence as plain values, with the link to its words in the source at an address."""
    return model.plain(evidence) | {"link": passage(address, evidence.phrase)}
