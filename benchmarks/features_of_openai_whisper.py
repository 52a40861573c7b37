"""openai-whisper's log-mel in an environment of its own, a run for each line that is read: started by ``features.py --whisper-python``.

Writes the version, then for each line ``BANDS [FILE]`` the seconds of CPU time, and the features to FILE where one is named.
"""

from __future__ import annotations

import importlib.metadata
import sys
import time

import numpy as np


def main() -> None:
    import torch
    from whisper.audio import log_mel_spectrogram

    torch.set_num_threads(1)
    samples = np.load(sys.argv[1])
    print(importlib.metadata.version("openai-whisper"), flush=True)
    for line in sys.stdin:
        bands, *path = line.split(maxsplit=1)
        started = time.process_time()
        features = log_mel_spectrogram(samples, int(bands)).numpy()
        seconds = time.process_time() - started
        if path:
            np.save(path[0].strip(), features)
        print(seconds, flush=True)


if __name__ == "__main__":
    main()
