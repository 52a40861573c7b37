"""Who does the work: one room per task, in each a door (``__init__``: options, protocol, ``load``) and one file per engine."""
