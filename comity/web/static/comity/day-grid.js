// @ts-check
/** The days of a calendar as one stop of the keyboard: arrows move between days, Page Up and Page Down turn the page. */
class DayGrid extends HTMLElement {
  connectedCallback() {
    this.days = /** @type {HTMLAnchorElement[]} */ ([...this.querySelectorAll("a.day-number")]);
    const first = this.days.find((day) => day.closest("[aria-current]")) ?? this.days.find((day) => !day.closest(".other"));
    for (const day of this.days) day.tabIndex = day === (first ?? this.days[0]) ? 0 : -1;
    for (const begin of this.querySelectorAll("a.day-begin")) /** @type {HTMLElement} */ (begin).tabIndex = -1;
    this.addEventListener("keydown", (event) => this.moved(event));
  }

  /** @param {KeyboardEvent} event */
  moved(event) {
    const here = this.days?.indexOf(/** @type {HTMLAnchorElement} */ (event.target)) ?? -1;
    if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const onward = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const column = here % 7;
    const steps = { ArrowRight: onward, ArrowLeft: -onward, ArrowDown: 7, ArrowUp: -7, Home: -column, End: 6 - column };
    if (event.key in steps) this.go(here + steps[/** @type {keyof typeof steps} */ (event.key)]);
    else if (event.key === "PageUp" && this.dataset.before) window.location.assign(this.dataset.before);
    else if (event.key === "PageDown" && this.dataset.after) window.location.assign(this.dataset.after);
    else if (event.key === "n") this.days?.[here].parentElement?.querySelector("a.day-begin")?.click();
    else return;
    event.preventDefault();
  }

  /** @param {number} place */
  go(place) {
    const day = this.days?.[place];
    if (!day) return;
    for (const other of this.days ?? []) other.tabIndex = -1;
    day.tabIndex = 0;
    day.focus();
  }
}
customElements.define("day-grid", DayGrid);
