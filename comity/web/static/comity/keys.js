// @ts-check
/**
 * Keys that act: what each does is written in the list that `?` shows, and read from there. Single letters do nothing
 * while somebody types or chooses, nor with Ctrl, Alt or Meta held, nor when the person switched them off.
 */
const AFTER_G = 1500; // milliseconds within which the second key must follow

class HouseKeys extends HTMLElement {
  #g = -Infinity; // when g was pressed

  connectedCallback() {
    const dialog = this.querySelector("dialog");
    dialog?.querySelector("button")?.addEventListener("click", () => dialog.close());
    dialog?.addEventListener("click", (event) => event.target === dialog && dialog.close());
    document.addEventListener("house-act", (event) => this.#act(/** @type {CustomEvent<string>} */ (event).detail));
    document.addEventListener("click", (event) => {
      const asked = event.target instanceof Element ? event.target.closest("a[data-key-act='keys']") : null;
      if (!asked) return;
      event.preventDefault();
      this.#act("keys");
    });
    if (this.hasAttribute("data-letters")) document.addEventListener("keydown", (event) => this.#press(event));
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || busy(event.target)) return;
    const after = event.timeStamp - this.#g < AFTER_G;
    this.#g = -Infinity;
    if (!after && event.key === "g") {
      this.#g = event.timeStamp;
      return;
    }
    const keys = after ? `g ${event.key}` : event.key;
    const line = [...this.querySelectorAll("[data-keys]")].find((one) => one.getAttribute("data-keys") === keys);
    if (!(line instanceof HTMLElement)) return;
    event.preventDefault();
    if (line.dataset.url) location.assign(line.dataset.url);
    else this.#act(line.dataset.act ?? "");
  }

  /** @param {string} what */
  #act(what) {
    if (what === "keys") this.querySelector("dialog")?.showModal();
    else if (what === "search") search();
    else if (what === "pin") /** @type {HTMLElement | null} */ (document.querySelector("form.pin button"))?.click();
    else if (what === "theme") /** @type {HTMLElement | null} */ (document.querySelector("theme-toggle button"))?.click();
    else if (what === "print") window.print();
    else if (what === "next") step(1);
    else if (what === "previous") step(-1);
  }
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether the key belongs to what has the focus, or something is open above the page
 */
function busy(target) {
  const typing = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
  return document.querySelector("dialog[open]") !== null || (target instanceof Element && target.closest(typing) !== null);
}

/** To the search box of the page if it has one, else to that of the bar; on a narrow screen the palette. */
function search() {
  for (const field of document.querySelectorAll("main .find-form input[type=search], #bar-search")) {
    if (field instanceof HTMLInputElement && field.checkVisibility()) {
      field.focus();
      field.select();
      return;
    }
  }
  /** @type {HTMLElement | null} */ (document.querySelector(".bar-find-link"))?.click();
}

/**
 * To the next line of a list, or the one before: each line's first link takes the focus.
 * @param {number} by
 */
function step(by) {
  const lines = [...document.querySelectorAll("main :is(.worklist > li, table.data tbody tr, ul.lines > li, ol.lines > li)")];
  const links = lines.map((line) => line.querySelector("a[href]")).filter((link) => link instanceof HTMLElement && link.checkVisibility());
  const here = links.findIndex((link) => link?.closest("li, tr")?.contains(document.activeElement));
  const wanted = here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.max(0, Math.min(links.length - 1, here + by));
  /** @type {HTMLElement | undefined} */ (links[wanted])?.focus();
}

customElements.define("house-keys", HouseKeys);
