"""First screens: one module for each, a layout over what its holder may read, never a power."""
