"""The ledger: what it remembers (`store`), what an action may write (`writer`), its tables (`schema`), its second copy (`log`)."""

from xlplan.ledger.log import Effect, Log, Record
from xlplan.ledger.schema import SCHEMA_VERSION
from xlplan.ledger.store import Action, Ledger
from xlplan.ledger.writer import Writer

__all__ = ["SCHEMA_VERSION", "Action", "Effect", "Ledger", "Log", "Record", "Writer"]
