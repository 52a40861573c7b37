"""Korean, as it is read aloud: numbers in words, standard pronunciation (표준발음법), IPA."""
