"""`make bench`: the numbers of docs/numbers.md, measured side by side in one run. Timings are no tests."""
