// @ts-check
/** Whose signatures the auditor asks for: a small text that they keep themselves. */
import { beginning } from "./bytes.js";
import { key, LOG, WHITE, WITNESS } from "./note.js";
import { Unreadable } from "./refusals.js";

/** @typedef {import("./note.js").Key} Key */
/** @typedef {{logs: Key[], witnesses: Key[], quorum: number}} Policy */

const ENDS = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/;
const BETWEEN = new RegExp(`[${WHITE}]+`);
const AROUND = new RegExp(`^[${WHITE}]+|[${WHITE}]+$`, "g");

/**
 * Read line by line: `log KEY`, `witness KEY`, `quorum N`; `#` begins a comment. Throws Unreadable.
 * @param {string} text
 * @returns {Policy}
 */
export function policy(text) {
  /** @type {Key[]} */
  const logs = [];
  /** @type {Key[]} */
  const witnesses = [];
  /** @type {bigint | null} */
  let quorum = null;
  text.split(ENDS).forEach((line, place) => {
    const words = line.split("#", 1)[0].split(BETWEEN).filter(Boolean);
    if (!words.length) return;
    const [role, said] = words;
    if (words.length === 2 && role === "quorum" && /^[0-9]+$/.test(said) && quorum === null) quorum = BigInt(said);
    else if (words.length === 2 && role === "log") logs.push(key(said));
    else if (words.length === 2 && role === "witness") witnesses.push(key(said));
    else
      throw new Unreadable(
        `Line ${place + 1} of your policy is not understood: “${beginning(line.replace(AROUND, ""))}”.`,
      );
  });
  return sound(logs, witnesses, quorum);
}

/**
 * @param {Key[]} logs
 * @param {Key[]} witnesses
 * @param {bigint | null} quorum
 * @returns {Policy}
 */
function sound(logs, witnesses, quorum) {
  /** @param {string[]} found */
  const different = (found) => new Set(found).size;
  const publics = [...logs, ...witnesses].map((one) => one.public.join());
  if (!logs.length) throw new Unreadable("Your policy names no log: whose keys? Add a line “log KEY”.");
  if (quorum === null)
    throw new Unreadable(
      "Your policy does not say how many witnesses it asks for. Add a line “quorum N”, N may be 0.",
    );
  if (logs.some((one) => one.kind !== LOG) || witnesses.some((one) => one.kind !== WITNESS))
    throw new Unreadable("Your policy gives a key of the wrong kind: a log's begins with A, a witness's with B.");
  if (different(logs.map((one) => one.name)) > 1) throw new Unreadable("Your policy names more than one log.");
  if (different(witnesses.map((one) => one.name)) < witnesses.length)
    throw new Unreadable("Your policy names a witness twice.");
  if (different(publics) < publics.length)
    throw new Unreadable("Your policy gives the same key twice: one signature would count as two.");
  if (quorum > witnesses.length)
    throw new Unreadable(`Your policy asks for ${quorum} witnesses but names only ${witnesses.length}.`);
  return { logs, witnesses, quorum: Number(quorum) };
}
