"""What was earned: credit types, offers, the ledger and its certificates."""
