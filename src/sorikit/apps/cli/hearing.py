"""Speech heard at once: ``--play``, and ``-o -`` for pipes."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sorikit.apps.cli.text import t
from sorikit.core.errors import InvalidOption

if TYPE_CHECKING:
    from sorikit.apps.cli.console import Console
    from sorikit.apps.playback import Playback
    from sorikit.core.events import Event, Job

PIPE = Path("-")


def add_play(parser: argparse.ArgumentParser) -> None:
    """Declare ``--play``."""
    parser.add_argument(
        "--play",
        action="store_true",
        help=t(
            "let it be heard while it is made; without -o no file is written",
            "만드는 대로 들려줍니다. -o가 없으면 파일을 쓰지 않습니다",
        ),
    )


@contextlib.contextmanager
def hearing(console: Console, *, play: bool, pipe: bool) -> Iterator[Callable[[Job[Any]], Any]]:
    """Give what follows jobs: as ``console.follow`` does, and sends the sound of sentences to the player or down the pipe.

    When the block ends well, all of it was heard. Raises RuntimeMissing without a player, InvalidOption where standard output
    cannot take sound, OutputNotWritable where the player gives up. A pipe whose reader is gone ends the work in silence.
    """
    if not (play or pipe):
        yield console.follow
        return
    from sorikit.apps.playback import Playback, WavPipe, find_player, silence_stdout

    if pipe:
        _check_pipe(console, play=play)
    try:
        with Playback((lambda rate: WavPipe(sys.stdout.buffer, rate)) if pipe else find_player()) as sound:
            yield lambda job: _follow(job, console, sound)
    except BrokenPipeError:
        silence_stdout()
        raise


def _follow(job: Job[Any], console: Console, sound: Playback) -> Any:
    from sorikit.core.events import SentenceReady
    from sorikit.core.speech import with_pause
    from sorikit.dsp.watermark import marked

    at = 0.0

    with console.listening() as listener:

        def heard(event: Event) -> None:
            nonlocal at
            listener(event)
            if isinstance(event, SentenceReady):
                sound.feed(marked(with_pause(event.spoken), at))
                at += event.spoken.duration

        return job.run(heard)


def _check_pipe(console: Console, *, play: bool) -> None:
    if sys.stdout.isatty():
        raise InvalidOption(
            option="-o -",
            detail="would fill this terminal with sound; send it to a program (… -o - | aplay), or hear it with --play",
            detail_ko="터미널이 소리 데이터로 가득 찹니다. 다른 프로그램으로 보내거나(… -o - | aplay) --play로 들으세요",
        )
    if play or console.as_json:
        other = "--play" if play else "--json"
        raise InvalidOption(
            option=other,
            detail="does not go with -o -, which sends sound to standard output",
            detail_ko="소리를 표준 출력으로 보내는 -o -와 함께 쓸 수 없습니다",
        )
