/* Answers that could not be sent wait in this browser, the newest of each question. */

const PREFIX = "attend.kept.";
const ANSWER_WITHIN_MS = 20000;

export class AnswerQueue {
  constructor(sitting) {
    this.key = PREFIX + sitting;
    this.unwritten = null; // what the browser's storage refused to take
  }

  /** Keep an answer: `url` it goes to, `body` as the form encodes it, with its operation id. */
  keep(question, { url, body }) {
    const all = this.all();
    all[question] = { url, body };
    this.write(all);
  }

  of(question) {
    return this.all()[question];
  }

  /** Forget an answer, unless a newer one has taken its place. */
  drop(question, body) {
    const all = this.all();
    if (all[question]?.body !== body) return;
    delete all[question];
    this.write(all);
  }

  all() {
    if (this.unwritten) return { ...this.unwritten };
    try {
      return JSON.parse(localStorage.getItem(this.key)) ?? {};
    } catch {
      return {};
    }
  }

  write(all) {
    this.unwritten = null;
    try {
      if (Object.keys(all).length) localStorage.setItem(this.key, JSON.stringify(all));
      else localStorage.removeItem(this.key);
    } catch {
      this.unwritten = all; // full or forbidden: the page itself remembers
    }
  }
}

/** What a save came to: `saved`, `closed`, `elsewhere`, `newer`, `invalid`, `signed-out` or `unsent`, and the reply. */
export async function send({ url, body }, { token, tab }) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      body: tab ? `${body}&tab=${tab}` : body,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      headers: {
        Accept: "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-CSRFToken": token,
      },
    });
  } catch {
    return { outcome: "unsent" };
  }
  return understood(response);
}

async function understood(response) {
  const json = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.redirected || response.status === 401 || response.status === 403) {
    return { outcome: "signed-out" };
  }
  if (!json) return { outcome: "unsent" };
  const reply = await response.json();
  if (response.ok) return { outcome: "saved", reply };
  if (response.status === 409) {
    const code = reply.error?.code;
    return { outcome: ["elsewhere", "newer"].includes(code) ? code : "closed", reply };
  }
  return { outcome: response.status === 422 ? "invalid" : "unsent", reply };
}

/**
 * Send everything kept for a sitting; return how many answers still wait to be sent.
 * One that a newer answer stands against stays for the page of its question, where it can be looked at.
 */
export async function flush(queue, access) {
  const passedOver = new Set();
  for (const [question, kept] of Object.entries(queue.all())) {
    const { outcome } = await send(kept, access);
    if (outcome === "elsewhere" || outcome === "unsent" || outcome === "signed-out") break;
    if (outcome === "newer") passedOver.add(question);
    else queue.drop(question, kept.body);
  }
  return Object.keys(queue.all()).filter((question) => !passedOver.has(question)).length;
}

/** On the review page: send what waits, and show it in the counts by loading the page anew. */
export class SendKept {
  constructor(element) {
    this.queue = new AnswerQueue(element.dataset.sendKept);
    this.access = {
      token: element.querySelector("[name=csrfmiddlewaretoken]")?.value,
      tab: element.dataset.tab,
    };
    this.send();
    window.addEventListener("online", () => this.send());
    window.addEventListener("storage", (event) => this.sentElsewhere(event));
  }

  /** Another page of this browser sent what waited: the counts shown here are old. */
  sentElsewhere({ key, newValue }) {
    if (key === this.queue.key && newValue === null) location.reload();
  }

  async send() {
    const waiting = Object.keys(this.queue.all()).length;
    if (waiting && (await flush(this.queue, this.access)) < waiting) location.reload();
  }
}
