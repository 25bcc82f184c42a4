/* A short confirmation that leaves by itself; the same words go to the live region. */

import { announce, icon } from "./speak.js";

const STAYS_MS = 6000;

/** Show `text` for some seconds; it stays while the pointer or the focus is on it. */
export function toast(text, { iconName = "check" } = {}) {
  const region = document.querySelector("[data-toasts]");
  if (!region) return;
  const element = document.createElement("div");
  const words = document.createElement("span");
  element.className = "toast";
  words.textContent = text;
  element.append(icon(iconName), words);
  region.append(element);
  announce(text);
  leaveLater(element);
}

function leaveLater(element) {
  setTimeout(() => {
    if (element.matches(":hover, :focus-within")) leaveLater(element);
    else element.remove();
  }, STAYS_MS);
}

/** A button that only confirms, such as one that copies `data-copy`. */
export class ToastButton {
  constructor(button) {
    button.addEventListener("click", async () => {
      if (button.dataset.copy) await navigator.clipboard?.writeText(button.dataset.copy);
      toast(button.dataset.toast);
    });
  }
}
