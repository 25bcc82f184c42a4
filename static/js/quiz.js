/* One question of a sitting: saves on change, keeps what cannot be sent, counts the time down. */

import { AnswerKeys } from "./keys.js";
import { forget, remember } from "./own_tab.js";
import { AnswerQueue, flush, send } from "./queue.js";
import { announce, icon } from "./speak.js";
import { Strikes } from "./strikes.js";
import { Timer } from "./timer.js";
import { uuid } from "./uuid.js";

const TYPING_PAUSE_MS = 700;
const RETRY_MS = { first: 2000, most: 60000 };
const LEAVE_AFTER_MS = 4000;
const DUPLICATE_AFTER_MS = 3000;
const REQUEST_FIELDS = [
  "tab", "take", "csrfmiddlewaretoken", "next", "operation", "flag", "struck", "page", "seen", "step", "stay",
];
const ANSWER_CLOSED = ["locked", "waiting"];
const STATES = {
  saving: { icon: "refresh-cw", words: "Saving…" },
  saved: { icon: "cloud-check" },
  kept: { icon: "wifi-off", words: "Kept on this device", tone: "txt-d" },
  refused: { icon: "circle-alert", words: "Not saved", tone: "txt-d" },
};

export class Quiz {
  constructor(form) {
    this.form = form;
    this.question = form.dataset.question;
    this.access = { token: form.elements.csrfmiddlewaretoken.value, tab: form.elements.tab?.value };
    this.nameTab();
    this.queue = new AnswerQueue(form.dataset.sitting);
    this.retryMs = RETRY_MS.first;
    this.stored = served(form);
    this.restore();
    new AnswerKeys(form);
    this.strikes = new Strikes(form, (extra) => this.save(extra));
    const timer = document.querySelector("[data-timer]");
    if (timer) this.timer = new Timer(timer, { onEnd: () => this.timeOver() });
    form.addEventListener("change", () => this.onChange());
    form.addEventListener("input", (event) => this.onInput(event));
    form.addEventListener("submit", (event) => this.onSubmit(event));
    window.addEventListener("online", () => this.resend());
    // A page brought back by the browser shows what was; the server knows what is.
    window.addEventListener("pageshow", (event) => event.persisted && location.reload());
    if (Object.keys(this.queue.all()).length) this.resend();
    else if (this.content() !== this.stored) this.save(); // answered before this script came
  }

  /** Keep the tab's name through a reload; a copy of the tab must not answer under the same name. */
  nameTab() {
    const { tab } = this.access;
    if (!tab) return;
    history.replaceState(null, "", `${location.pathname}?tab=${tab}${location.hash}`);
    remember(this.form, tab);
    const alone = { signal: AbortSignal.timeout(DUPLICATE_AFTER_MS) };
    const whileOpen = () => new Promise(() => {});
    navigator.locks?.request(`attend.tab.${tab}`, alone, whileOpen).catch(() => {
      forget(this.form);
      location.replace(location.pathname);
    });
  }

  /** A field that is left says so, though the pause in typing may have saved it already. */
  onChange() {
    if (this.kept() || this.content() !== this.stored) this.save();
  }

