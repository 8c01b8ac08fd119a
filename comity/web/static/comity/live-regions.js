// @ts-check
/**
 * Makes parts of the page come anew while somebody reads it: the page's own address is fetched, and the elements marked
 * `data-live` are brought to what the server now says, one by one, by their ids. `data-live="all"` comes anew with every
 * act, `data-live="notices"` with every notice, and any other when an act is about something in `data-live-things`
 * (`engagement:KEY dossier:KEY`). The marking banners come first, and the page's head and its menu come along.
 *
 * What somebody is doing is left alone: a form that was touched, an opened part, the place where one reads and types.
 * Markup is parsed by the request itself (`responseType`), so that no string ever becomes markup here.
 */
const PAUSE = 400;
const SHARE = 100; // milliseconds for each who watches: together they ask at most ten times a second
const FEW = 20; // a page about one thing has few readers, and one's own notices have one
const LONGEST = 60_000;
const PATIENCE = 20_000;
const BESIDE = [".marking-banner", ".page-head .lede", ".page-head .page-actions", "nav.nav"];
const ROWS = "tr, li, .fact, .callout";

/** @type {Set<string>} */
const wanted = new Set();
/** @type {WeakSet<Element>} */
const touched = new WeakSet();
/** @type {number | undefined} */
let timer;
let timerDue = 0;
let crowd = 1;
let busy = false;
let leaving = false;

document.addEventListener("input", (event) => touch(event.target));
document.addEventListener("change", (event) => touch(event.target));
document.addEventListener("reset", (event) => {
  if (event.target instanceof Element) touched.delete(event.target);
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  leaving = true; // what the answer says once, a look behind its back would take away
  window.setTimeout(() => (leaving = false), PATIENCE); // it was a download after all
});
window.addEventListener("pagehide", () => (leaving = true));
window.addEventListener("pageshow", () => (leaving = false));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && wanted.size) soon(1);
});

/** @param {EventTarget | null} target */
function touch(target) {
  const form = target instanceof Element ? target.closest("form") : null;
  if (form) touched.add(form);
}

/**
 * @param {{kind: string, key: string}[]} things what an act was about
 * @param {number} watchers
 */
export function refresh(things, watchers) {
  const named = new Set(things.map((thing) => `${thing.kind}:${thing.key}`));
  want(watchers, (region) => region.dataset.live === "all");
  want(Math.min(watchers, FEW), (region) => (region.dataset.liveThings ?? "").split(/\s+/).some((one) => named.has(one)));
}

/** @param {number} watchers */
export const refreshAll = (watchers) => want(watchers, () => true);

/** Something concerns the reader: what waits on them need not wait its turn. */
export const refreshNotices = () => want(1, (region) => ["notices", "all"].includes(region.dataset.live ?? ""));

/**
 * @param {number} watchers
 * @param {(region: HTMLElement) => boolean} concerned
 */
function want(watchers, concerned) {
  const found = [...document.querySelectorAll("[data-live][id]")].filter(
    (region) => region instanceof HTMLElement && concerned(region),
  );
  found.forEach((region) => wanted.add(region.id));
  if (found.length) soon(watchers);
}

/** @param {number} watchers so many wait a random share each, that they do not all ask at once */
function soon(watchers) {
  crowd = watchers;
  const due = performance.now() + PAUSE + Math.random() * Math.min(watchers * SHARE, LONGEST);
  if (timer !== undefined && timerDue <= due) return;
  window.clearTimeout(timer);
  timerDue = due;
  timer = window.setTimeout(fetchWanted, due - performance.now());
}

async function fetchWanted() {
  timer = undefined;
  if (busy || leaving || document.hidden || !wanted.size) return;
  busy = true;
  const ids = [...wanted];
  wanted.clear();
  try {
    const page = await load(location.pathname + location.search);
    if (page && !leaving) await bring(page, ids);
  } catch {
    ids.forEach((id) => wanted.add(id)); // the line is down or the house is busy
  } finally {
    busy = false;
    if (wanted.size) window.setTimeout(() => soon(crowd), PAUSE * 10);
  }
}

/**
 * A page of the house, parsed and without life; null when it is not to be read now. A session that ended is told to the
 * document.
 * @param {string} address
 * @returns {Promise<Document | null>}
 */
