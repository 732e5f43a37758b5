"""Sources: each reads files as published, and maps their columns onto the model."""
