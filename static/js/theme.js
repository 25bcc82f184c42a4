/* Light, dark or as the system says; a cookie tells the server, so that no page flashes. */

const YEAR = 365 * 24 * 3600;

export class ThemeChoice {
  constructor(element) {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    for (const input of element.querySelectorAll("input")) input.checked = input.value === chosen;
    element.addEventListener("change", (event) => this.choose(event.target.value));
    element.hidden = false;
  }

  choose(theme) {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; secure" : "";
    const age = theme === "auto" ? 0 : YEAR;
    document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  }
}
