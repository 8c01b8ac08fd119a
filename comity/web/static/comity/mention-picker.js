// @ts-check
/**
 * Offers the people who may read a remark while one writes @ in it. The server names them in a datalist; it also
 * decides afterwards who may really be named. Without this file one writes the names by hand.
 */
class MentionPicker extends HTMLElement {
  /** @type {HTMLTextAreaElement | null} */ field = null;
  /** @type {HTMLUListElement | null} */ list = null;
  /** @type {{username: string, name: string}[]} */ people = [];
  chosen = 0;

  connectedCallback() {
    this.field = this.querySelector("textarea");
    if (!this.field || this.list) return;
    this.people = [...this.querySelectorAll("datalist option")].map((option) => ({
      username: /** @type {HTMLOptionElement} */ (option).value,
      name: option.textContent ?? "",
    }));
    this.list = document.createElement("ul");
    this.list.className = "mention-options";
    this.list.id = `${this.field.id}_people`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "@");
    this.list.hidden = true;
    this.field.after(this.list);
    this.field.setAttribute("aria-controls", this.list.id);
    this.field.setAttribute("aria-autocomplete", "list");
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
  }

  /** The letters after the @ before the cursor; null when one writes no name. */
  begun() {
    if (!this.field) return null;
    const before = this.field.value.slice(0, this.field.selectionStart);
    const match = /(?:^|\s)@([\p{L}\p{N}._-]*)$/u.exec(before);
    return match ? (match[1] ?? "").toLowerCase() : null;
  }

  offer() {
    const begun = this.begun();
    if (begun === null || !this.list) return this.close();
    const found = this.people
      .filter((one) => one.username.startsWith(begun) || one.name.toLowerCase().includes(begun))
      .slice(0, 8);
    this.chosen = 0;
    this.list.replaceChildren(
      ...found.map((one, place) => {
        const item = document.createElement("li");
        item.id = `${this.list?.id}_${place}`;
        item.setAttribute("role", "option");
        item.dataset.username = one.username;
        item.textContent = `${one.name} @${one.username}`;
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          this.take(one.username);
        });
        return item;
      }),
    );
    this.list.hidden = found.length === 0;
    this.mark();
  }

  mark() {
    const items = [...(this.list?.children ?? [])];
    items.forEach((item, place) => item.setAttribute("aria-selected", String(place === this.chosen)));
    const now = items[this.chosen];
    if (now && !this.list?.hidden) this.field?.setAttribute("aria-activedescendant", now.id);
    else this.field?.removeAttribute("aria-activedescendant");
    now?.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (!this.list || this.list.hidden) return;
    const count = this.list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.chosen = (this.chosen + (event.key === "ArrowDown" ? 1 : count - 1)) % count;
      this.mark();
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.take(/** @type {HTMLElement} */ (this.list.children[this.chosen]).dataset.username ?? "");
    } else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  /** @param {string} username */
  take(username) {
    const begun = this.begun();
    if (!this.field || begun === null) return;
    const end = this.field.selectionStart;
    this.field.setRangeText(`${username} `, end - begun.length, end, "end");
    this.close();
  }

  close() {
    if (this.list) this.list.hidden = true;
    this.field?.removeAttribute("aria-activedescendant");
  }
}
customElements.define("mention-picker", MentionPicker);
