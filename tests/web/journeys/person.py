"""Someone at a browser, whose journey reads as prose."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from browser import violations

TELEPHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}

expect.set_options(timeout=40_000)  # milliseconds; two cores run the site, the browser and other tests


class Person:
    """Acts as a user acts: by what is written on links, buttons and fields."""

    def __init__(self, page: Page, site: str) -> None:
        self.page, self.site = page, site

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.site)

    def opens(self, address: str) -> None:
        self.page.goto(f"{self.site}{address}")

    def follows(self, link: str, *, within: str = "main, header, nav, footer") -> None:
        self._clicks(self.page.locator(within).get_by_role("link", name=link))

    def presses(self, button: str) -> None:
        self._clicks(self.page.get_by_role("button", name=button))

    def unfolds(self, summary: str) -> None:
        self.page.locator("summary").filter(has_text=summary).first.click()

    def _clicks(self, wanted: Locator) -> None:
        wanted.first.click()
        self.page.wait_for_load_state()  # a click waits for the first byte of the next page, not for its last

    def fills_in(self, **answers: str) -> None:
        """By label, with underscores for spaces."""
        for label, answer in answers.items():
            self.types(label.replace("_", " "), answer)

    def types(self, label: str, answer: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(answer)

    def gives_the_date(self, question: str, day: int, month: int, year: int) -> None:
        asked = self.page.get_by_role("group", name=question)
        for part, value in {"Day": day, "Month": month, "Year": year}.items():
            asked.get_by_label(part).fill(str(value))

    def chooses(self, option: str) -> None:
        self.page.get_by_label(option, exact=False).first.check()

    def selects(self, label: str, option: str) -> None:
        self.page.get_by_role("combobox", name=label).first.select_option(label=option)

    def attaches(self, label: str, name: str, content: bytes) -> None:
        self.page.get_by_label(label, exact=False).first.set_input_files(
            [{"name": name, "mimeType": "application/octet-stream", "buffer": content}]
        )

    def waits_for_the_work(self) -> None:
        """Until the page of a job says that it is done, and on to what came of it."""
        self.sees("Done")
        self.presses("See what came of it")

    def looks_again_until_there_is(self, text: str) -> None:
        """For what is worked out in the background while the page says so."""
        for _ in range(30):
            if text in self.page.locator("body").inner_text():
                return
            self.page.wait_for_timeout(2_000)
            self.page.reload()
        self.sees(text)

    def downloads(self, link: str) -> bytes:
        with self.page.expect_download() as coming:
            self.follows(link)
        return Path(coming.value.path()).read_bytes()

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text)

    def is_on(self, heading: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(heading)

    def finds_it_accessible(self) -> None:
        faults = violations(self.page)
        assert not faults, "\n".join([self.page.url, *faults])
