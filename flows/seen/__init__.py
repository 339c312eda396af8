"""What is seen of the work from outside: logs, figures, traces, costs. Ids and counts only."""
