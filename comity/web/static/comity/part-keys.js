// @ts-check
/**
 * Keys while one writes in a paper: Control and Enter send the form one is in, Alt with an arrow moves the paragraph.
 * Without this file every one of these is a button.
 */
class PartKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.key(event));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = target?.closest("form");
      if (!form || !target?.matches("textarea, input, select")) return;
      event.preventDefault();
      form.requestSubmit();
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const way = event.key === "ArrowUp" ? "up" : "down";
      const button = target?.closest(".part")?.querySelector(`[data-key="${way}"]`);
      if (!(button instanceof HTMLButtonElement)) return;
      event.preventDefault();
      button.form?.requestSubmit(button);
    }
  }
}

customElements.define("part-keys", PartKeys);
