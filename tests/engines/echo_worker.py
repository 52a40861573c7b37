"""A worker that gives back what it is told, and can misbehave: for ``test_worker``."""

import os
import sys
import time

from sorikit.engines.workers.statistics import read_dictionary  # a neighbour of the pipe's file
from sorikit.engines.workers.wire import Message, Refused, answer

NAME = "echo"
PACKAGES = ()


def start():  # noqa: C901 - one small function per way to behave
    assert callable(read_dictionary)
    print("a library greets on standard output")
    os.write(1, b"and in C\n")
    state = {"volume": 1.0, "calls": 0}

    def setup(call):
        state["volume"] = call.fields["volume"]
        return answer({"rate": 24_000})

    def echo(call):
        state["calls"] += 1
        print("chatter" * 1000)
        return answer({**call.fields, "calls": state["calls"]}, sound=call.arrays["sound"] * state["volume"])

    def count(call):
        for number in range(call.fields["to"]):
            yield Message("part", {"number": number})

    def refuse(call):
        raise Refused("language", "there is no 'xx'", "'xx'은(는) 없습니다")

    def fail(call):
        raise ValueError("the first line\nthe second")

    def memory(call):
        raise MemoryError

    def die(call):
        print("about to fall", file=sys.stderr, flush=True)
        os.kill(os.getpid(), 9) if hasattr(os, "getuid") else os._exit(9)

    def sleep(call):
        time.sleep(60)
        return answer()

    def network(call):
        import socket

        socket.create_connection(("127.0.0.1", 9), timeout=1)
        return answer()

    def settings(call):
        return answer({"threads": os.environ["OMP_NUM_THREADS"], "input": sys.stdin.read()})

    return {verb.__name__: verb for verb in (setup, echo, count, refuse, fail, memory, die, sleep, network, settings)}
