"""People at the site, for locust: each signed in, each following links at random, 5 to 10 seconds apart.

What they open is what the pages offer, so a page that is added is visited without a change here. They only read: they
narrow lists down and say what they need a case for. Nothing else is sent, nobody signs out, nothing is downloaded.
"""

import json
import os
import random
from pathlib import Path

from locust import HttpUser, between, task
from locust.clients import ResponseContextManager

from bench.site_links import Page

PEOPLE = json.loads(Path(os.environ["SITE_SESSIONS"]).read_text(encoding="utf-8"))
SECONDS = tuple(map(float, os.environ.get("SITE_WAITS", "5 10").split()))
WITHIN = os.environ.get("SITE_WITHIN", "")  # part of a partnership's pages to which people keep
HOME_AGAIN = 0.1  # how often a reader goes back to the partnership's first page


class Visitor(HttpUser):
    wait_time = between(*SECONDS)

    def on_start(self) -> None:
        person = PEOPLE.pop()
        self.client.cookies.set(*person["cookie"].split("=", 1))
        self.first = f"/partnerships/{person['slug']}/{WITHIN}"
        self.known = [self.first]
        self.purpose: tuple[str, dict[str, str]] | None = None

    @task
    def follow(self) -> None:
        if self.purpose:
            address, sent = self.purpose
            answering = self.client.post(address, sent, name="purpose", catch_response=True, allow_redirects=False)
        else:
            address = self.first if random.random() < HOME_AGAIN else random.choice(self.known)
            answering = self.client.get(address, name="page", catch_response=True, allow_redirects=False)
        with answering as answer:
            # What a role may not open, or what a partnership has nothing for yet, a link of a page may still name.
            if answer.status_code in (302, 404, 409) or (answer.status_code == 403 and not self.purpose):
                answer.success()
            self._look_round(address, answer)

    def _look_round(self, address: str, answer: ResponseContextManager) -> None:
        page = Page(address, answer.text)
        sent = page.purpose()
        self.purpose = (address, sent) if sent else None
        self.known = [answer.headers["Location"]] if answer.is_redirect else page.offered(self.first) or [self.first]
