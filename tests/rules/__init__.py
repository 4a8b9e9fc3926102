"""House rules that reviews kept finding, as checks: `python -m tests.rules` holds the product's code against each."""
