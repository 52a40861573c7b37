"""Many recordings: what there is to do, who does it, and what is done already.

``items`` finds the recordings, ``names`` says where their results go, ``journal`` remembers, ``desk`` hands out one item at a
time and takes its result, ``local`` (threads) and ``cluster`` (Ray) do the work, ``run`` ties them together.
"""
