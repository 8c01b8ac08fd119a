// @ts-check
/**
 * Keeps the line to the house: one event stream a page, its standing in the bar, the latest acts, and the bell. What is
 * told makes the parts of the page that it concerns come anew (`live-regions.js`).
 *
 * A page that nobody looks at gives its line back after a moment, since a browser has only six to one house; whoever looks
 * again is told what was missed.
 * @typedef {{kind: string, key: string, reference: string}} Thing
 * @typedef {{text: string, level: number}} Marking
 * @typedef {{seq: number, kind: string, at: string, actor: string, sentence: string, url: string | null,
 *   things: Thing[], marking: Marking, watchers: number}} Act
 */
import { load, refresh, refreshAll, refreshNotices } from "./live-regions.js";

const FIRST_RETRY = 1_000;
const LAST_RETRY = 30_000;
const SAID_LOST = 4_000; // a short loss is not worth a word
const CALLED_OFFLINE = 20_000;
const UNSEEN = 5_000;
const SHOWN = 12;

class LiveNews extends HTMLElement {
  /** @type {EventSource | undefined} */
  #source;
  /** @type {number | undefined} */
  #timer;
  /** @type {number | undefined} */
  #unseen;
  #retry = FIRST_RETRY;
  #last = "";
  /** @type {Date | undefined} */
  #lost;
  #over = false;
  #listed = false;
  /** Milliseconds by which the clock of the house is ahead of the reader's. */
  #ahead = 0;

