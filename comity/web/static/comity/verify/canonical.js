// @ts-check
/**
 * JSON, strictly: whole figures below 2**53, no key twice, nested at most 64 deep; and in the one form of RFC 8785.
 *
 * The browser's own reader is fast but takes too much: of a key given twice it keeps the last, figures it rounds. So
 * its value is believed only where writing it again gives the very same text; all else goes to the exact reader below.
 */
import { textOf } from "./bytes.js";

const DEEPEST = 64;
const FIGURE = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const WORDS = /** @type {const} */ ([["true", true], ["false", false], ["null", null]]);
const NO_FIGURES = /NaN|-?Infinity/y;

/** Text that is no JSON, or not written in the one allowed way. */
export class NotCanonical extends Error {}

/**
 * The value of any JSON text without fractions, figures beyond 2**53 or keys given twice. Throws NotCanonical.
 * @param {string} text
 * @returns {any}
 */
export function parsed(text) {
  const read = quickly(text);
  return read ? read.value : new Exact(text).whole();
}

/**
 * The value of bytes that are canonical JSON. Throws NotCanonical.
 * @param {Uint8Array} line
 * @returns {any}
 */
export function canonicalValue(line) {
  let text;
  try {
    text = textOf(line);
  } catch {
    throw new NotCanonical("not text in UTF-8");
  }
  const read = quickly(text);
  if (read?.sorted) return read.value;
  const value = new Exact(text).whole();
  if (canonical(value) !== text) throw new NotCanonical("not written in the canonical way");
  return value;
}

/**
 * RFC 8785 text of a value that the readers gave.
 * @param {any} value
 * @returns {string}
 */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(",")}}`;
}

/**
 * The value where the text has no spaces, and whether its keys are sorted; null where the exact reader must decide.
 * @param {string} text
 */
function quickly(text) {
  try {
    const value = JSON.parse(text);
    const look = { sorted: true };
    return isPlain(value, 0, look) && JSON.stringify(value) === text ? { value, sorted: look.sorted } : null;
  } catch {
    return null;
  }
}

/**
 * Whether all figures are whole and exact, and it is not nested too deeply.
 * @param {any} value
 * @param {number} depth
 * @param {{sorted: boolean}} look
 * @returns {boolean}
 */
function isPlain(value, depth, look) {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (value === null || typeof value !== "object") return true;
  if (depth >= DEEPEST) return false;
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1, look));
  let before = null;
  for (const name of Object.keys(value)) {
    if (before !== null && before > name) look.sorted = false;
    before = name;
    if (!isPlain(value[name], depth + 1, look)) return false;
  }
  return true;
}

/** Reads character by character and says what is wrong. */
class Exact {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  whole() {
    const value = this.#value(0);
    this.#take(SPACE);
    if (this.at < this.text.length) this.#refuse();
    return value;
  }

  /**
   * @param {number} depth
   * @returns {any}
   */
  #value(depth) {
    this.#take(SPACE);
    const next = this.text[this.at];
    if (next === "{" || next === "[") {
      if (depth >= DEEPEST) throw new NotCanonical("nested too deeply");
      return next === "{" ? this.#object(depth + 1) : this.#list(depth + 1);
    }
    if (next === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    return this.#figure();
  }

  /** @param {number} depth */
  #object(depth) {
    const found = new Map();
    let members = 0;
    this.#each("}", () => {
      this.#take(SPACE);
      const name = this.#string();
      this.#take(SPACE);
      if (this.text[this.at++] !== ":") this.#refuse();
      found.set(name, this.#value(depth));
      members++;
    });
    if (found.size < members) throw new NotCanonical("a key is given twice");
    return Object.fromEntries(found);
  }

  /** @param {number} depth */
  #list(depth) {
    /** @type {any[]} */
    const found = [];
    this.#each("]", () => found.push(this.#value(depth)));
    return found;
  }

  /**
   * @param {string} end
   * @param {() => void} one
   */
  #each(end, one) {
    this.at++;
    this.#take(SPACE);
    if (this.text[this.at] === end) {
      this.at++;
      return;
    }
    for (;;) {
      one();
      this.#take(SPACE);
      const next = this.text[this.at++];
      if (next === end) return;
      if (next !== ",") this.#refuse();
    }
  }

  #string() {
    const written = this.#take(STRING);
    return written === null ? this.#refuse() : JSON.parse(written);
  }

  #figure() {
    const written = this.#take(FIGURE) ?? this.#take(NO_FIGURES);
    if (written === null) return this.#refuse();
    if (/[^-0-9]/.test(written)) throw new NotCanonical(`${written} is not a whole figure`);
    if (written.length > 17 || !Number.isSafeInteger(Number(written)))
      throw new NotCanonical(`${written.slice(0, 40)} is beyond 2**53`);
    return Number(written) + 0; // no minus zero
  }

  /** @param {RegExp} pattern a sticky one */
  #take(pattern) {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }

  /** @returns {never} */
  #refuse() {
    throw new NotCanonical(`no JSON at character ${this.at}`);
  }
}
