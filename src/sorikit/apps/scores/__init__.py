"""``sori score`` without its face: two places of files become pairs, pairs become scores, scores a document or a page.

``finding`` matches the files of both sides, ``reading`` reads them, ``judging`` scores them, ``result`` is what is kept,
``comparing`` weighs two results, ``hearing`` judges sound without a truth, ``errors`` and ``report`` show what went wrong.
"""
