/* Files of an answer: sent as soon as they are chosen, with what is held shown anew. Nothing waits in the browser. */

import { announce } from "./speak.js";
import { uuid } from "./uuid.js";

const MEGABYTE = 1024 * 1024;
const PARTS = ["[data-file-answer]", "[data-save-state]", "[data-counts]"];
const OFFLINE = "You are offline, and files are not kept in this browser. Send it again when you are connected.";
const BROKEN_OFF = "The connection broke off and nothing was added. Send it again.";
const SIGNED_OUT = "You were signed out and nothing was added. Sign in in another tab, then send it again.";

export class FileAnswer {
  constructor(element) {
    this.form = element.closest("form[data-quiz]");
    if (!this.form) return;
    this.form.addEventListener("submit", (event) => this.onSubmit(event), { capture: true });
    this.listen(element);
  }

  listen(element) {
    this.element = element;
    this.input = element.querySelector("[type=file]");
    this.button = element.querySelector("[value=send]");
    this.progress = element.querySelector("[data-part=progress]");
    if (this.button) this.button.hidden = true; // until something has to be sent again
    this.operation = uuid();
    this.input?.addEventListener("change", () => {
      this.operation = uuid(); // the same for every try at this choice
      if (this.input.files.length) this.send(this.button);
    });
  }

  /** The buttons of this answer go by script; any other one waits for what is under way. */
  onSubmit(event) {
    const mine = event.submitter && this.element.contains(event.submitter);
    if (!mine && !this.sending) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (mine && !this.sending) this.send(event.submitter);
    else if (!mine) this.sending.then((arrived) => arrived && this.form.requestSubmit(event.submitter));
  }

  send(button) {
    const sends = button.value === "send";
    const problem = navigator.onLine ? sends && this.problem() : OFFLINE;
    if (problem) return this.tell(problem);
    const body = new FormData(this.form);
    if (!sends) body.delete(this.input?.name);
    body.append(button.name, button.value);
    body.append("operation", sends ? this.operation : uuid());
    this.sending = this.post(body).finally(() => this.rest());
    return this.sending;
  }

  /** What is too large need not be sent to be refused; the rest the server says. */
  problem() {
    const most = Number(this.element.dataset.maxBytes);
    const large = [...this.input.files].find((file) => file.size > most);
    return large && `“${large.name}” is too large: at most ${most / MEGABYTE} MB are taken.`;
  }

  /** Send, and show what the server answers; return whether it took it. */
  post(body) {
    announce("Sending…");
    this.element.setAttribute("aria-busy", "true");
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.form.action);
      request.setRequestHeader("Accept", "text/html");
      request.upload.addEventListener("progress", (event) => this.show(event));
      request.addEventListener("error", () => done(this.fail(BROKEN_OFF)));
      request.addEventListener("load", () => done(this.answered(request)));
      request.send(body);
    });
  }

  show({ loaded, total, lengthComputable }) {
    if (!this.progress || !lengthComputable) return;
    this.progress.hidden = loaded === total;
    this.progress.value = loaded / total;
  }

  rest() {
    this.sending = null;
    this.element.removeAttribute("aria-busy");
    if (this.progress) this.progress.hidden = true;
  }

  fail(message) {
    this.tell(message);
    return false;
  }

  answered(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.querySelector("[data-file-answer]");
    if (request.status === 409) location.reload(); // closed, or held elsewhere: the page says so
    else if (request.status === 413) return this.fail("This is more than can be sent at once.");
    else if (!fresh) return this.fail(request.status < 400 ? SIGNED_OUT : BROKEN_OFF);
    else this.replace(page, request.status === 200);
    return request.status === 200;
  }

  replace(page, arrived) {
    for (const part of PARTS) {
      const fresh = page.querySelector(part);
      if (fresh) document.querySelector(part)?.replaceWith(fresh);
    }
    this.listen(document.querySelector("[data-file-answer]"));
    const error = this.element.querySelector("[data-answer-error] [data-part=text]").textContent.trim();
    const held = this.element.querySelectorAll("[data-part=held] > li").length;
    announce(arrived ? `${held} ${held === 1 ? "file is" : "files are"} held.` : error);
    (arrived || !this.input ? this.element.querySelector("[data-part=held]") : this.input).focus();
  }

  tell(message) {
    const place = this.element.querySelector("[data-answer-error]");
    place.hidden = false;
    if (this.button) this.button.hidden = !this.input.files.length;
    place.querySelector("[data-part=text]").textContent = message;
    this.input?.setAttribute("aria-invalid", "true");
    announce(message);
  }
}
