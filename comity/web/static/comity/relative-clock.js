// @ts-check
/**
 * Keeps the words of a clock true while the page stays open. Time runs from the server's `data-at`, never from the
 * reader's own clock, which may be wrong. The words are those of `clock_words.py`, in the page's language: the server
 * writes their patterns into `<template id="clock-words">`; a test compares the two.
 *
 * @typedef {Record<string, string | undefined>} Patterns by name, with `{gaps}`; `day-0`, `day-1`, … for the plurals
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 48 * HOUR;

/** @type {Record<string, string>} */
const ICONS = { ahead: "clock", soon: "hourglass", late: "alarm-clock" };

/**
 * @param {string | undefined} pattern
 * @param {Record<string, string | number>} values
 */
const filled = (pattern, values) =>
  Object.entries(values).reduce((words, [gap, value]) => words.replace(`{${gap}}`, () => String(value)), pattern ?? "");

/**
 * @param {number} count
 * @param {Patterns} patterns
 * @param {string} language
 */
function days(count, patterns, language) {
  const rules = new Intl.PluralRules(language);
  const samples = Object.keys(patterns).filter((name) => name.startsWith("day-"));
  const alike = samples.find((name) => rules.select(Number(name.slice(4))) === rules.select(count));
  return filled(patterns[alike ?? "day-100"], { count });
}

/**
 * @param {number} length milliseconds, of either sign
 * @param {Patterns} patterns
 * @param {string} language
 * @returns {string} `3 days`, `1 day 6 h`, `6 h 20 min`, `20 min`: rounded down
 */
export function span(length, patterns, language) {
  const whole = Math.abs(length);
  const day = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  if (day >= 3 || (day && !hours)) return days(day, patterns, language);
  if (day) return filled(patterns["days-hours"], { days: days(day, patterns, language), hours });
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (hours) return filled(patterns[minutes ? "hours-minutes" : "hours"], { hours, minutes });
  return minutes ? filled(patterns["minutes"], { minutes }) : (patterns["moment"] ?? "");
}

/**
 * @param {number} gap milliseconds until the deadline, negative when it has passed
 * @param {Patterns} patterns
 * @param {string} language
 * @returns {{words: string, urgency: "ahead" | "soon" | "late"}}
 */
export function left(gap, patterns, language) {
  const length = span(gap, patterns, language);
  if (gap < 0) return { words: filled(patterns["late"], { length }), urgency: "late" };
  return { words: filled(patterns["ahead"], { length }), urgency: gap < SOON ? "soon" : "ahead" };
}

/** @returns {Patterns | null} what the server wrote for this page; null where it wrote nothing */
function written() {
  const place = document.getElementById("clock-words");
  if (!place) return null;
  return Object.fromEntries([...place.attributes].map(({ name, value }) => [name.replace("data-", ""), value]));
}

class RelativeClock extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    const { when = "", at = "" } = this.dataset;
    const patterns = written();
    if (!when.includes("T") || !at || !patterns) return;
    const loaded = performance.now();
    const tick = () => this.#tell(Date.parse(when) - (Date.parse(at) + performance.now() - loaded), patterns);
    this.#timer = window.setInterval(tick, MINUTE / 2);
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
  }

  /**
   * @param {number} gap
   * @param {Patterns} patterns
   */
  #tell(gap, patterns) {
    const words = this.querySelector(".clock-words");
    if (!words) return;
    const language = document.documentElement.lang || "en";
    if (this.dataset.kind === "since") {
      words.textContent = span(gap, patterns, language);
      return;
    }
    const told = left(gap, patterns, language);
    const what = this.dataset.prefix ?? "";
    words.textContent = what ? filled(patterns["named"], { what, clock: told.words }) : told.words;
    this.classList.remove("ahead", "soon", "late");
    this.classList.add(told.urgency);
    const use = this.querySelector("use");
    const sheet = use?.getAttribute("href")?.split("#")[0];
    use?.setAttribute("href", `${sheet}#${ICONS[told.urgency]}`);
  }
}

customElements.define("relative-clock", RelativeClock);
