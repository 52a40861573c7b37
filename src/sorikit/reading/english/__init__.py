"""English, as it is read aloud: numbers in words, a lexicon, weak forms, letters for the rest."""
