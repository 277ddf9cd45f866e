"""What people type: one module a command, thin; the only room that knows click."""
