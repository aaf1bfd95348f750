"""Take the official files: from their addresses, from a mirror, from a folder carried in."""
