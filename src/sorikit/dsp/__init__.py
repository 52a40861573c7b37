"""Signal maths: pure functions over numpy arrays, each with its shapes, units and source."""
