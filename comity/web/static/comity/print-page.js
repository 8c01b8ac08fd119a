// @ts-check
/**
 * Offers to print the page. Without it the browser's own menu prints the same sheets: the style sheet leaves out what is
 * for the screen only. What is folded is opened for the sheet and folded again after, for browsers whose style cannot.
 */
class PrintPage extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    if (!button) return;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
customElements.define("print-page", PrintPage);

/** @type {HTMLDetailsElement[]} */
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("main details:not([open], .menu, .narrow-by)")].map(
    (folded) => /** @type {HTMLDetailsElement} */ (folded),
  );
  for (const folded of opened) folded.open = true;
});
window.addEventListener("afterprint", () => {
  for (const folded of opened) folded.open = false;
  opened = [];
});
