"""What the tests share: the outside programs that judge and show the files xlplan writes.

`from support import calc, ooxml, programs` works in every test. `programs` tells what is missing,
`ooxml` validates packages, `calc` opens files in LibreOffice Calc.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout's own folder."""
