"""The nouns: audio, time, text, events, errors. Everything else in the kit speaks in these.

May import: the standard library, numpy, and PyAV (in ``media`` and ``encode``),
soundfile (in ``codecs``) and soxr (in ``resample``).
"""
