"""The nouns: audio, time, text, events, errors. Everything else in the kit speaks in these.

May import: the standard library, numpy, and (in ``codecs`` and ``resample`` only) PyAV, soundfile and soxr.
"""
