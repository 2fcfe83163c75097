"""Pure: the bytes of an answer -> entries and articles."""
