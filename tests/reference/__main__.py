"""Write the generated pages anew."""

from __future__ import annotations

from tests.reference.pages import DOCS, PAGES

if __name__ == "__main__":
    for name, write in PAGES.items():
        (DOCS / name).write_text(write(), encoding="utf-8", newline="\n")
        print(f"docs/{name}")
