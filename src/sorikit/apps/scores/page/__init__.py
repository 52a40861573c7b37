"""The score report's own files: template, style, script and words (data; ``apps.scores.report`` puts them together)."""
