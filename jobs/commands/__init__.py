"""Commands of the command line, one module a group; heavy imports lie inside the commands."""
