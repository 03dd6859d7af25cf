"""What must hold for a hub, one module for each subject; table.py lists them in the order they run."""
