"""A report -> what the command line prints: lines, tables or JSON."""
