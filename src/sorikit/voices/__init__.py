"""Whose voice it is: known voices, kept with consent, encrypted, and forgotten for good.

``entry`` the nouns; ``vault`` the encryption; ``library`` the one SQLite file; ``matching`` who it is, or nobody known;
``scoring`` how like two voices are, ``scale`` what that means.
"""
