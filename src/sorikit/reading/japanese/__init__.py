"""Japanese, as it is read aloud."""