  connectedCallback() {
    this.#last = this.dataset.after ?? "";
    this.#say("reconnecting", true);
    this.querySelector("details")?.addEventListener("toggle", () => this.#list());
    document.addEventListener("visibilitychange", this.#seen);
    document.addEventListener("comity:signed-out", this.#signedOut);
    document.addEventListener("comity:kept", this.#kept);
    window.addEventListener("online", this.#now);
    window.addEventListener("pagehide", this.#rest);
    window.addEventListener("pageshow", this.#shown);
    window.setInterval(() => this.#tick(), 10_000);
    if (!document.hidden) this.#connect();
  }

  #connect() {
    if (this.#over || this.#source) return;
    const url = new URL(this.dataset.url ?? "", location.href);
    if (this.#last) url.searchParams.set("after", this.#last);
    const source = new EventSource(url);
    this.#source = source;
    source.addEventListener("message", (event) => this.#told(event));
    source.addEventListener("hello", (event) => this.#hello(event));
    source.addEventListener("notices", (event) => this.#notices(event));
    source.addEventListener("ended", this.#signedOut);
    source.addEventListener("error", () => this.#broken());
  }

  /** @param {MessageEvent} event */
  #hello(event) {
    if (event.lastEventId) this.#last = event.lastEventId;
    const said = JSON.parse(event.data);
    this.#ahead = Date.parse(said.now) - Date.now();
    this.#retry = FIRST_RETRY;
    this.#lost = undefined;
    this.hidden = false;
    this.#say("live");
    if (said.anew) refreshAll(said.watchers);
  }

  /** @param {MessageEvent} event */
  #told(event) {
    this.#last = event.lastEventId;
    /** @type {Act} */
    const act = JSON.parse(event.data);
    if (this.#listed) this.#add(act);
    refresh(act.things, act.watchers ?? 1);
  }

  /** @param {MessageEvent} event */
  #notices(event) {
    const { unread, words } = JSON.parse(event.data);
    for (const bell of document.querySelectorAll("[data-bell]")) {
      const count = /** @type {HTMLElement} */ (bell.querySelector(".count"));
      const before = count.textContent ?? "";
      count.textContent = unread > 99 ? "99+" : String(unread);
      count.hidden = unread === 0;
      const told = bell.querySelector(".visually-hidden");
      if (told) told.textContent = words;
      if (before !== count.textContent) refreshNotices();
    }
  }

  #broken() {
    this.#source?.close();
    this.#source = undefined;
    if (this.#over || document.hidden) return;
    this.#lost ??= new Date();
    this.#say(Date.now() - this.#lost.getTime() > CALLED_OFFLINE ? "offline" : "reconnecting");
    this.#after(this.#retry * (0.5 + Math.random()));
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }

  /** @param {number} wait milliseconds */
  #after(wait) {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#ask(), wait);
  }

  /** Why the line broke: a stream says only that it did. */
  async #ask() {
    if (this.#over || this.#source || document.hidden) return;
    try {
      const answer = await fetch(this.dataset.url ?? "", { method: "HEAD", cache: "no-store" });
      if (answer.status === 204) this.#signedOut();
      else if (answer.status === 404) this.#absent();
      else if (answer.ok) this.#connect();
      else this.#broken();
    } catch {
      this.#broken();
    }
  }

  #now = () => {
    if (this.#source) return;
    this.#retry = FIRST_RETRY;
    this.#after(0);
  };

  #rest = () => {
    this.#source?.close();
    this.#source = undefined;
    window.clearTimeout(this.#timer);
  };

  /** @param {PageTransitionEvent} event */
  #shown = (event) => {
    if (event.persisted) this.#connect();
  };

  #seen = () => {
    window.clearTimeout(this.#unseen);
    if (document.hidden) this.#unseen = window.setTimeout(this.#rest, UNSEEN);
    else this.#connect();
  };

  #signedOut = () => {
    this.#over = true;
    this.#rest();
    const link = /** @type {HTMLAnchorElement | null} */ (this.querySelector(".live-sign-in"));
    if (link) {
      const back = new URL(this.dataset.signIn ?? "/", location.href);
      back.searchParams.set("next", location.pathname + location.search);
      link.href = back.href;
      link.hidden = false;
    }
    this.hidden = false;
    this.#say("signed-out");
  };

  /** Something in use was left as it was although the page has changed. */
  #kept = () => {
    const note = /** @type {HTMLElement | null} */ (this.querySelector(".live-kept"));
    const spoken = this.querySelector("[role=status]");
    if (!note || !note.hidden) return;
    note.hidden = false;
    if (spoken) spoken.textContent = note.textContent?.trim() ?? "";
    window.setTimeout(() => (note.hidden = true), 12_000);
  };

  /** Where only pages are served there is no line, and nothing to say of it. */
  #absent() {
    this.#over = true;
    this.hidden = true;
  }

  /**
   * @param {"live" | "reconnecting" | "offline" | "signed-out"} state
   * @param {boolean} [quietly]
   */
  #say(state, quietly = false) {
    const time = this.#lost?.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    const key = `words${state[0].toUpperCase()}${state.slice(1).replace("-o", "O")}`;
    const words = (this.dataset[key] ?? "").replace("{time}", time ?? "");
    const shown = this.querySelector(".live-words");
    if (shown) shown.textContent = words;
    this.dataset.state = state;
    const spoken = this.querySelector("[role=status]");
    if (!spoken || quietly) return;
    if (state === "live") spoken.textContent = "";
    else if (state === "signed-out" || (this.#lost && Date.now() - this.#lost.getTime() > SAID_LOST)) {
      if (spoken.textContent !== words) spoken.textContent = words;
    }
  }

  #tick() {
    for (const time of this.querySelectorAll("time")) this.#age(time);
    if (this.#lost && Date.now() - this.#lost.getTime() > CALLED_OFFLINE) this.#say("offline");
  }

  /** The latest acts are fetched when somebody first looks, and told on from there. */
  async #list() {
    const list = this.querySelector("ol");
    if (this.#listed || !list || !this.querySelector("details")?.open) return;
    this.#listed = true;
    try {
      const page = await load(this.dataset.record ?? "");
      const latest = [...(page?.querySelectorAll("ol.history > li") ?? [])].slice(0, SHOWN);
      list.append(...latest.map((item) => document.importNode(item, true)));
      // The list is marked as the page it comes from: the banner of this page speaks of this page alone.
      const banner = page?.querySelector(".marking-banner");
      const all = this.querySelector(".live-all");
      if (banner && all) {
        all.className = `live-all marking ${[...banner.classList].find((name) => name.startsWith("level-"))}`;
        all.textContent = banner.textContent?.trim() ?? "";
      }
    } catch {
      this.#listed = false;
    }
  }

  /** @param {Act} act */
  #add(act) {
    const shape = this.querySelector("template")?.content.firstElementChild;
    const list = this.querySelector("ol");
    if (!shape || !list) return;
    const item = /** @type {HTMLElement} */ (document.importNode(shape, true));
    const link = /** @type {HTMLAnchorElement} */ (item.querySelector("a"));
    link.textContent = act.sentence;
    if (act.url) link.href = act.url;
    const who = item.querySelector(".live-actor");
    if (who) who.textContent = act.actor;
    const marked = item.querySelector(".live-one");
    if (marked) {
      marked.className = `live-one marking level-${Math.min(act.marking.level, 4)}`;
      marked.textContent = act.marking.text;
    }
    const time = item.querySelector("time");
    if (time) {
      time.dateTime = act.at;
      this.#age(time);
    }
    list.prepend(item);
    while (list.children.length > SHOWN) list.lastElementChild?.remove();
  }

  /** @param {HTMLTimeElement} time */
  #age(time) {
    if (!time.classList.contains("live-ago")) return;
    const seconds = Math.max(0, Math.round((Date.now() + this.#ahead - Date.parse(time.dateTime)) / 1000));
    const ago = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: "short" });
    if (seconds < 60) time.textContent = ago.format(-seconds, "second");
    else if (seconds < 3600) time.textContent = ago.format(-Math.round(seconds / 60), "minute");
    else time.textContent = ago.format(-Math.round(seconds / 3600), "hour");
  }
}

customElements.define("live-news", LiveNews);
