"""The embedded stack: PostgreSQL and Valkey out of wheels, and the processes of a whole site."""
