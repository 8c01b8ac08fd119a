// @ts-check
/**
 * The desk of a crisis: a box that chooses all, Shift for a stretch, and how many are chosen. Without JavaScript each is
 * chosen by its own box.
 */
class CrisisDesk extends HTMLElement {
  /** @type {HTMLInputElement | null} */
  #last = null;

  connectedCallback() {
    const head = this.querySelector('[data-part="head"]');
    if (head && !head.querySelector("input")) head.append(this.#all(head.textContent ?? ""));
    this.addEventListener("click", (event) => this.#stretch(event));
    this.addEventListener("change", () => this.#count());
    this.#count();
  }

  /** @returns {HTMLInputElement[]} */
  get #boxes() {
    return [...this.querySelectorAll("tbody input[type=checkbox]")].filter((one) => one instanceof HTMLInputElement);
  }

  /** @param {string} words */
  #all(words) {
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", words);
    box.addEventListener("change", () => {
      for (const one of this.#boxes) one.checked = box.checked;
    });
    return box;
  }

  /** @param {MouseEvent} event */
  #stretch(event) {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !this.#boxes.includes(box)) return;
    if (event.shiftKey && this.#last) {
      const boxes = this.#boxes;
      const [from, to] = [boxes.indexOf(this.#last), boxes.indexOf(box)].sort((one, other) => one - other);
      for (const one of boxes.slice(from, to + 1)) one.checked = box.checked;
    }
    this.#last = box;
  }

  #count() {
    const count = this.#boxes.filter((one) => one.checked).length;
    const told = this.querySelector('[data-part="count"]');
    if (!(told instanceof HTMLElement)) return;
    const words = count === 1 ? told.dataset.one : told.dataset.many;
    told.textContent = count ? (words ?? "").replace("{count}", String(count)) : "";
  }
}

/** Goes on with a round while lines wait, and shows how far it has come. Without JavaScript its button does. */
class CrisisRound extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    if (form) void this.#goOn(form);
  }

  /** @param {HTMLFormElement} form */
  async #goOn(form) {
    const bar = this.querySelector("progress");
    const told = this.querySelector('[data-part="told"]');
    for (let left = Number.POSITIVE_INFINITY; left > 0; ) {
      const answer = await fetch(form.action || location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
      }).catch(() => null);
      if (!answer?.ok) return; // its button stays, and says what is wrong
      const { left: still, all } = await answer.json();
      if (still >= left) return;
      left = still;
      if (bar) bar.value = all - left;
      if (told) {
        const words = this.dataset.told ?? "";
        told.textContent = words.replace("{done}", String(all - left)).replace("{all}", String(all));
      }
    }
    location.reload();
  }
}

customElements.define("crisis-desk", CrisisDesk);
customElements.define("crisis-round", CrisisRound);
