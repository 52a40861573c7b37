"""Subtitles and pictures: a subtitle track put beside the streams of a video, or letters drawn into its frames."""
