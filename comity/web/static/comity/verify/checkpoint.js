// @ts-check
/** What a log says of itself at one moment: who it is, how many entries, which root (C2SP tlog-checkpoint). */
import { exact, fromBase64, same, textOf } from "./bytes.js";
import { EMPTY_ROOT, LENGTH } from "./merkle.js";
import { note, signedBy } from "./note.js";
import { Broken, Unreadable } from "./refusals.js";

/** @typedef {{origin: string, size: number | bigint, root: Uint8Array}} Checkpoint */

const SIZE = /^(?:0|[1-9][0-9]{0,18})$/;

/**
 * The three lines of a note's text; extension lines are not allowed. Throws Unreadable.
 * @param {Uint8Array} text
 * @returns {Checkpoint}
 */
export function checkpoint(text) {
  const [origin, size, written, ...rest] = textOf(text).split("\n");
  const root = rest.length === 1 ? fromBase64(written) : null;
  if (!root || root.length !== LENGTH || !origin || !SIZE.test(size) || rest[0] || BigInt(size) >= 2n ** 63n)
    throw new Unreadable("The checkpoint does not consist of an origin, a size and a root.");
  return { origin, size: exact(BigInt(size)), root };
}

/**
 * A checkpoint that the policy's log has signed, and its note. Throws Unreadable or Broken.
 * @param {Uint8Array} data
 * @param {import("./policy.js").Policy} policy
 */
export function trusted(data, policy) {
  const signed = note(data);
  const log = policy.logs.map((key) => () => signedBy(signed, key)).reduce(firstGood, null);
  if (!log) throw new Broken("The checkpoint is not signed by the key of your policy.");
  const said = checkpoint(signed.text);
  if (said.origin !== log.by.name)
    throw new Broken(`The checkpoint is of another log: ${said.origin}, where your policy has ${log.by.name}.`);
  if (said.size === 0 && !same(said.root, EMPTY_ROOT))
    throw new Broken("The checkpoint speaks of no entries, but its root is not that of an empty record.");
  return { said, signed };
}

/**
 * @param {import("./note.js").Signed | null} found
 * @param {() => import("./note.js").Signed | null} next
 */
function firstGood(found, next) {
  return found ?? next();
}

/**
 * Every witness of the policy who has cosigned. Throws Broken on a false cosignature.
 * @param {import("./note.js").Note} signed
 * @param {import("./policy.js").Policy} policy
 */
export function witnessed(signed, policy) {
  return policy.witnesses.map((key) => signedBy(signed, key)).filter((found) => found !== null);
}
