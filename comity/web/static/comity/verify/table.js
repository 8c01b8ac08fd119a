// @ts-check
/** The entries of a bundle as a table that is read page by page, and narrowed by words and by whether the body is shown. */

const PAGE = 50;
const MOST = 200_000; // entries kept to be listed; all are checked

/** @typedef {{words(name: string, figures?: Record<string, string | number>): string, piece(name: string): HTMLElement}} Page */
/** @typedef {{seq: number, at: string, text: string, marking: string, state: string, why: string, kind: string}} Row */

export class EntryTable {
  /** @type {Row[]} */
  rows = [];
  /** @type {Row[]} */
  fitting = []; // to what is wanted
  from = 0; // the first that is drawn
  left = 0; // how many are not listed

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.words = /** @type {HTMLInputElement} */ (page.piece("words"));
    this.state = /** @type {HTMLSelectElement} */ (page.piece("state"));
    this.words.addEventListener("input", () => this.#narrow());
    this.state.addEventListener("change", () => this.#narrow());
    page.piece("filters").addEventListener("submit", (event) => event.preventDefault());
    page.piece("previous").addEventListener("click", () => this.#turn(-PAGE));
    page.piece("next").addEventListener("click", () => this.#turn(PAGE));
  }

  clear() {
    this.rows = [];
    this.fitting = [];
    this.from = 0;
    this.left = 0;
  }

  /** @param {import("./entries.js").Seen} entry */
  add(entry) {
    if (this.rows.length >= MOST) {
      this.left++;
      return;
    }
    const said = typeof entry.body?.sentence === "string" ? entry.body.sentence : entry.kind;
    const state = entry.withheld !== null ? "withheld" : entry.erased !== null ? "erased" : "shown";
    const why = entry.withheld ?? entry.erased ?? "";
    const marking = markingOf(entry.body?.marking);
    const text = state === "shown" ? said : entry.kind;
    const by = entry.by === null ? "" : this.page.words("erasedBy", { by: entry.by });
    const reason = [why, by].filter(Boolean).join(" · ");
    this.rows.push({ seq: entry.seq, at: entry.at, kind: entry.kind, text, marking, state, why: reason });
  }

  /** @param {boolean} good whether what is listed may be relied on */
  show(good) {
    this.page.piece("entries").hidden = !this.rows.length;
    this.page.piece("doubt").hidden = good;
    const more = this.page.piece("more");
    more.hidden = !this.left;
    more.textContent = this.page.words("more", { most: this.rows.length });
    this.#narrow();
    if (this.rows.length) bannersChanged(this.page);
  }

  #narrow() {
    const wanted = this.words.value.trim().toLowerCase();
    const state = this.state.value;
    this.fitting = this.rows.filter((row) => (!state || row.state === state) && fits(row, wanted));
    this.from = 0;
    this.#draw();
  }

  /** @param {number} by */
  #turn(by) {
    this.from += by;
    this.#draw();
    this.page.piece("heading").scrollIntoView({ block: "nearest" });
  }

  #draw() {
    const { page, fitting, from } = this;
    const rows = fitting.slice(from, from + PAGE);
    page.piece("rows").replaceChildren(...rows.map((row) => this.#row(row)));
    page.piece("range").textContent = rows.length
      ? page.words("range", { first: from + 1, last: from + rows.length, all: fitting.length })
      : page.words("nothing");
    /** @type {HTMLButtonElement} */ (page.piece("previous")).disabled = from === 0;
    /** @type {HTMLButtonElement} */ (page.piece("next")).disabled = from + PAGE >= fitting.length;
  }

  /** @param {Row} row */
  #row(row) {
    const line = document.createElement("tr");
    const number = document.createElement("th");
    number.scope = "row";
    number.textContent = String(row.seq);
    const moment = document.createElement("time");
    moment.dateTime = row.at;
    moment.dir = "ltr";
    moment.textContent = `${row.at.slice(0, 19).replace("T", " ")} UTC`;
    const said = document.createElement("span");
    said.dir = "auto";
    said.textContent = row.text;
    const state = document.createElement("span");
    state.textContent = this.page.words(row.state);
    const why = document.createElement("span");
    why.dir = "auto";
    why.className = "muted small";
    why.textContent = row.why;
    line.append(number, this.#cell("at", moment), this.#cell("said", said), this.#cell("marking", row.marking || "–"));
    line.append(this.#cell("body", state, ...(row.why ? [" ", why] : [])));
    line.className = row.state;
    return line;
  }

  /**
   * @param {string} column
   * @param {...(Node | string)} what
   */
  #cell(column, ...what) {
    const cell = document.createElement("td");
    cell.dataset.label = this.page.piece(`column-${column}`).textContent?.trim() ?? "";
    cell.append(...what);
    return cell;
  }
}

/**
 * @param {Row} row
 * @param {string} wanted in small letters
 */
function fits(row, wanted) {
  return !wanted || `${row.seq} ${row.at} ${row.kind} ${row.text} ${row.why} ${row.marking}`.toLowerCase().includes(wanted);
}

/**
 * The line of a marking as the body has it: classification, then categories.
 * @param {any} marking
 * @returns {string}
 */
function markingOf(marking) {
  if (typeof marking?.classification !== "string") return "";
  const categories = Array.isArray(marking.categories) ? marking.categories : [];
  const said = categories.map((/** @type {any} */ one) =>
    `${one?.tag ?? ""} ${Array.isArray(one?.values) ? one.values.join(", ") : ""}`.trim(),
  );
  return [marking.classification, ...said].join(" · ");
}

/**
 * From now on the page shows what came from a file, whose marking the house has not stated.
 * @param {Page} page
 */
function bannersChanged(page) {
  const template = page.piece("banners");
  if (!(template instanceof HTMLTemplateElement) || !template.content.childElementCount) return;
  const [over, under] = /** @type {DocumentFragment} */ (template.content.cloneNode(true)).children;
  document.querySelector(".marking-banner:not(.foot)")?.replaceWith(over);
  document.querySelector(".marking-banner.foot")?.replaceWith(under);
}
