"""Faces: the command line, the server, the page. Only here is the environment read and anything printed."""
