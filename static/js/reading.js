/* Remembers how far a lesson was read, and goes on there next time. */

import { icon } from "./speak.js";
import { toast } from "./toast.js";

const WORTH_SAVING = 10; // permille
const PAUSE_MS = 1500;
const EYE_LEVEL = 1 / 3; // of the window's height

export class Reading {
  /** `form` posts the place; its data-place is where reading stopped, in permille of the article. */
  constructor(form) {
    this.form = form;
    this.article = document.querySelector("[data-reading]");
    this.saved = Number(form.dataset.place);
    if (scrollY > 0) this.onScroll();
    else if (this.isFirstLook()) this.resume();
    addEventListener("scroll", () => this.onScroll(), { passive: true });
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
  }

  /** Reloading or going back, the browser knows the place; a link to a part of the page says it. */
  isFirstLook() {
    const [entry] = performance.getEntriesByType("navigation");
    return !location.hash && entry?.type === "navigate";
  }

  resume() {
    if (this.saved < 50 || this.saved > 950) return;
    const { top, height } = this.box();
    scrollTo({ top: top + (height * this.saved) / 1000 - innerHeight * EYE_LEVEL, behavior: "instant" });
    toast("This is where you stopped", { iconName: "bookmark" });
  }

  box() {
    const { top, height } = this.article.getBoundingClientRect();
    return { top: top + scrollY, height };
  }

  place() {
    const { top, height } = this.box();
    const read = (scrollY + innerHeight * EYE_LEVEL - top) / height;
    return Math.round(1000 * Math.min(Math.max(read, 0), 1));
  }

  onScroll() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), PAUSE_MS);
  }

  isNews() {
    return Math.abs(this.place() - this.saved) >= WORTH_SAVING;
  }

  fields() {
    this.saved = this.place();
    this.form.elements.position.value = this.saved;
    return new URLSearchParams(new FormData(this.form));
  }

  async save() {
    if (!this.isNews()) return;
    try {
      const answer = await fetch(this.form.action, { method: "POST", body: this.fields() });
      if (answer.status === 204) this.show();
    } catch {
      this.saved = -WORTH_SAVING; /* no network: the next pause tries again */
    }
  }

  leave() {
    clearTimeout(this.pause);
    if (this.isNews()) navigator.sendBeacon(this.form.action, this.fields());
  }

  show() {
    const state = document.querySelector("[data-place-state]");
    if (state && !state.hasChildNodes()) state.append(icon("cloud-check", "s"), "Place saved");
  }
}
