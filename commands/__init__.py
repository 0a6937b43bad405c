"""One file for commands that belong together; each registers its own with commands.root.app."""
