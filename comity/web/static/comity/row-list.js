// @ts-check
/**
 * Adds and removes rows of a repeated part of a form. The first child `<template>` holds one row; `__prefix__` in it
 * becomes the row's number and `TOTAL_FORMS` is kept right. Without JavaScript the server's spare empty rows serve.
 * `data-add` and `data-remove` are the words on the buttons.
 */
class RowList extends HTMLElement {
  connectedCallback() {
    const template = this.querySelector("template");
    const rows = this.querySelector(".rows");
    if (!template || !rows || this.querySelector(".row-add")) return;
    for (const row of rows.children) this.#withRemove(row);
    const add = button(this.dataset.add ?? "Add another", "row-add", "button");
    add.addEventListener("click", () => this.#add(template, rows));
    this.append(add);
  }

  /**
   * @param {HTMLTemplateElement} template
   * @param {Element} rows
   */
  #add(template, rows) {
    const total = this.querySelector('input[name$="-TOTAL_FORMS"]');
    const number = total instanceof HTMLInputElement ? total.value : String(rows.children.length);
    const copy = document.importNode(template.content, true);
    for (const part of copy.querySelectorAll("*")) numbered(part, number);
    const row = copy.firstElementChild;
    if (!row) return;
    if (total instanceof HTMLInputElement) total.value = String(Number(number) + 1);
    this.#withRemove(row);
    rows.append(copy);
    /** @type {HTMLElement | null} */ (row.querySelector("input:not([type=hidden]), select, textarea"))?.focus();
    this.#changed();
  }

  /** @param {Element} row */
  #withRemove(row) {
    const mark = row.querySelector('input[name$="-DELETE"]');
    mark?.closest(".field")?.setAttribute("hidden", "");
    const remove = button(this.dataset.remove ?? "Remove", "row-remove", "button quiet");
    remove.addEventListener("click", () => this.#remove(row, mark));
    row.append(remove);
  }

  /**
   * A numbered row keeps its place, so that the numbers of the others stay right; a plain one goes.
   * @param {Element} row
   * @param {Element | null} mark
   */
  #remove(row, mark) {
    if (mark instanceof HTMLInputElement) mark.checked = true;
    else if (this.querySelector('input[name$="-TOTAL_FORMS"]')) emptied(row);
    if (mark || this.querySelector('input[name$="-TOTAL_FORMS"]')) row.setAttribute("hidden", "");
    else row.remove();
    /** @type {HTMLElement | null} */ (this.querySelector(".row-add"))?.focus();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/**
 * @param {Element} part
 * @param {string} number
 */
function numbered(part, number) {
  for (const name of ["id", "name", "for", "aria-describedby"]) {
    const value = part.getAttribute(name);
    if (value?.includes("__prefix__")) part.setAttribute(name, value.replaceAll("__prefix__", number));
  }
}

/** @param {Element} row */
function emptied(row) {
  for (const control of row.querySelectorAll("input, select, textarea")) {
    if (control instanceof HTMLInputElement && ["checkbox", "radio"].includes(control.type)) control.checked = false;
    else if (control instanceof HTMLSelectElement) control.selectedIndex = 0;
    else if (control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement) control.value = "";
  }
}

/**
 * @param {string} words
 * @param {string} name
 * @param {string} look
 */
function button(words, name, look) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `${look} ${name}`;
  made.textContent = words;
  return made;
}

customElements.define("row-list", RowList);
