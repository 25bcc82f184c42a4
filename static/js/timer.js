/* Counts down to a moment of the server's clock; can be hidden, and warns at 5 and at 1 minute. */

import { announce } from "./speak.js";

const WARN_AT_MINUTES = [5, 1];
const HIDDEN_KEY = "attend.timer-hidden";

export class Timer {
  /** `element` holds [data-timer-value], [data-timer-toggle] and the seconds left. */
  constructor(element, { onEnd }) {
    this.element = element;
    this.value = element.querySelector("[data-timer-value]");
    this.toggle = element.querySelector("[data-timer-toggle]");
    this.warning = document.querySelector("[data-timer-warning]");
    this.onEnd = onEnd;
    this.warned = new Set();
    this.sync({ secondsLeft: Number(element.dataset.secondsLeft), serverTime: element.dataset.serverTime });
    for (const minutes of WARN_AT_MINUTES) if (this.left() <= minutes * 60) this.warned.add(minutes);
    this.toggle?.addEventListener("click", () => this.hide(!this.value.hidden));
    this.hide(localStorage.getItem(HIDDEN_KEY) === "yes");
    this.tick();
    this.clock = setInterval(() => this.tick(), 500);
  }

  /** Take the server's word for the time and for what is left. */
  sync({ secondsLeft, serverTime }) {
    const now = serverTime ? Date.parse(serverTime) : Date.now();
    this.ahead = now - Date.now();
    this.endsAt = now + secondsLeft * 1000;
  }

  left() {
    return Math.max(0, Math.ceil((this.endsAt - Date.now() - this.ahead) / 1000));
  }

  tick() {
    const left = this.left();
    this.value.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    this.label(left);
    for (const minutes of WARN_AT_MINUTES) if (left <= minutes * 60) this.warn(minutes);
    if (left > 0 || this.ended) return;
    this.ended = true;
    clearInterval(this.clock);
    this.onEnd();
  }

  /** The accessible name changes once a minute, not twice a second. */
  label(left) {
    const minutes = Math.ceil(left / 60);
    const words = `Time left: ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
    if (this.element.getAttribute("aria-label") !== words) this.element.setAttribute("aria-label", words);
  }

  warn(minutes) {
    if (this.warned.has(minutes)) return;
    this.warned.add(minutes);
    const words = `${minutes} ${minutes === 1 ? "minute" : "minutes"} left. What you have answered is saved.`;
    announce(words);
    if (!this.warning) return;
    this.warning.querySelector("[data-part=text]").textContent = words;
    this.warning.hidden = false;
  }

  hide(hidden) {
    this.value.hidden = hidden;
    localStorage.setItem(HIDDEN_KEY, hidden ? "yes" : "no");
    if (!this.toggle) return;
    this.toggle.hidden = false;
    this.toggle.textContent = hidden ? "Show" : "Hide";
    this.toggle.setAttribute("aria-label", hidden ? "Show timer" : "Hide timer");
  }
}
