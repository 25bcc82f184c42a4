/* Entry: connects the small components, and loads the heavy ones where they are used. */

import { ConfirmedForm } from "./confirm.js";
import { connect, has } from "./connect.js";
import { FocusFirst } from "./focus.js";
import { Listing } from "./listing.js";
import { Menu } from "./menu.js";
import { PasswordField } from "./password.js";
import { PrintPage } from "./print.js";
import { ThemeChoice } from "./theme.js";
import { TimeZoneGuess } from "./timezone.js";
import { ToastButton } from "./toast.js";

const COMPONENTS = {
  "[data-focus]": FocusFirst,
  "[data-listing]": Listing,
  "[data-menu]": Menu,
  "[data-password]": PasswordField,
  "[data-print]": PrintPage,
  "[data-theme-choice]": ThemeChoice,
  "[data-toast]": ToastButton,
  "form[data-confirm]": ConfirmedForm,
  "input[type=hidden][name=time_zone]": TimeZoneGuess,
};

const HEAVY = {
  "[data-break]": async () => (await import("./rest.js")).Rest,
  "form[data-sitting]:not([data-quiz])": async () => (await import("./own_tab.js")).OwnTab,
  "[data-quiz]": async () => (await import("./quiz.js")).Quiz,
  "[data-ordering]": async () => (await import("./ordering.js")).Ordering,
  "[data-most]": async () => (await import("./picks.js")).Picks,
  "[data-hotspot]": async () => (await import("./hotspot.js")).Hotspot,
  "[data-labelling]": async () => (await import("./labelling.js")).Labelling,
  "[data-file-answer]": async () => (await import("./files.js")).FileAnswer,
  "[data-words]": async () => (await import("./words.js")).WordCount,
  "[data-send-kept]": async () => (await import("./queue.js")).SendKept,
  "[data-player]": async () => (await import("./player.js")).Player,
  "form[data-place]": async () => (await import("./reading.js")).Reading,
  "[data-passkey]": async () => (await import("./passkey.js")).Passkey,
};

function connectAll(root) {
  for (const [selector, Component] of Object.entries(COMPONENTS)) connect(root, selector, Component);
  const used = Object.entries(HEAVY).filter(([selector]) => has(root, selector));
  return Promise.all(used.map(async ([selector, load]) => connect(root, selector, await load())));
}

// Whoever looks from outside can see that the page's scripts run.
connectAll(document).then(() => (document.documentElement.dataset.scripts = "run"));
document.addEventListener("htmx:after:swap", () => connectAll(document));
