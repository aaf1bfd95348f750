"""The update, step by step: official files in, a published release out."""
