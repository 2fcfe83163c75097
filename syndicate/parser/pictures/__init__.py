"""Pure: the bytes of a picture -> a picture that is known to be one, or an error."""
