/* A break in a sitting: counts down to its end, and goes on by itself then. */

import { Timer } from "./timer.js";

export class Rest {
  constructor(element) {
    new Timer(element, { onEnd: () => location.reload() });
  }
}
