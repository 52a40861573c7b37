"""Engines and peers over a manifest: each in a process of its own, in turn, timed and scored, one table.

``plan`` checks the wishes, ``bench`` runs them, ``report`` is what came out. ``engines`` is the table of all that can take
part; ``runners`` holds one file per library, and is the only place where a peer is imported.
"""
