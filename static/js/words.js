/* Count the words of a text while it is written, as the server counts them. */

import { announce } from "./speak.js";

const WORD = /\S*[\p{L}\p{N}\p{M}_]\S*/gu;
const PAUSE_MS = 1000;

export class WordCount {
  constructor(field) {
    this.field = field;
    this.place = document.getElementById(field.dataset.words);
    this.least = Number(field.dataset.wordsLeast) || 0;
    this.most = Number(field.dataset.wordsMost) || Infinity;
    field.addEventListener("input", () => this.show());
    field.form?.addEventListener("quiz:restored", () => this.show());
    this.show();
  }

  show() {
    const count = this.field.value.match(WORD)?.length ?? 0;
    const words = count === 1 ? "1 word" : `${count} words`;
    this.place.textContent = words + this.verdict(count);
    const fits = count === 0 || (count >= this.least && count <= this.most);
    if (this.fits !== undefined && fits !== this.fits) this.sayLater();
    this.fits = fits;
  }

  verdict(count) {
    if (count > this.most) return `, ${count - this.most} too many`;
    return count && count < this.least ? `, ${this.least - count} to go` : "";
  }

  sayLater() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => announce(this.place.textContent), PAUSE_MS);
  }
}
