"""What drives each engine and peer: built in a worker process, asked item by item (see ``records.Runner``)."""
