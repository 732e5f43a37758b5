"""Files of references: reading, writing, counting each publication once, snowballing."""
