"""naba: read Arabic news, give back facts that a machine can use and a person can check."""
