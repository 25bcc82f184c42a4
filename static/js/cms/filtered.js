// Narrow a list of checkboxes to those that hold what is typed; chosen ones stay in sight.
for (const box of document.querySelectorAll("[data-filtered]")) {
  const field = box.querySelector("input[type=search]");
  const rows = [...box.querySelectorAll("label")];
  field.hidden = rows.length < 8;
  field.addEventListener("input", () => {
    const sought = field.value.trim().toLowerCase();
    for (const row of rows) {
      const chosen = row.querySelector("input").checked;
      row.parentElement.hidden = !chosen && !row.textContent.toLowerCase().includes(sought);
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}
