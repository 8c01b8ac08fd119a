// @ts-check
/**
 * <evidence-check>: takes a bundle, a policy and kept checkpoints from the reader's own disk, checks them here and draws
 * what was found. Nothing is sent anywhere. Its markup is in the page, by `data-part`; its words are attributes.
 */
import { textOf } from "./bytes.js";
import { check } from "./checking.js";
import { EntryTable } from "./table.js";

const LARGEST_TEXT = 256 * 1024; // bytes of a policy or a checkpoint; one more is read, so that more is refused
const PAUSE_AFTER = 25; // milliseconds of work

/** The reader wants no more of it. */
class Stopped extends Error {}

class EvidenceCheck extends HTMLElement {
  connectedCallback() {
    if (this.#form().dataset.ready) return;
    this.#form().dataset.ready = "yes";
    this.piece("off").hidden = true;
    this.#form().hidden = false;
    this.table = new EntryTable(this);
    this.wanted = true;
    this.#form().addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#check();
    });
    this.#file("policy_file").addEventListener("change", () => void this.#takePolicy());
    this.piece("stop").addEventListener("click", () => (this.wanted = false));
    this.piece("save").addEventListener("click", () => this.#save());
  }

  /**
   * @param {string} name
   * @returns {HTMLElement}
   */
  piece(name) {
    const found = this.querySelector(`[data-part="${name}"]`);
    if (!(found instanceof HTMLElement)) throw new Error(`the page has no part ${name}`);
    return found;
  }

  /**
   * Words of the page, with figures put where `{name}` stands.
   * @param {string} name
   * @param {Record<string, string | number>} figures
   */
  words(name, figures = {}) {
    return (this.dataset[name] ?? "").replace(/\{(\w+)\}/g, (_, figure) => String(figures[figure] ?? ""));
  }

  #form() {
    return /** @type {HTMLFormElement} */ (this.piece("form"));
  }

  /** @param {string} name */
  #file(name) {
    return /** @type {HTMLInputElement} */ (this.#form().elements.namedItem(name));
  }

  #policy() {
    return /** @type {HTMLTextAreaElement} */ (this.#form().elements.namedItem("policy"));
  }

  async #takePolicy() {
    const [file] = this.#file("policy_file").files ?? [];
    if (!file) return;
    try {
      this.#policy().value = textOf(await beginningOf(file));
      this.#say("");
    } catch {
      this.#say(this.words("unread", { name: file.name }));
    }
  }

  async #check() {
    const [bundle] = this.#file("bundle").files ?? [];
    if (!bundle) return;
    this.#begin();
    try {
      const kept = await Promise.all([...(this.#file("kept").files ?? [])].map(beginningOf));
      this.result = await check(bundle, this.#policy().value, kept, this.#watch());
      this.name = bundle.name;
      this.#show();
    } catch (problem) {
      if (!(problem instanceof Stopped)) console.error(problem);
      this.#say(problem instanceof Stopped ? this.words("stopped") : this.words("failed", { why: String(problem) }));
    } finally {
      this.#working(false);
    }
  }

  #begin() {
    this.wanted = true;
    this.result = undefined;
    for (const part of ["result", "entries"]) this.piece(part).hidden = true;
    this.table?.clear();
    const progress = this.#progress();
    progress.removeAttribute("value");
    this.piece("done").textContent = "";
    this.#working(true);
    this.#say(this.words("checking"));
  }

  #progress() {
    return /** @type {HTMLProgressElement} */ (this.piece("progress"));
  }

  /** @param {boolean} now */
  #working(now) {
    this.piece("working").hidden = !now;
    /** @type {HTMLButtonElement} */ (this.piece("start")).disabled = now;
  }

  #watch() {
    let all = 0;
    let since = performance.now();
    return {
      /** @param {number} entries */
      begun: (entries) => (this.#progress().max = all = Math.max(entries, 1)),
      /** @param {import("./entries.js").Seen} entry */
      seen: (entry) => this.table?.add(entry),
      /** @param {number} done */
      rest: (done) => {
        if (performance.now() - since < PAUSE_AFTER) return undefined;
        if (!this.wanted) throw new Stopped();
        this.#progress().value = done;
        this.piece("done").textContent = this.words("progress", { done, all });
        return new Promise((/** @type {(_: void) => void} */ on) => {
          setTimeout(() => {
            since = performance.now();
            on();
          });
        });
      },
    };
  }

  #show() {
    const { result } = this;
    if (!result) return;
    const verdict = this.piece("verdict");
    verdict.dataset.verdict = result.verdict;
    this.piece("says").textContent = this.words(result.verdict);
    this.piece("sentences").replaceChildren(...result.sentences.map((sentence) => made("li", sentence)));
    this.#facts(result);
    this.piece("result").hidden = false;
    this.table?.show(result.verdict === "good");
    this.#say([this.words(result.verdict), ...result.sentences].join(" "));
  }

  /** @param {import("./checking.js").Result} result */
  #facts(result) {
    const { origin, size, root, entries, withheld, erased, quorum } = result;
    const witnesses = result.witnesses.map((one) => one.name).join(", ");
    const told = { origin, size, root, entries, withheld, erased, quorum, witnesses, first_broken: result.first_broken };
    for (const [name, value] of Object.entries(told)) {
      const fact = this.piece(`fact-${name}`);
      fact.hidden = value === null || value === "";
      const place = fact.querySelector("dd");
      if (place) place.textContent = String(value ?? "");
    }
  }

  /** A figure that is too large for JSON is written as text. */
  #save() {
    const exactly = (/** @type {string} */ _, /** @type {unknown} */ value) =>
      typeof value === "bigint" ? String(value) : value;
    const text = JSON.stringify({ bundle: this.name, ...this.result }, exactly, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "application/json" }));
    link.download = `${(this.name ?? "evidence").replace(/\.zip$/, "")}.result.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  /** @param {string} words */
  #say(words) {
    this.piece("status").textContent = words;
  }
}

/** @param {Blob} file */
async function beginningOf(file) {
  return new Uint8Array(await file.slice(0, LARGEST_TEXT + 1).arrayBuffer());
}

/**
 * @param {string} tag
 * @param {string} words
 */
export function made(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

customElements.define("evidence-check", EvidenceCheck);
