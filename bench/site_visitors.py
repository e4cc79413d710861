"""People at the site, for locust: each signed in, each following links at random, 5 to 10 seconds apart.

What they open is what the pages offer, so a page that is added is visited without a change here. They only read:
nothing is sent, nobody signs out, and nothing is downloaded.
"""

import html
import json
import os
import random
import re
from pathlib import Path

from locust import HttpUser, between, task

PEOPLE = json.loads(Path(os.environ["SITE_SESSIONS"]).read_text(encoding="utf-8"))
SECONDS = tuple(map(float, os.environ.get("SITE_WAITS", "5 10").split()))
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)"')
NOT_FOLLOWED = ("/account/", "/demo/", "/static/", "download", "export", ".ics", "/brand/")
HOME_AGAIN = 0.1  # how often a reader goes back to the partnership's first page


class Visitor(HttpUser):
    wait_time = between(*SECONDS)

    def on_start(self) -> None:
        person = PEOPLE.pop()
        self.client.headers["Cookie"] = person["cookie"]
        self.first = f"/partnerships/{person['slug']}/"
        self.known = [self.first]

    @task
    def follow(self) -> None:
        address = self.first if random.random() < HOME_AGAIN else random.choice(self.known)
        with self.client.get(address, name="page", catch_response=True, allow_redirects=False) as answer:
            # What a role may not open, a link of a page may still name.
            if answer.status_code in (302, 403, 404):
                answer.success()
            self.known = self._offered(answer.text) or [self.first]

    def _offered(self, page: str) -> list[str]:
        found = {html.unescape(link) for link in LINK.findall(page)}
        return sorted(
            link for link in found if link.startswith(self.first) and not any(p in link for p in NOT_FOLLOWED)
        )
