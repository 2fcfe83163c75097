"""Pure: what servers answer -> entries and articles."""
