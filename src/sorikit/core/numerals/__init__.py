"""Numbers in words: what Korean and Japanese say as numbers, found in a text and read. Shared by finishing and by the scores."""
