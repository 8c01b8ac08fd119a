// @ts-check
/**
 * Sends the form inside it to `data-url` a moment after the last keystroke, says when it was saved, and brings the list of
 * what is missing (`data-checklist`: its id) up to date. What could not be sent is tried again, and leaving the page
 * with unsaved words asks first. Without JavaScript the form's own button saves.
 *
 * The answer is JSON `{saved_at, missing: [{field, label, why}], missing_words, draft}`, or `{error}` with 4xx: shown,
 * not retried. Its own words stand in the `data-` attributes that `components/saving_words.html` writes.
 * @typedef {{field: string, label: string, why?: string}} Missing
 * @typedef {{saved_at: string, missing?: Missing[], missing_words?: string, draft?: string, error?: string}} Answer
 */
const PAUSE = 600;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

class SaveAsYouType extends HTMLElement {
  /** @type {number | undefined} */
  #timer;
  #retry = FIRST_RETRY;
  #unsaved = false;
  #sending = false;
  #submitting = false;

  connectedCallback() {
    this.addEventListener("input", () => this.#changed());
    this.addEventListener("change", () => this.#changed());
    this.addEventListener("submit", () => (this.#submitting = true));
    window.addEventListener("online", this.#online);
    window.addEventListener("beforeunload", this.#leaving);
  }

  disconnectedCallback() {
    window.clearTimeout(this.#timer);
    window.removeEventListener("online", this.#online);
    window.removeEventListener("beforeunload", this.#leaving);
  }

  #online = () => {
    if (this.#unsaved) this.#save();
  };

  /** @param {BeforeUnloadEvent} event */
  #leaving = (event) => {
    if (this.#unsaved && !this.#submitting) event.preventDefault();
  };

  #changed() {
    this.#unsaved = true;
    this.#retry = FIRST_RETRY;
    this.#after(PAUSE);
  }

  /** @param {number} wait milliseconds */
  #after(wait) {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#save(), wait);
  }

  async #save() {
    const form = this.querySelector("form");
    if (!form || this.#submitting) return;
    if (this.#sending) return this.#after(PAUSE);
    this.#sending = true;
    this.#unsaved = false; // a keystroke while the request is under way sets it again
    try {
      const response = await fetch(this.dataset.url ?? "", {
        method: "POST",
        body: new FormData(form),
        headers: { "X-CSRFToken": token(form), Accept: "application/json" },
      });
      if (response.status >= 500) throw new Error("the server could not answer");
      this.#answered(await this.#readable(response), response.ok, form);
    } catch {
      this.#failed();
    } finally {
      this.#sending = false;
    }
  }

  /**
   * @param {Answer} answer
   * @param {boolean} taken
   * @param {HTMLFormElement} form
   */
  #answered(answer, taken, form) {
    if (!taken || answer.error) {
      this.#unsaved = true;
      this.#say(this.#words("failed", { reason: answer.error ?? this.#words("refused") }), "failed");
      return;
    }
    this.#retry = FIRST_RETRY;
    const draft = form.elements.namedItem("draft");
    if (draft instanceof HTMLInputElement && answer.draft) draft.value = answer.draft;
    /** @type {Intl.DateTimeFormatOptions} */
    const shape = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    const clock = new Date(answer.saved_at).toLocaleTimeString(document.documentElement.lang || [], shape);
    this.#say(this.#words("saved", { time: clock }), "saved");
    if (answer.missing) this.#list(answer.missing, answer.missing_words ?? "");
  }

  #failed() {
    this.#unsaved = true;
    this.#say(this.#words("retrying", { reason: this.#words(navigator.onLine ? "silent" : "offline") }), "failed");
    this.#after(this.#retry);
    this.#retry = Math.min(this.#retry * 2, LAST_RETRY);
  }

  /**
   * @param {string} name of a `data-` attribute: a sentence of the page's language with `{places}` in it
   * @param {Record<string, string>} values
   */
  #words(name, values = {}) {
    return Object.entries(values).reduce(
      (words, [place, value]) => words.replace(`{${place}}`, () => value),
      this.dataset[name] ?? "",
    );
  }

  /**
   * A sign-in page or a proxy's error is not JSON: it becomes words.
   * @param {Response} response
   * @returns {Promise<Answer>}
   */
  async #readable(response) {
    if (response.headers.get("Content-Type")?.includes("json")) return response.json();
    const error = response.redirected
      ? this.#words("signedOut")
      : this.#words("answer", { status: String(response.status) });
    return { saved_at: "", error };
  }

  /**
   * @param {string} words
   * @param {"saved" | "failed"} state
   */
  #say(words, state) {
    const place = this.querySelector(".save-state");
    if (!(place instanceof HTMLElement)) return;
    place.dataset.state = state;
    if (place.textContent !== words) place.textContent = words;
  }

  /**
   * @param {Missing[]} missing
   * @param {string} words how many are missing
   */
  #list(missing, words) {
    const checklist = document.getElementById(this.dataset.checklist ?? "");
    const list = checklist?.querySelector("ul");
    const count = checklist?.querySelector(".checklist-count");
    if (!checklist || !list || !count) return;
    checklist.classList.toggle("complete", missing.length === 0);
    count.textContent = missing.length ? words : (checklist.dataset.complete ?? "");
    list.replaceChildren(...missing.map(line));
  }
}

/** @param {Missing} item */
function line(item) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = `#id_${item.field}`;
  link.textContent = item.label;
  entry.append(link);
  if (item.why) {
    const why = document.createElement("span");
    why.className = "checklist-why";
    why.textContent = item.why;
    entry.append(" ", why);
  }
  return entry;
}

/** @param {HTMLFormElement} form */
function token(form) {
  const field = form.elements.namedItem("csrfmiddlewaretoken");
  return field instanceof HTMLInputElement ? field.value : "";
}


customElements.define("save-as-you-type", SaveAsYouType);
