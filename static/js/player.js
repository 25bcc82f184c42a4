/* Video or audio that remembers its place, with a transcript that follows it. */

import { announce } from "./speak.js";

const PREFIX = "attend.place.";
const REMEMBER_EVERY_S = 5;

export class Player {
  constructor(element) {
    this.media = element.querySelector("video, audio");
    this.key = PREFIX + element.dataset.player;
    this.transcript = document.querySelector(`[data-transcript="${element.dataset.player}"]`);
    this.lines = [...(this.transcript?.querySelectorAll("[data-at]") ?? [])];
    this.problem = element.querySelector("[data-player-problem]");
    this.remembered = 0;
    this.listen();
    if (this.media.readyState >= HTMLMediaElement.HAVE_METADATA) this.resume();
    if (this.media.error || this.media.networkState === HTMLMediaElement.NETWORK_NO_SOURCE) this.fail();
  }

  listen() {
    this.media.addEventListener("loadedmetadata", () => this.resume(), { once: true });
    this.media.addEventListener("timeupdate", () => this.onTime());
    this.media.addEventListener("pause", () => this.remember());
    this.media.addEventListener("ended", () => localStorage.removeItem(this.key));
    this.media.addEventListener("error", () => this.fail(), true);
    for (const line of this.lines) line.addEventListener("click", () => this.jump(Number(line.dataset.at)));
  }

  resume() {
    const place = Number(localStorage.getItem(this.key));
    if (this.resumed || !(place > 3) || place > this.media.duration - 3) return;
    this.resumed = true;
    this.media.currentTime = place;
    announce(`Goes on at ${spoken(place)}`);
  }

  onTime() {
    if (Math.abs(this.media.currentTime - this.remembered) >= REMEMBER_EVERY_S) this.remember();
    const now = this.lines.findLast((line) => Number(line.dataset.at) <= this.media.currentTime);
    for (const line of this.lines) {
      if (line === now) line.closest("li").setAttribute("aria-current", "true");
      else line.closest("li").removeAttribute("aria-current");
    }
  }

  remember() {
    this.remembered = this.media.currentTime;
    if (!this.media.ended) localStorage.setItem(this.key, String(Math.floor(this.remembered)));
  }

  jump(seconds) {
    this.media.currentTime = seconds;
    this.media.play()?.catch(() => this.fail());
  }

  /** Nothing plays: open the transcript, which says the same. */
  fail() {
    if (this.transcript) this.transcript.open = true;
    if (this.problem) this.problem.hidden = false;
  }
}

function spoken(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes ? `${minutes} min ${Math.floor(seconds % 60)} s` : `${Math.floor(seconds)} s`;
}
