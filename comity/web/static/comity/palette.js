// @ts-check
/**
 * The command palette: Ctrl K opens it on any page. The server says what can be found and done here; this only draws
 * the answer, moves through it by keyboard, and submits what changes something through the form in the dialog, which
 * carries the token. Without this element the search box of the bar is an ordinary form.
 *
 * @typedef {{title: [string, boolean][], icon: string, url: string, post: string, fields: Record<string, string>,
 *   act: string, note: string, reference: string, marking: {text: string, level: number} | null}} Offer
 * @typedef {{title: string, items: Offer[]}} Group
 */
const WAIT = 140; // milliseconds after the last key before the server is asked

class CommandPalette extends HTMLElement {
  /** @type {Offer[]} */ #offers = [];
  #chosen = 0;
  #timer = 0;
  /** @type {AbortController | null} */ #asking = null;

  connectedCallback() {
    const open = this.querySelector(".palette-open");
    if (open instanceof HTMLElement) {
      open.hidden = false;
      open.addEventListener("click", () => this.open());
    }
    this.querySelector(".bar-find-link")?.addEventListener("click", (event) => {
      event.preventDefault();
      this.open();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (this.#dialog.open) this.#dialog.close();
      else this.open();
    });
    this.#field.addEventListener("input", () => this.#soon());
    this.#field.addEventListener("keydown", (event) => this.#press(event));
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#dialog.addEventListener("close", () => this.#asking?.abort());
    this.querySelector(".palette-close")?.addEventListener("click", () => this.#dialog.close());
    this.#list.addEventListener("mousemove", (event) => this.#point(event));
    this.#list.addEventListener("click", (event) => {
      if (this.#point(event)) this.#do(event.ctrlKey || event.metaKey);
    });
  }

  open() {
    if (this.#dialog.open) return;
    for (const other of document.querySelectorAll("dialog[open]")) /** @type {HTMLDialogElement} */ (other).close();
    this.#field.value = "";
    this.#draw([]);
    this.#dialog.showModal();
    this.#field.focus();
    this.#ask();
  }

  get #dialog() {
    return /** @type {HTMLDialogElement} */ (this.querySelector("dialog"));
  }
  get #field() {
    return /** @type {HTMLInputElement} */ (this.querySelector("[role=combobox]"));
  }
  get #list() {
    return /** @type {HTMLElement} */ (this.querySelector("[role=listbox]"));
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), WAIT);
  }

  async #ask() {
    this.#asking?.abort();
    this.#asking = new AbortController();
    const page = location.pathname + location.search;
    const query = new URLSearchParams({ q: this.#field.value, page });
    try {
      const answer = await fetch(`${this.dataset.url}?${query}`, {
        signal: this.#asking.signal,
        headers: { accept: "application/json" },
        redirect: "error",
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { groups, told, marking } = await answer.json();
      this.#draw(groups, told, marking);
    } catch (fault) {
      if (fault instanceof DOMException && fault.name === "AbortError") return;
      this.#draw([], this.dataset.broken ?? "");
    }
  }

  /**
   * @param {Group[]} groups
   * @param {string} [told]
   * @param {{text: string, level: number} | null} [marking]
   */
  #draw(groups, told = "", marking = null) {
    this.#offers = groups.flatMap((group) => group.items);
    let place = 0;
    const drawn = groups.map((group, number) => {
      const part = made("div", "");
      part.setAttribute("role", "group");
      const title = made("div", "palette-group", group.title);
      title.id = `palette-group-${number}`;
      part.setAttribute("aria-labelledby", title.id);
      part.append(title, ...group.items.map((offer) => this.#drawOffer(offer, place++)));
      return part;
    });
    this.#list.replaceChildren(...drawn);
    this.#list.scrollTop = 0;
    this.#choose(0);
    const [said, mark] = [this.querySelector(".palette-told"), this.querySelector(".palette-marking")];
    if (said) said.textContent = told;
    if (mark) mark.textContent = marking?.text ?? "";
  }

  /**
   * @param {Offer} offer
   * @param {number} place
   */
  #drawOffer(offer, place) {
    const row = made("div", "palette-offer");
    row.id = `palette-offer-${place}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.place = String(place);
    const words = made("span", "palette-words");
    const [title, written] = [made("span", "palette-title"), made("bdi", "")];
    written.append(...offer.title.map(([text, hit]) => (hit ? made("mark", "", text) : document.createTextNode(text))));
    title.append(written);
    const facts = made("span", "palette-facts");
    if (offer.reference) facts.append(made("span", "ref", offer.reference));
    if (offer.note) facts.append(made("span", "palette-note", offer.note));
    if (offer.marking) facts.append(made("span", `palette-level level-${Math.min(offer.marking.level, 4)}`, offer.marking.text));
    words.append(title, ...(facts.childElementCount ? [facts] : []));
    row.append(this.#icon(offer.icon), words);
    return row;
  }

  /** @param {string} name */
  #icon(name) {
    const icon = /** @type {Element} */ (this.querySelector(".palette-head > .icon")).cloneNode(true);
    /** @type {Element} */ (icon).querySelector("use")?.setAttribute("href", `${this.dataset.sprite}#${name}`);
    return icon;
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const last = this.#offers.length - 1;
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) {
      const step = steps[/** @type {keyof typeof steps} */ (event.key)];
      const next = this.#chosen + step;
      if (Math.abs(step) === 1) this.#choose(next < 0 ? last : next > last ? 0 : next);
      else this.#choose(Math.max(0, Math.min(last, next)));
    } else if (event.key === "Enter") this.#do(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #point(event) {
    const row = event.target instanceof Element ? event.target.closest(".palette-offer") : null;
    if (row instanceof HTMLElement) this.#choose(Number(row.dataset.place), false);
    return row !== null;
  }

  /**
   * @param {number} place
   * @param {boolean} [follow] whether the list scrolls to it
   */
  #choose(place, follow = true) {
    this.#list.querySelector('[aria-selected="true"]')?.setAttribute("aria-selected", "false");
    const row = this.#list.querySelector(`#palette-offer-${place}`);
    this.#chosen = row ? place : 0;
    if (!row) return this.#field.removeAttribute("aria-activedescendant");
    row.setAttribute("aria-selected", "true");
    this.#field.setAttribute("aria-activedescendant", row.id);
    if (follow) row.scrollIntoView({ block: "nearest" });
  }

  /** @param {boolean} aside whether to open it beside this page */
  #do(aside) {
    const offer = this.#offers[this.#chosen];
    if (!offer) return;
    if (offer.post) return this.#submit(offer);
    this.#dialog.close();
    if (offer.act) this.dispatchEvent(new CustomEvent("house-act", { bubbles: true, detail: offer.act }));
    else if (aside) window.open(offer.url, "_blank", "noopener");
    else location.assign(offer.url);
  }

  /** @param {Offer} offer */
  #submit(offer) {
    const form = /** @type {HTMLFormElement} */ (this.querySelector("dialog form"));
    form.action = offer.post;
    for (const [name, value] of Object.entries(offer.fields)) {
      const input = document.createElement("input");
      [input.type, input.name, input.value] = ["hidden", name, value];
      form.append(input);
    }
    form.requestSubmit();
  }
}

/**
 * @param {string} tag
 * @param {string} look
 * @param {string} [words]
 */
function made(tag, look, words = "") {
  const element = document.createElement(tag);
  if (look) element.className = look;
  if (words) element.textContent = words;
  return element;
}

customElements.define("command-palette", CommandPalette);
