"""Text said aloud: lines of a script → sentences → a voice → a stream of spoken sentences, each listened to.

Nothing lost: every sentence of the text is said or reported as not said; one that fails never stops the others. Memory does not
grow with the text: sound is kept on disk, one sentence after another, and so a stopped run goes on where it was.
"""

from __future__ import annotations
