"""Signs in at a Lodge that somebody installed, links, files a bug, and prints its key. `ADDRESS NAME PASSWORD`."""

import sys

from tests.support.http_visitor import Visitor
from tests.support.main_job import file_a_bug, link_account, sign_in

if __name__ == "__main__":
    address, name, password, again = sys.argv[1:]
    visitor = Visitor()
    sign_in(visitor, address, name, password)
    if not again:
        link_account(visitor, address)
    print(file_a_bug(visitor, address, f"An installation works {again}", "As the document says."))