export function load(address) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = PATIENCE;
    request.setRequestHeader("X-Requested-With", "live");
    request.addEventListener("load", () => {
      const elsewhere = new URL(request.responseURL).pathname !== new URL(address, location.href).pathname;
      if (elsewhere) document.dispatchEvent(new CustomEvent("comity:signed-out"));
      if (request.status === 503) reject(new Error("busy"));
      else resolve(request.status === 200 && !elsewhere ? request.response : null);
    });
    for (const fault of ["error", "timeout", "abort"]) request.addEventListener(fault, () => reject(new Error(fault)));
    request.send();
  });
}

/**
 * @param {Document} page
 * @param {string[]} ids
 */
async function bring(page, ids) {
  const { Idiomorph } = await import("../vendor/idiomorph.esm.js");
  let kept = false;
  const leave = (/** @type {Node} */ node) => {
    const inUse = node instanceof Element && isInUse(node);
    if (inUse) kept = true;
    return inUse;
  };
  const options = {
    ignoreActiveValue: true,
    callbacks: {
      beforeNodeMorphed: (/** @type {Node} */ old, /** @type {Node} */ now) => mayMorph(old, now, leave),
      beforeNodeRemoved: (/** @type {Node} */ node) => !leave(node),
      beforeAttributeUpdated: (/** @type {string} */ name, /** @type {Element} */ node) =>
        !(name === "open" && node.localName === "details"),
    },
  };
  const pairs = BESIDE.flatMap((selector) => paired(page, selector));
  for (const id of ids) {
    const [old, now] = [document.getElementById(id), page.getElementById(id)];
    if (old && now) pairs.push([old, now]);
  }
  for (const [old, now] of pairs) {
    if (leave(old) && old.localName === "form") continue;
    const before = told(old);
    now.querySelectorAll("script").forEach((script) => script.remove());
    Idiomorph.morph(old, now, options);
    if (old.id) show(old, before);
  }
  if (kept) document.dispatchEvent(new CustomEvent("comity:kept"));
}

/**
 * Elements of both pages that go together, where both have as many.
 * @param {Document} page
 * @param {string} selector
 * @returns {[Element, Element][]}
 */
function paired(page, selector) {
  const [old, now] = [document.querySelectorAll(selector), page.querySelectorAll(selector)];
  return old.length === now.length ? [...old].map((element, index) => [element, now[index]]) : [];
}

/**
 * @param {Node} old
 * @param {Node} now
 * @param {(node: Node) => boolean} leave
 */
function mayMorph(old, now, leave) {
  if (!(old instanceof HTMLElement) || !(now instanceof Element)) return true;
  if (old.localName === "form") return !leave(old);
  if (!old.localName.includes("-")) return true;
  // An element with a life of its own keeps it. A clock counts by itself, unless it is another deadline now.
  if (old.localName === "relative-clock" && !sameClock(old, now)) old.replaceWith(document.importNode(now, true));
  return false;
}

/**
 * @param {Element} old
 * @param {Element} now
 */
const sameClock = (old, now) =>
  ["data-when", "data-kind", "data-prefix"].every((name) => old.getAttribute(name) === now.getAttribute(name));

/**
 * Whether somebody is at work in here: a form that was touched, or the place where one types.
 * @param {Element} node
 */
function isInUse(node) {
  const forms = node.localName === "form" ? [node] : [...node.querySelectorAll("form")];
  const active = document.activeElement;
  const typing = active instanceof Element && node.contains(active) && active.matches("input, textarea, select");
  return typing || forms.some((form) => touched.has(form));
}

/**
 * What each row says, without the clocks that move by themselves.
 * @param {Element} region
 * @returns {Set<string>}
 */
function told(region) {
  return new Set([...region.querySelectorAll(ROWS)].map(words));
}

/** @param {Element} row */
function words(row) {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest("relative-clock, .visually-hidden") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  let said = "";
  while (walker.nextNode()) said += walker.currentNode.nodeValue;
  return said.replace(/\s+/g, " ").trim();
}

/**
 * Light up the innermost rows that say something new.
 * @param {Element} region
 * @param {Set<string>} before
 */
function show(region, before) {
  const fresh = [...region.querySelectorAll(ROWS)].filter((row) => !before.has(words(row)));
  for (const row of fresh.filter((one) => !fresh.some((other) => other !== one && one.contains(other)))) {
    row.classList.remove("live-changed");
    void (/** @type {HTMLElement} */ (row).offsetWidth); // so that a row that changes again lights up again
    row.classList.add("live-changed");
    window.setTimeout(() => row.classList.remove("live-changed"), 4_000);
  }
}
