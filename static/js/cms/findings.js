// Check a question's wording while its author types, and lead from a finding to its field.
const PAUSE = 900;

for (const panel of document.querySelectorAll("[data-findings]")) {
  const form = panel.closest("form");
  const list = panel.querySelector("[data-findings-list]");
  const status = panel.querySelector("[data-findings-status]");
  let timer, request;

  const told = () => list.querySelector("[data-findings-count] strong")?.textContent.trim() ?? "";

  async function check() {
    request?.abort();
    request = new AbortController();
    const before = told();
    try {
      const answer = await fetch(panel.dataset.findings, {
        method: "POST", body: new FormData(form), signal: request.signal,
      });
      if (!answer.ok) return; // saving tells what is wrong with the session or the form
      list.innerHTML = await answer.text();
      if (told() !== before) status.textContent = `Item check: ${told()}`;
    } catch (problem) {
      if (problem.name !== "AbortError") status.textContent = "The item check cannot be reached.";
    }
  }

  function soon(event) {
    if (panel.contains(event?.target)) return;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // Rich text, choosers and blocks that come and go write into fields without an event
  new MutationObserver((changes) => {
    if (changes.some((change) => !panel.contains(change.target))) soon();
  }).observe(form, { childList: true, subtree: true, attributeFilter: ["value"] });

  // What is saved can be accepted
  document.addEventListener("w-autosave:success", () => soon());

  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-findings-place]");
    const field = link && placeOf(link.dataset.findingsPlace, form);
    if (!field) return;
    event.preventDefault();
    reveal(field);
  });
}

function placeOf(place, form) {
  const key = place.startsWith("answer:") && place.slice("answer:".length);
  const parts = [...form.querySelectorAll("[data-contentpath]")];
  const named = (name) => parts.find((part) => part.dataset.contentpath === name);
  if (!key) return named(place);
  const isIt = (part) => part.dataset.contentpath.replaceAll("-", "").startsWith(key);
  return parts.find(isIt) ?? named("interaction");
}

function reveal(field) {
  const tab = field.closest("[role=tabpanel]");
  if (tab?.hidden) document.querySelector(`[role=tab][aria-controls="${tab.id}"]`)?.click();
  field.scrollIntoView({ block: "center" });
  const target = field.querySelector(
    "input:not([type=hidden]), textarea, select, [contenteditable=true], button",
  );
  target?.focus({ preventScroll: true });
}
