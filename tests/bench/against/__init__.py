"""`make bench AGAINST=REVISION`: an earlier build beside this one, same data, same machine, in turns."""
