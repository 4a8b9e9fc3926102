"""Signs in at a Lodge that somebody installed, links, files a bug, and prints its key. `ADDRESS NAME PASSWORD`."""

import sys

from tests.support.journey import file_a_bug, link_account, sign_in
from tests.support.visitor import Visitor

if __name__ == "__main__":
    address, name, password, again = sys.argv[1:]
    visitor = Visitor()
    sign_in(visitor, address, name, password)
    if not again:
        link_account(visitor, address)
    print(file_a_bug(visitor, address, f"An installation works {again}", "As the document says."))
