"""The layers of xlplan, in the order in which they may import each other."""

LAYERS = (
    "terms",
    "schedule",
    "plan",
    "handout",
    "returns",
    "decisions",
    "reissue",
    "status",
    "ledger",
    "files.look",
    "files.store",
    "files.read",
    "files.apart",
    "files.template",
    "files.papers",
    "files.office_book",
    "actions",
    "telling",
    "office.libreoffice",
    "office.hosts",
    "office.sheets",
    "office.setup",
    "office.buttons",
    "office.helper",
    "office.entry",
    "cli",
    "__main__",
)
"""The folders of xlplan: none imports from one that comes after it. `files` and `office` are several layers each."""

DIVIDED = frozenset({"files", "office"})
"""Folders that are layers no further than by what lies in them."""


def layer_of(name: str) -> str:
    """Return the layer that a module (`files.read.xlsx`) belongs to: `files.read`."""
    top, _, rest = name.partition(".")
    return f"{top}.{rest.partition('.')[0]}" if top in DIVIDED and rest else top
