// @ts-check
/**
 * An evidence bundle: a zip whose members, their order and their sizes are fixed beforehand. The two long members are read
 * as streams of lines. Everything a bundle says is still to be checked.
 */
import { beginning, exact, fromHex, joined, textOf } from "./bytes.js";
import { NotCanonical, parsed } from "./canonical.js";
import { LENGTH } from "./merkle.js";
import { LARGEST as LARGEST_NOTE } from "./note.js";
import { Unreadable } from "./refusals.js";
import { blocks, directory } from "./zip.js";

const FORMAT = "comity-evidence/1";
const ORDER = ["manifest.json", "checkpoint", "consistency.json", "runs.json", "leaves.jsonl", "bodies.jsonl"];
const OPTIONAL = "consistency.json";
const MEGA = 1024 * 1024;
/** @type {Record<string, number>} */
const LARGEST = {
  "manifest.json": MEGA,
  checkpoint: LARGEST_NOTE,
  "consistency.json": 16 * MEGA,
  "runs.json": 256 * MEGA,
};
/** @type {Record<string, number>} */
const LONGEST_LINE = { "leaves.jsonl": 4096, "bodies.jsonl": 4 * MEGA };
const MOST_HASHES = 64; // on one side of a run: a tree of 2**63 leaves has no more
const HASH = /^[0-9a-f]{64}$/;
const LINE_BREAK = 10;

/** @typedef {{first: number, count: number, left: Uint8Array[], right: Uint8Array[]}} Run */
/** @typedef {{entries: number, size: number, withheld: number}} Manifest */

/** The lines of a member, handed out by number. */
export class Lines {
  /**
   * @param {AsyncGenerator<Uint8Array, void, void>} stream
   * @param {string} name
   */
  constructor(stream, name) {
    this.stream = stream;
    this.name = name;
    /** @type {Uint8Array} */
    this.rest = new Uint8Array();
    /** @type {Uint8Array[]} */
    this.waiting = [];
    this.next = 0;
  }

  /**
   * The next lines without their line breaks, fewer only at the end. Throws Unreadable.
   * @param {number} most
   */
  async take(most) {
    /** @type {Uint8Array[]} */
    const found = [];
    while (found.length < most) {
      if (this.next < this.waiting.length) {
        const until = this.next + most - found.length;
        for (const line of this.waiting.slice(this.next, until)) found.push(line);
        this.next = Math.min(until, this.waiting.length);
      } else if (!(await this.#fill())) {
        break;
      }
    }
    return found;
  }

  async #fill() {
    const { value: block } = await this.stream.next();
    const whole = block ? (this.rest.length ? joined(this.rest, block) : block) : this.rest;
    const cut = whole.lastIndexOf(LINE_BREAK);
    this.rest = whole.subarray(cut + 1);
    if (!block && this.rest.length)
      throw new Unreadable(`${this.name} in the bundle does not end with a line break.`);
    this.#notLonger(this.rest.length);
    this.waiting = [];
    this.next = 0;
    for (let from = 0; from <= cut; ) {
      const end = whole.indexOf(LINE_BREAK, from);
      this.#notLonger(end - from);
      this.waiting.push(whole.subarray(from, end));
      from = end + 1;
    }
    return Boolean(block);
  }

  /** @param {number} length */
  #notLonger(length) {
    if (length > LONGEST_LINE[this.name])
      throw new Unreadable(`${this.name} in the bundle has a line longer than ${LONGEST_LINE[this.name]} bytes.`);
  }
}

export class Bundle {
  /**
   * @param {Blob} file
   * @param {Map<string, import("./zip.js").Member>} members
   */
  constructor(file, members) {
    this.file = file;
    this.members = members;
    /** @type {Uint8Array} */
    this.checkpoint = new Uint8Array();
    /** @type {Manifest} */
    this.manifest = { entries: 0, size: 0, withheld: 0 };
    /** @type {Run[]} */
    this.runs = [];
    /** @type {Map<number, Uint8Array[]>} */
    this.consistency = new Map();
    /** @type {number | bigint} */
    this.count = 0;
  }

  /**
   * @param {string} name
   * @returns {Promise<Uint8Array>}
   */
  async bytes(name) {
    const member = this.#member(name);
    if (member.size > LARGEST[name])
      throw new Unreadable(`${name} in the bundle is larger than ${LARGEST[name]} bytes.`);
    const parts = [];
    for await (const block of blocks(this.file, member)) parts.push(block);
    return joined(...parts);
  }

  /** @param {string} name */
  async json(name) {
    const bytes = await this.bytes(name);
    try {
      return parsed(textOf(bytes));
    } catch (problem) {
      const why = problem instanceof NotCanonical ? problem.message : "not text in UTF-8";
      throw new Unreadable(`${name} in the bundle cannot be read: ${why}.`);
    }
  }

