// @ts-check
/**
 * One entry: its leaf and its body as they stand in the bundle. A leaf names nobody and carries the commitment; the body
 * stands in another line, with the salt, or is withheld or erased. Both lines must be canonical JSON (RFC 8785).
 */
import { hasExactly, isObject } from "./bundle.js";
import { bytesOf, digest, fromHex, hexOf, joined } from "./bytes.js";
import { canonicalValue, NotCanonical } from "./canonical.js";
import { leafHash } from "./merkle.js";
import { Broken } from "./refusals.js";

/** @typedef {{seq: number, at: string, kind: string, body: any, withheld: string | null, erased: string | null, by: number | null}} Seen */

const ERASURE = "record.body-erased"; // the kind of an entry that tells of an erasure
const TAG = bytesOf("comity.record.body.1\n");
const AT = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z$/;
const USUAL =
  /^\{"at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)","commitment":"([^"]{64})","format":1,"kind":"([a-z][a-z0-9._-]{0,59})","seq":(0|[1-9][0-9]{0,14}),"version":(?:0|[1-9][0-9]{0,4})\}$/;
const SALT = /^(?:[0-9a-f]{2}){16,255}$/;
const LEAF = ["at", "commitment", "format", "kind", "seq", "version"];
const OPENING = '{"body":'.length;
const BETWEEN = ',"salt":"'.length;
const CLOSING = '"}'.length;
const oneCharEach = new TextDecoder("windows-1252");

/** What was found in the lines gone through: how many, how many withheld or erased, and by which entries. */
export class Counted {
  /** @param {number} size of the whole record */
  constructor(size) {
    this.size = size;
    this.entries = 0;
    this.withheld = 0;
    this.erased = 0;
    /** @type {Set<number>} */
    this.erasedBy = new Set();
    /** @type {Set<number>} those of them that are here, and tell of that very erasure */
    this.told = new Set();
    /** @type {Map<number, {seq: number, commitment: string}>} by the entry that should tell of it */
    this.awaited = new Map();
  }

  /**
   * The body of an entry is said to be erased by another. Throws Broken when that one erased another too.
   * @param {number} seq
   * @param {string} commitment
   * @param {number} by
   */
  erasure(seq, commitment, by) {
    if (this.erasedBy.has(by))
      throw new Broken(`its body is said to be erased by entry ${by}, which is said of another entry too.`, seq);
    this.erased++;
    this.erasedBy.add(by);
    this.awaited.set(by, { seq, commitment });
  }

  /**
   * An entry that tells of an erasure is here with its body. Throws Broken when it tells of another one.
   * @param {number} seq
   * @param {any} body
   */
  tells(seq, body) {
    const awaited = this.awaited.get(seq);
    if (!awaited) return;
    const event = isObject(body.event) ? body.event : {};
    if (event.entry !== awaited.seq || event.commitment !== awaited.commitment)
      throw new Broken(`its body is said to be erased by entry ${seq}, which tells of another erasure.`, awaited.seq);
    this.told.add(seq);
  }

  /**
   * An awaited entry was gone through. Throws Broken when it should tell of an erasure and is of another kind.
   * @param {number} seq
   * @param {string} kind
   */
  passed(seq, kind) {
    const awaited = this.awaited.get(seq);
    if (!awaited) return;
    this.awaited.delete(seq);
    if (kind !== ERASURE)
      throw new Broken(`its body is said to be erased by entry ${seq}, which tells of no erasure.`, awaited.seq);
  }
}

/**
 * The leaf hash of an entry whose lines were checked, and what they say. Throws Broken.
 * @param {Uint8Array} leaf
 * @param {Uint8Array} body
 * @param {number} seq
 * @param {Counted} found
 * @returns {{hash: Uint8Array, seen: Seen}}
 */
