"""A made-up world for the first run: posts, what is planted in them, and a site that serves them."""