  /** @param {string} name */
  lines(name) {
    const member = this.#member(name);
    if (member.size > (Number(this.count) + 1) * (LONGEST_LINE[name] + 1))
      throw new Unreadable(`${name} in the bundle is larger than ${this.count} entries can be.`);
    return new Lines(blocks(this.file, member), name);
  }

  /** @param {string} name */
  #member(name) {
    return /** @type {import("./zip.js").Member} */ (this.members.get(name));
  }
}

/**
 * The bundle in this file. Throws Unreadable.
 * @param {Blob} file
 */
export async function opened(file) {
  const bundle = new Bundle(file, sound(await directory(file)));
  bundle.checkpoint = await bundle.bytes("checkpoint");
  bundle.manifest = manifest(await bundle.json("manifest.json"));
  bundle.runs = runs(await bundle.json("runs.json"));
  if (bundle.members.has(OPTIONAL)) bundle.consistency = proofs(await bundle.json(OPTIONAL));
  bundle.count = exact(bundle.runs.reduce((sum, run) => sum + BigInt(run.count), 0n));
  return bundle;
}

/** @param {{members: import("./zip.js").Member[], beside: boolean}} found */
function sound({ members, beside }) {
  const names = members.map((member) => member.name);
  const strange = names.find((name) => !ORDER.includes(name));
  if (strange !== undefined)
    throw new Unreadable(`The bundle holds “${beginning(strange)}”, which does not belong in a bundle.`);
  if (new Set(names).size < names.length) throw new Unreadable("The bundle holds a member twice.");
  const missing = ORDER.find((name) => !names.includes(name) && name !== OPTIONAL);
  if (missing) throw new Unreadable(`The bundle lacks ${missing}.`);
  const inOrder = names.join() === ORDER.filter((name) => names.includes(name)).join();
  if (!inOrder || members.some((member, n) => n > 0 && members[n - 1].place > member.place))
    throw new Unreadable("The members of the bundle are not in their order.");
  if (members[0].place || beside) throw new Unreadable("The bundle holds something beside its members.");
  if (members.some((member) => member.flags & 1 || ![0, 8].includes(member.method)))
    throw new Unreadable("The bundle is encrypted or packed in a way that is not allowed.");
  return new Map(members.map((member) => [member.name, member]));
}

/**
 * @param {any} said
 * @returns {Manifest}
 */
function manifest(said) {
  const counts = ["entries", "size", "withheld"];
  if (!isObject(said) || !Object.hasOwn(said, "format") || said.format !== FORMAT)
    throw new Unreadable(`The bundle is not of the format ${FORMAT}.`);
  if (!hasExactly(said, ["format", "scope", "made_at", ...counts]) || !counts.every((name) => isCount(said[name])))
    throw new Unreadable("manifest.json in the bundle does not say what it should.");
  return said;
}

/**
 * @param {any} said
 * @returns {Run[]}
 */
function runs(said) {
  let end = -1;
  return listOf(said, ["first", "count", "left", "right"], "runs.json").map((one) => {
    if (!isCount(one.first) || !isCount(one.count) || one.count < 1 || one.first <= end)
      throw new Unreadable("The runs of the bundle do not follow each other with gaps between.");
    end = one.first + one.count;
    return { first: one.first, count: one.count, left: hashes(one.left), right: hashes(one.right) };
  });
}

/**
 * Paths by the size of the earlier tree.
 * @param {any} said
 */
function proofs(said) {
  const entries = listOf(said, ["from", "path"], OPTIONAL);
  if (!entries.every((one) => isCount(one.from)))
    throw new Unreadable(`${OPTIONAL} in the bundle does not say what it should.`);
  const found = new Map(entries.map((one) => [one.from, hashes(one.path)]));
  if (found.size < entries.length) throw new Unreadable(`${OPTIONAL} in the bundle has two proofs from one size.`);
  return found;
}

/**
 * @param {any} said
 * @param {string[]} keys
 * @param {string} name
 * @returns {any[]}
 */
function listOf(said, keys, name) {
  if (!Array.isArray(said) || !said.every((one) => isObject(one) && hasExactly(one, keys)))
    throw new Unreadable(`${name} in the bundle does not say what it should.`);
  return said;
}

/**
 * @param {any} said
 * @returns {Uint8Array[]}
 */
function hashes(said) {
  if (!Array.isArray(said) || said.length > 2 * MOST_HASHES)
    throw new Unreadable("The bundle has no list of hashes where one belongs.");
  if (!said.every((one) => typeof one === "string" && HASH.test(one)))
    throw new Unreadable(`The bundle has something else where a hash of ${LENGTH} bytes belongs.`);
  return said.map(fromHex);
}

/** @param {any} value */
export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/**
 * @param {object} value
 * @param {string[]} keys
 */
export function hasExactly(value, keys) {
  return Object.keys(value).length === keys.length && keys.every((name) => Object.hasOwn(value, name));
}

/** @param {any} value */
function isCount(value) {
  return typeof value === "number" && value >= 0;
}
