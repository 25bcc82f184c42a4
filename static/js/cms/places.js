// Propose the places of a case where a choice or a rule says where it leads.
const TITLES = "input[name*='-nodes-'][name$='-title']";

const proposed = document.createElement("datalist");
proposed.id = "case-places";
document.body.append(proposed);

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches?.("[data-case-place]")) return;
  const titles = [...document.querySelectorAll(TITLES)].map((field) => field.value.trim());
  proposed.replaceChildren(...[...new Set(titles)].filter(Boolean).map((title) => new Option(title)));
});
