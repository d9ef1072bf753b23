"""One machine without Docker: PostgreSQL and Valkey from wheels, and the commands of ./handslag."""
