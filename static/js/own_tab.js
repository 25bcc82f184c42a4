/* Under which name this tab answers a sitting: an address that lacks the name gets it back. */

const keyOf = (form) => `attend.tab.${form.dataset.sitting}`;

/** Keep the name for as long as the tab is open. */
export function remember(form, tab) {
  sessionStorage.setItem(keyOf(form), tab);
}

/** Forget a name that belongs to the tab of which this one is a copy. */
export function forget(form) {
  sessionStorage.removeItem(keyOf(form));
}

export class OwnTab {
  /** `form` can only be read, since another tab answers; that may be this one under its name. */
  constructor(form) {
    const tab = sessionStorage.getItem(keyOf(form));
    const isNamed = new URLSearchParams(location.search).has("tab");
    if (tab && !isNamed) location.replace(`${location.pathname}?tab=${tab}${location.hash}`);
  }
}
