"""A person at the keyboard: every key pressed counts, the text that they came to write does not."""

from playwright.sync_api import Page, expect


class Keys:
    """Counts the keys that are pressed on *page*: of Ctrl+Enter two."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed: list[str] = []

    @property
    def count(self) -> int:
        """How many keys it took so far."""
        return sum(len(each.split("+")) for each in self.pressed)

    def press(self, *keys: str) -> None:
        """Press them, one after another."""
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed.append(key)

    def search(self, words: str) -> None:
        """Type *words* that are not the text itself, but the way to its form: every letter counts."""
        self.press(*("Space" if letter == " " else letter for letter in words))

    def text(self, words: str) -> None:
        """Type what the report says, wherever the cursor is."""
        self.page.keyboard.type(words)

    def told(self) -> str:
        """All of it, as it is printed."""
        return f"{self.count} keys: {' '.join(self.pressed)}"


def at(page: Page, selector: str) -> None:
    """The focus is there, without anybody having put it there, and the page's scripts listen."""
    page.wait_for_load_state("domcontentloaded")
    expect(page.locator(selector)).to_be_focused()
