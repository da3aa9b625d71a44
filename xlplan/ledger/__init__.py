"""The ledger: what it remembers (`store`), what an action may write (`writer`), its tables (`schema`), its second copy (`log`).

SQLite, and the only place where anything is remembered. May import the pure folders.
"""
