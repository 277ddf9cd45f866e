"""Write the bill of materials and the licence list: ``python -m tests.release``."""

from __future__ import annotations

from tests.release.bill import LICENCES, SBOM, bill, licences

for path, text in ((SBOM, bill()), (LICENCES, licences())):
    path.write_text(text, encoding="utf-8", newline="\n")
    print(path.name)
