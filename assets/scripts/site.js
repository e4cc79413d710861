import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { CharacterCount } from "govuk-frontend/dist/govuk/components/character-count/character-count.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { NotificationBanner } from "govuk-frontend/dist/govuk/components/notification-banner/notification-banner.mjs";
import { PasswordInput } from "govuk-frontend/dist/govuk/components/password-input/password-input.mjs";
import { ServiceNavigation } from "govuk-frontend/dist/govuk/components/service-navigation/service-navigation.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";

import { forgetAll } from "./drafts.js";
import { RevealingRadios } from "./revealing-radios.js";
import { letSelectsReveal } from "./revealing-selects.js";
import { makeSortable } from "./sortable-table.js";
import { swapped } from "./swapped.js";
import { letFramesScroll } from "./table-frame.js";

const COMPONENTS = [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  RevealingRadios,
  ServiceNavigation,
  SkipLink,
];

export function enhance(scope) {
  for (const component of COMPONENTS) {
    createAll(component, {}, scope);
  }
  scope.querySelectorAll('table[data-module="saferplan-sortable-table"]').forEach(makeSortable);
  letFramesScroll(scope);
  letSelectsReveal(scope);
}

enhance(document);
// A part of the page that htmx brings is enhanced as the page was.
document.addEventListener("htmx:after:swap", (event) => enhance(swapped(event)));

// What a person typed and did not save leaves this browser with them.
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-signs-out]")) {
    forgetAll();
  }
});
