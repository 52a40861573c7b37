"""The parts of the HTML minutes: each module makes one part of the page, as text, in pieces.

``context`` what all parts know · ``markup`` the small pieces (escaping, names, evidence marks) · ``timeline`` who
speaks when · ``minutes`` the lines of the minutes · ``dialogue`` the transcript · ``payload`` the data for the script.
``template.html``, ``style.css``, ``*.js`` and ``words.json`` are the page itself. ``sorikit.formats.html`` joins them.

Everything that was said is data: it is escaped wherever it is put, and the page runs nothing but its own script.
"""
