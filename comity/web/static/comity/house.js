// @ts-check
/** Everything that moves on a page. Each file defines one custom element; pages work without any of them. */
import "./theme-toggle.js";
import "./relative-clock.js";
import "./save-as-you-type.js";
import "./row-list.js";
import "./live.js";
import "./palette.js";
import "./keys.js";
import "./around.js";
import "./print-page.js";
