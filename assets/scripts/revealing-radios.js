// Radio buttons that reveal a field. A radio button may not say that it is expanded (WAI-ARIA 1.2, role radio), and
// screen readers do not agree on what they make of it; what is revealed follows the choice, so it is read next.

import { Radios } from "govuk-frontend/dist/govuk/components/radios/radios.mjs";

export class RevealingRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input);
    input.removeAttribute("aria-expanded");
  }
}
