// @ts-check
/**
 * Signed notes and verifier keys (C2SP signed-note), with the two kinds of signature a checkpoint bears: kind 0x01 is a
 * plain Ed25519 signature of the text, the log's; kind 0x04 a witness's cosignature/v1, which also says when.
 */
import { beginning, bytesOf, digest, exact, fromBase64, hexOf, joined, textOf } from "./bytes.js";
import { verified } from "./ed25519.js";
import { Broken, Unreadable } from "./refusals.js";

export const LOG = 1;
export const WITNESS = 4;
/** Bytes of a note. */
export const LARGEST = 256 * 1024;
const MOST_SIGNATURES = 100;
/** White space as the format means it: whatever Unicode or ASCII says separates. */
export const WHITE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const NAME = new RegExp(`^[^${WHITE}+]+$`);
const LINE = new RegExp(`^— ([^${WHITE}+]+) ([^${WHITE}]+)$`);
const CONTROLS = /[\x00-\x09\x0b-\x1f]/;

/** @typedef {{name: string, kind: number, public: Uint8Array, id: string}} Key  a public key somebody trusts */
/** @typedef {{name: string, id: string, value: Uint8Array}} Signature  one line, not yet checked */
/** @typedef {{text: Uint8Array, signatures: Signature[]}} Note  the text with its final line break */
/** @typedef {{by: Key, at: number | bigint | null}} Signed  checked and good; `at` in seconds since 1970 */

/**
 * A vkey: name, key id and key, put together with plus signs. Throws Unreadable.
 * @param {string} written
 * @returns {Key}
 */
export function key(written) {
  const [name, id = "", ...rest] = written.split("+");
  const material = fromBase64(rest.join("+"));
  if (!NAME.test(name) || !material || material.length !== 33 || ![LOG, WITNESS].includes(material[0]))
    throw new Unreadable(`“${written}” is not a verifier key: name+id+key, of kind 1 (log) or 4 (witness).`);
  const right = hexOf(digest(bytesOf(`${name}\n`), material).subarray(0, 4));
  if (id !== right) throw new Unreadable(`The key of ${name} was mistyped or cut: its id should be ${right}.`);
  return { name, kind: material[0], public: material.subarray(1), id };
}

/**
 * The note in these bytes. Throws Unreadable, saying what of.
 * @param {Uint8Array} data
 * @returns {Note}
 */
export function note(data) {
  let whole;
  try {
    whole = textOf(data);
  } catch {
    throw new Unreadable("The checkpoint is not text in UTF-8.");
  }
  const cut = whole.lastIndexOf("\n\n");
  const lines = whole.slice(cut + 2).split("\n");
  if (cut < 0 || lines.pop() || !lines.length || data.length > LARGEST || lines.length > MOST_SIGNATURES)
    throw new Unreadable("The checkpoint is not a signed note.");
  if (CONTROLS.test(whole)) throw new Unreadable("The checkpoint holds control characters.");
  return { text: bytesOf(whole.slice(0, cut + 1)), signatures: lines.map(signature) };
}

/**
 * @param {string} line
 * @returns {Signature}
 */
function signature(line) {
  const parts = LINE.exec(line);
  const value = parts && fromBase64(parts[2]);
  if (!parts || !value || value.length < 5)
    throw new Unreadable(`The checkpoint has a line that is no signature: “${beginning(line)}”.`);
  return { name: parts[1], id: hexOf(value.subarray(0, 4)), value: value.subarray(4) };
}

/**
 * This key's signature, null where it did not sign. Throws Broken when what claims to be its is not.
 * @param {Note} signed
 * @param {Key} by
 * @returns {Signed | null}
 */
export function signedBy(signed, by) {
  let good = null;
  for (const one of signed.signatures)
    if (one.name === by.name && one.id === by.id) good = checked(signed.text, one.value, by);
  return good;
}

/**
 * @param {Uint8Array} text
 * @param {Uint8Array} value
 * @param {Key} by
 * @returns {Signed}
 */
function checked(text, value, by) {
  let at = null;
  let message = text;
  if (by.kind === WITNESS && value.length === 72) {
    at = new DataView(value.buffer, value.byteOffset).getBigUint64(0);
    message = joined(bytesOf(`cosignature/v1\ntime ${at}\n`), text);
    value = value.subarray(8);
  } else if (by.kind === WITNESS) {
    value = new Uint8Array();
  }
  if (!verified(by.public, message, value) || (at ?? 0n) >= 2n ** 63n)
    throw new Broken(`The signature of ${by.name} on the checkpoint is false.`);
  return { by, at: at === null ? null : exact(at) };
}
