// @ts-check
/**
 * Small comforts of the frame: menus close, parts of the side stay open or shut, the place within a page survives a
 * form, what was typed survives a session that ended, and the settings offer this device's time zone.
 */
const KEPT_OPEN = "comity-open";
const TYPED = "comity-typed";

/** Menus of the bar close with Escape, and when something else is pressed. */
function closeMenus() {
  const menus = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.menu[open]"));
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  });
}

/** Which parts at the side are open is kept in this browser; it tells nothing of anybody. */
function keepParts() {
  const kept = JSON.parse(localStorage.getItem(KEPT_OPEN) ?? "{}");
  for (const part of document.querySelectorAll("details[data-keep]")) {
    if (!(part instanceof HTMLDetailsElement)) continue;
    const name = part.dataset.keep ?? "";
    if (name in kept) part.open = kept[name];
    part.addEventListener("toggle", () => {
      kept[name] = part.open;
      localStorage.setItem(KEPT_OPEN, JSON.stringify(kept));
    });
  }
}

/** A form that comes back to this page comes back to the same place in it: the server never sees what follows #. */
function keepPlace() {
  document.addEventListener("submit", (event) => {
    const next = event.target instanceof HTMLFormElement ? event.target.elements.namedItem("next") : null;
    if (next instanceof HTMLInputElement && next.value && location.hash && !next.value.includes("#")) next.value += location.hash;
  });
}

/**
 * When a session has ended, a form that was sent leads to the page for signing in. Its words are kept in this tab until the
 * next page is open, and put back when the same person returns to it by signing in.
 */
function keepTyped() {
  const person = document.body.dataset.person ?? "";
  const kept = JSON.parse(sessionStorage.getItem(TYPED) ?? "null");
  sessionStorage.removeItem(TYPED);
  if (kept && !person) sessionStorage.setItem(TYPED, JSON.stringify({ ...kept, interrupted: true }));
  else if (kept?.interrupted && kept.person === person && kept.path === location.pathname) putBack(kept.fields);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.method !== "post" || !person || !form.querySelector("textarea")) return;
    const fields = [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
    sessionStorage.setItem(TYPED, JSON.stringify({ person, path: new URL(form.action || location.href).pathname, fields }));
  });
}

/** @param {[string, string][]} fields */
function putBack(fields) {
  const form = [...document.querySelectorAll("main form")].find((one) => same(one, new Map(fields)));
  for (const [name, value] of fields) {
    for (const field of form?.querySelectorAll(`[name="${CSS.escape(name)}"]`) ?? []) {
      if (field instanceof HTMLTextAreaElement && !field.value) field.value = value;
      else if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) field.checked ||= field.value === value;
      else if (field instanceof HTMLInputElement && ["text", "date", "number"].includes(field.type) && !field.value) field.value = value;
    }
  }
}

/**
 * @param {Element} form
 * @param {Map<string, string>} sent
 * @returns {boolean} whether what was sent came from this form: it has a text, and the hidden parts agree
 */
function same(form, sent) {
  const hidden = [...form.querySelectorAll("input[type=hidden]:not([name=csrfmiddlewaretoken], [name=next])")];
  const agrees = (/** @type {Element} */ one) => sent.get(one.getAttribute("name") ?? "") === /** @type {HTMLInputElement} */ (one).value;
  return form.querySelector("textarea") !== null && hidden.every(agrees);
}

class ZoneOffer extends HTMLElement {
  connectedCallback() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const choice = this.querySelector("select");
    const offered = [...(choice?.options ?? [])].some((option) => option.value === zone);
    if (!choice || !offered || choice.value === zone) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet";
    button.textContent = (this.dataset.words ?? "%s").replace("%s", zone.replaceAll("_", " "));
    button.addEventListener("click", () => {
      choice.value = zone;
      choice.focus();
      button.remove();
    });
    this.append(button);
  }
}

customElements.define("zone-offer", ZoneOffer);
closeMenus();
keepParts();
keepPlace();
keepTyped();
