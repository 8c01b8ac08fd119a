// @ts-check
/**
 * Keeps the words of a clock true while the page stays open. Time runs from the server's `data-at`, never from the
 * reader's own clock, which may be wrong. The words are those of `clock_words.py`; a test compares the two.
 */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SOON = 48 * HOUR;

/** @type {Record<string, string>} */
const ICONS = { ahead: "clock", soon: "hourglass", late: "alarm-clock" };

/** @param {number} count */
const days = (count) => (count === 1 ? "1 day" : `${count} days`);

/**
 * @param {number} length milliseconds, of either sign
 * @returns {string} `3 days`, `1 day 6 h`, `6 h 20 min`, `20 min`: rounded down
 */
export function span(length) {
  const whole = Math.abs(length);
  const day = Math.floor(whole / DAY);
  const hour = Math.floor((whole % DAY) / HOUR);
  if (day >= 3 || (day && !hour)) return days(day);
  if (day) return `${days(day)} ${hour} h`;
  const minute = Math.floor((whole % HOUR) / MINUTE);
  if (hour) return minute ? `${hour} h ${minute} min` : `${hour} h`;
  return minute ? `${minute} min` : "under a minute";
}

/**
 * @param {number} gap milliseconds until the deadline, negative when it has passed
 * @returns {{words: string, urgency: "ahead" | "soon" | "late"}}
 */
export function left(gap) {
  if (gap < 0) return { words: `${span(gap)} late`, urgency: "late" };
  return { words: `due in ${span(gap)}`, urgency: gap < SOON ? "soon" : "ahead" };
}

class RelativeClock extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    const { when = "", at = "" } = this.dataset;
    if (!when.includes("T") || !at) return;
    const loaded = performance.now();
    const tick = () => this.#tell(Date.parse(when) - (Date.parse(at) + performance.now() - loaded));
    this.#timer = window.setInterval(tick, MINUTE / 2);
  }

  disconnectedCallback() {
    window.clearInterval(this.#timer);
  }

  /** @param {number} gap */
  #tell(gap) {
    const words = this.querySelector(".clock-words");
    if (!words) return;
    if (this.dataset.kind === "since") {
      words.textContent = span(gap);
      return;
    }
    const told = left(gap);
    words.textContent = [this.dataset.prefix, told.words].filter(Boolean).join(" ");
    this.classList.remove("ahead", "soon", "late");
    this.classList.add(told.urgency);
    const use = this.querySelector("use");
    const sheet = use?.getAttribute("href")?.split("#")[0];
    use?.setAttribute("href", `${sheet}#${ICONS[told.urgency]}`);
  }
}

customElements.define("relative-clock", RelativeClock);
