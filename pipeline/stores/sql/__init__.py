"""DuckDB and PostgreSQL: one code path, two engines."""
