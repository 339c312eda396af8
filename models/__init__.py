"""The words of the house as typed data: no I/O, nothing learned."""
