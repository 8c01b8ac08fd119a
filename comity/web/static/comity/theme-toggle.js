// @ts-check
/**
 * Turns the theme over and remembers it in the cookie `theme`, which the server reads for the next page.
 * Until it is pressed the page follows the system. The button is hidden without JavaScript: it would do nothing.
 */
class ThemeToggle extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.setAttribute("aria-pressed", String(isDark()));
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      document.documentElement.dataset.theme = theme;
      button.setAttribute("aria-pressed", String(theme === "dark"));
      const secure = location.protocol === "https:" ? "; secure" : "";
      document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
    });
  }
}

/** @returns {boolean} whether the page is dark now, by choice or by the system */
function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

customElements.define("theme-toggle", ThemeToggle);