  onInput(event) {
    if (event.target.matches("[type=radio], [type=checkbox], [type=file]")) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), TYPING_PAUSE_MS);
  }

  /** The flag is sent at once; other buttons leave the page, unless there is no network. */
  onSubmit(event) {
    if (event.submitter?.name === "flag") {
      event.preventDefault();
      this.toggleFlag(event.submitter);
      return;
    }
    if (this.strikes.owns(event.submitter)) {
      event.preventDefault();
      this.strikes.press(event.submitter);
      return;
    }
    clearTimeout(this.pause);
    if (this.elsewhere) return;
    this.basis();
    if (![this.stored, this.kept()].includes(this.content())) {
      this.queue.keep(this.question, this.answer());
    }
    if (!navigator.onLine) {
      event.preventDefault();
      this.show("kept");
      announce("You are offline. Your answer is kept on this device; go on when you are connected again.");
    } else if (this.sending) {
      event.preventDefault();
      this.leaveAfter(this.sending, event.submitter);
    }
  }

  /** Let a save under way arrive first, so that it cannot land on top of what the page sends. */
  async leaveAfter(sending, submitter) {
    await Promise.race([sending, new Promise((done) => setTimeout(done, LEAVE_AFTER_MS))]);
    this.sending = null;
    this.form.requestSubmit(submitter);
  }

  toggleFlag(button) {
    const flagged = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(flagged));
    button.value = flagged ? "0" : "1";
    this.save({ flag: flagged ? "1" : "0" });
  }

  /** What the learner answered, without what only the request needs. */
  content() {
    const written = [...new FormData(this.form)].filter(([, value]) => typeof value === "string");
    return withoutRequest(new URLSearchParams(written)); // files go by themselves
  }

  /** The answer that waits to be sent, as `content` writes it, if one does. */
  kept() {
    const body = this.queue.of(this.question)?.body;
    return body && withoutRequest(new URLSearchParams(body));
  }

  answer(extra = {}) {
    const unsent = new URLSearchParams(this.queue.of(this.question)?.body);
    const marks = [...unsent].filter(([name]) => name === "flag" || name === "struck");
    const request = new URLSearchParams({
      operation: uuid(),
      ...this.basis(),
      ...Object.fromEntries(marks),
      ...extra,
    });
    return { url: this.form.action, body: `${this.content()}&${request}` };
  }

  /** What the page has seen, and which change of it this is, so that nothing newer is overwritten. */
  basis() {
    const { page, seen, step } = this.form.elements;
    if (!page) return {};
    step.value = Number(step.value) + 1;
    return { page: page.value, seen: seen.value, step: step.value };
  }

  /** Keep first, then send: nothing is lost whatever happens to the network or the page. */
  save(extra) {
    clearTimeout(this.pause);
    if (this.elsewhere) return undefined;
    this.queue.keep(this.question, this.answer(extra));
    this.show("saving");
    return this.sendKept();
  }

  /** Send one at a time and the newest last: a slow old save must not arrive after a new one. */
  sendKept() {
    this.sending ??= this.sendAll().finally(() => (this.sending = null));
    return this.sending;
  }

  async sendAll() {
    for (let kept; (kept = this.queue.of(this.question)); ) {
      if (!this.settle(kept, await send(kept, this.access))) return;
    }
  }

  /** Show what a save came to; return whether the next one may be sent. */
  settle(kept, { outcome, reply }) {
    if (outcome === "unsent" || outcome === "signed-out") {
      this.show("kept");
      if (outcome === "signed-out") this.tell("signed-out");
      else this.retryLater();
      return false;
    }
    this.queue.drop(this.question, kept.body);
    this.retryMs = RETRY_MS.first;
    if (outcome === "saved") this.saved(reply, kept);
    if (outcome === "invalid") this.invalid(reply);
    if (outcome === "closed") this.closed(reply);
    if (outcome === "elsewhere") this.goneElsewhere(reply);
    if (outcome === "newer") this.post();
    return !["closed", "elsewhere", "newer"].includes(outcome);
  }

  saved(reply, kept) {
    this.stored = withoutRequest(new URLSearchParams(kept.body));
    this.invalid({ error: { message: "" } });
    if (!this.queue.of(this.question)) this.show("saved", reply.saved_words); // or a newer one waits
    if (reply.seconds_left != null) {
      this.timer?.sync({ secondsLeft: reply.seconds_left, serverTime: reply.server_time });
    }
    const counts = document.querySelector("[data-counts]");
    if (counts) counts.textContent = `${reply.answered} answered, ${reply.flagged} flagged`;
  }

  /** Say at its field what is no answer; an empty message takes back what was said. */
  invalid({ error }) {
    const places = [...this.form.querySelectorAll("[data-answer-error]")];
    const line = error.field?.replace(/^answer[^.]*/, "answer"); // parts of an answer share one
    const place = places.find(({ id }) => id === `${line}-error`) ?? places[0];
    for (const other of places) tellAt(other, other === place ? error.message : "");
    mark(this.form, error.message ? error.field : "");
    if (!error.message) return;
    this.show("refused");
    announce(error.message);
  }

  /** Somebody goes on elsewhere: what is held here stays on the page, and can be saved from it. */
  goneElsewhere({ error }) {
    this.elsewhere = true;
    this.show("refused");
    this.tell("elsewhere", error.message);
    announce(error.message);
  }

  /** A newer answer stands: the server's own page shows both, and asks which is to be kept. */
  post() {
    this.elsewhere = true;
    this.show("refused");
    const stay = document.createElement("button");
    Object.assign(stay, { name: "stay", value: "1", hidden: true });
    this.form.append(stay);
    this.form.requestSubmit(stay);
  }

  closed({ error }) {
    this.show("refused");
    for (const field of this.form.elements) {
      if (/^(answer|certainty|clear|flag|strike)/.test(field.name) || field.dataset.move) field.disabled = true;
    }
    this.tell(ANSWER_CLOSED.includes(error.code) ? "checked" : "closed", error.message);
    const onward = document.querySelector("[data-quiz-notice=closed] [data-part=onward]");
    if (onward && error.onward) onward.textContent = error.onward;
  }

  retryLater() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.resend(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS.most);
  }

  async resend() {
    await this.sendKept();
    if ((await flush(this.queue, this.access)) > 0) this.retryLater();
  }

  /** Put an answer that was never sent back into the form; the server says if a newer one stands. */
  restore() {
    const kept = this.queue.of(this.question);
    if (!kept) return;
    if (this.form.elements.keep) { // checked meanwhile: it cannot be changed
      this.queue.drop(this.question, kept.body);
      return;
    }
    const fields = new URLSearchParams(kept.body);
    for (const field of this.form.elements) {
      if (!/^(answer|certainty)/.test(field.name)) continue;
      if (/radio|checkbox/.test(field.type)) field.checked = fields.getAll(field.name).includes(field.value);
      else if (fields.has(field.name)) field.value = fields.get(field.name);
    }
    for (const name of ["page", "seen", "step"]) {
      if (fields.has(name)) this.form.elements[name].value = fields.get(name);
    }
    this.form.dispatchEvent(new Event("quiz:restored"));
    this.show("kept");
  }

  async timeOver() {
    await this.sending;
    await flush(this.queue, this.access);
    const form = document.querySelector("form[data-time-over]");
    if (form) form.submit();
    else this.tell("closed", "Time is over. What was saved before counts.");
  }

  tell(name, text) {
    const notice = document.querySelector(`[data-quiz-notice=${name}]`);
    if (!notice) return;
    if (text) notice.querySelector("[data-part=text]").textContent = text;
    notice.hidden = false;
  }

  show(state, words = STATES[state].words) {
    const place = document.querySelector("[data-save-state]");
    if (!place) return;
    place.className = `save ${STATES[state].tone ?? ""}`.trim();
    place.replaceChildren(icon(STATES[state].icon, "s"), words);
  }
}

/** Write on the error line of an answer. */
function tellAt(place, message) {
  place.hidden = !message;
  place.querySelector("[data-part=text]").textContent = message;
}

/** Mark the one field that holds no answer, "" for none. */
function mark(form, id) {
  for (const field of form.elements) {
    if (field.id && field.id === id) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

/** What the form held as the server sent it, whatever was done to it since. */
function served(form) {
  const fields = new URLSearchParams();
  for (const field of form.elements) {
    if (!field.name || field.matches("button, :disabled, [type=file]")) continue;
    if (field.matches("select")) fields.append(field.name, servedOption(field).value);
    else if (!/radio|checkbox/.test(field.type)) fields.append(field.name, field.defaultValue);
    else if (field.defaultChecked) fields.append(field.name, field.value);
  }
  return withoutRequest(fields);
}

function servedOption(select) {
  return [...select.options].find((option) => option.defaultSelected) ?? select.options[0];
}

/** What the learner answered, without what only the request needs. */
function withoutRequest(fields) {
  for (const name of REQUEST_FIELDS) fields.delete(name);
  return fields.toString();
}