export function checked(leaf, body, seq, found) {
  const usual = USUAL.exec(oneCharEach.decode(leaf));
  const said = usual ? { at: usual[1], commitment: usual[2], kind: usual[3], seq: Number(usual[4]) } : exactly(leaf, seq);
  if (said.seq !== seq) throw new Broken(`another entry, ${said.seq}, stands in its place.`, seq);
  const value = valueOf(body, seq, "its body");
  const { salt, withheld, erased, by } = told(value, said, seq, found);
  if (salt === null) exactly(leaf, seq); // with no body to compare, the pattern is too kind to the commitment
  else if (committed(body, salt) !== said.commitment) throw new Broken("its body is not what was committed to.", seq);
  found.passed(seq, said.kind);
  found.entries++;
  const seen = { seq, at: said.at, kind: said.kind, body: salt === null ? null : value.body, withheld, erased, by };
  return { hash: leafHash(leaf), seen };
}

/**
 * SHA-256 of the tag, the salt and the bytes of the body in a line {"body":…,"salt":"…"}, in hex.
 * @param {Uint8Array} line
 * @param {string} salt
 */
export function committed(line, salt) {
  const text = line.subarray(OPENING, line.length - CLOSING - salt.length - BETWEEN);
  return hexOf(digest(joined(TAG, Uint8Array.of(salt.length / 2), fromHex(salt), text)));
}

/**
 * What a leaf says that is not written like most.
 * @param {Uint8Array} line
 * @param {number} seq
 */
function exactly(line, seq) {
  const leaf = valueOf(line, seq, "its leaf");
  if (!isObject(leaf) || !hasExactly(leaf, LEAF) || leaf.format !== 1)
    throw new Broken("its leaf is not of a format that this program knows.", seq);
  const texts = /** @type {const} */ ([["at", AT], ["commitment", /^[0-9a-f]{64}$/], ["kind", /^.{1,60}$/su]]);
  for (const [name, pattern] of texts)
    if (typeof leaf[name] !== "string" || !pattern.test(leaf[name]))
      throw new Broken(`its leaf does not say properly what its ${name} is.`, seq);
  for (const name of ["seq", "version"])
    if (typeof leaf[name] !== "number" || leaf[name] < 0)
      throw new Broken(`its leaf does not say properly what its ${name} is.`, seq);
  return leaf;
}

const NOTHING = { salt: null, withheld: null, erased: null, by: null };

/**
 * Salt of a body that is shown, or why there is none, which is counted.
 * @param {any} value
 * @param {{commitment: string, kind: string}} leaf
 * @param {number} seq
 * @param {Counted} found
 * @returns {{salt: string | null, withheld: string | null, erased: string | null, by: number | null}}
 */
function told(value, leaf, seq, found) {
  if (isObject(value)) {
    const { body, salt, withheld, by, erased } = value;
    if (hasExactly(value, ["body", "salt"]) && isObject(body) && typeof salt === "string" && SALT.test(salt)) {
      if (leaf.kind === ERASURE) found.tells(seq, body);
      return { ...NOTHING, salt };
    }
    if (hasExactly(value, ["withheld"]) && typeof withheld === "string" && withheld) {
      found.withheld++;
      return { ...NOTHING, withheld };
    }
    const isErased = hasExactly(value, ["by", "erased"]) && ["number", "boolean"].includes(typeof by);
    if (isErased && typeof erased === "string" && erased) {
      if (typeof by === "boolean" || !(seq < by && by < found.size))
        throw new Broken("its body is said to be erased, but not by a later entry of the record.", seq);
      found.erasure(seq, leaf.commitment, by);
      return { ...NOTHING, erased, by };
    }
  }
  throw new Broken("its body is neither shown nor said to be withheld or erased.", seq);
}

/**
 * @param {Uint8Array} line
 * @param {number} seq
 * @param {string} what
 */
function valueOf(line, seq, what) {
  try {
    return canonicalValue(line);
  } catch (problem) {
    if (!(problem instanceof NotCanonical)) throw problem;
    throw new Broken(`${what} is not written in the one way the record allows (${problem.message}).`, seq);
  }
}
