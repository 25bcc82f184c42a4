// Publishing waits for a draft that the CMS is just saving by itself, and no other save begins then:
// of two requests at once the later save of a draft would take back what was published.

const saverOf = (form) => window.wagtail?.app.getControllerForElementAndIdentifier(form, "w-autosave");

async function resubmit(form, submitter, saver) {
  while (saver.submitPromise) await saver.submitPromise.catch(() => {});
  const rests = submitter?.disabled; // as a button that was pressed is, and then it would not be sent
  if (submitter) submitter.disabled = false;
  form.requestSubmit(submitter);
  if (submitter) submitter.disabled = rests;
}

window.addEventListener("submit", (event) => {
  const saver = saverOf(event.target);
  if (!saver?.submitPromise) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  resubmit(event.target, event.submitter, saver);
}, { capture: true });

window.addEventListener("submit", (event) => {
  const saver = saverOf(event.target);
  if (saver && !event.defaultPrevented) saver.activeValue = false;
});
