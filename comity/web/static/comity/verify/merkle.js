// @ts-check
/**
 * The Merkle tree of RFC 6962 §2.1: hashes, peaks, runs of leaves, inclusion and consistency.
 *
 * Sizes go up to 2**53 and so are never shifted: the browser's shifts know 32 bits.
 */
import { digest, same } from "./bytes.js";

/** Bytes of a hash. */
export const LENGTH = 32;
export const EMPTY_ROOT = digest(new Uint8Array());
const LEAF = Uint8Array.of(0);

/** Hashes that are more or fewer than the tree asks for. */
export class WrongCount extends Error {}

/** @param {Uint8Array} leaf */
export function leafHash(leaf) {
  return digest(LEAF, leaf);
}

const pair = new Uint8Array(1 + 2 * LENGTH).fill(1, 0, 1);

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function nodeHash(left, right) {
  pair.set(left, 1);
  pair.set(right, 1 + LENGTH);
  return digest(pair);
}

/** @param {number} size */
const half = (size) => Math.floor(size / 2);

/**
 * The largest power of two that is not above this number.
 * @param {number} number
 */
function widest(number) {
  let width = 1;
  while (width * 2 <= number) width *= 2;
  return width;
}

/**
 * The largest power of two below `size`, two or more: where RFC 6962 cuts a tree.
 * @param {number} size
 */
export function split(size) {
  return widest(size - 1);
}

/** A tree reduced to its peaks: the roots of its complete subtrees, widest first, one per bit of its size. */
export class Tree {
  /**
   * Throws WrongCount when there cannot be so many peaks.
   * @param {number} size
   * @param {Uint8Array[]} peaks
   */
  constructor(size = 0, peaks = []) {
    const bits = peakSpans(size).length;
    if (peaks.length !== bits) throw new WrongCount(`a tree of ${size} leaves has ${bits} peaks, not ${peaks.length}`);
    this.size = size;
    this.peaks = [...peaks];
  }

  /** @param {Uint8Array[]} hashes of the leaves by which it grows */
  extend(hashes) {
    for (let node of hashes) {
      for (let place = this.size; place % 2 === 1; place = half(place))
        node = nodeHash(/** @type {Uint8Array} */ (this.peaks.pop()), node);
      this.peaks.push(node);
      this.size++;
    }
  }

  root() {
    if (!this.peaks.length) return EMPTY_ROOT;
    return this.peaks.reduceRight((node, peak) => nodeHash(peak, node));
  }

  /**
   * The root of the tree of `size` leaves that begins with this one and goes on with these subtrees, which belong to
   * `rightSpans(this.size, size)`. Throws WrongCount when there are more or fewer.
   * @param {number} size
   * @param {Uint8Array[]} right
   */
  completed(size, right) {
    const spans = rightSpans(this.size, size);
    if (spans.length !== right.length)
      throw new WrongCount(`${spans.length} subtrees follow ${this.size} leaves of ${size}, not ${right.length}`);
    /** @type {Map<string, Uint8Array>} */
    const known = new Map();
    spans.forEach((span, place) => known.set(String(span), right[place]));
    peakSpans(this.size).forEach((span, place) => known.set(String(span), this.peaks[place]));
    return size ? rootOf(known, 0, size) : EMPTY_ROOT;
  }
}

/**
 * The subtrees wholly at or beyond `end` that complete a tree of `size` leaves, by ascending start: [0, size) is cut by
 * RFC 6962 again and again; a part at or beyond `end` is kept whole, one before it is left out.
 * @param {number} end
 * @param {number} size
 */
export function rightSpans(end, size) {
  if (!(end >= 0 && end <= size)) throw new RangeError(`${end} leaves are not the beginning of ${size}`);
  /** @type {[number, number][]} */
  const found = [];
  let low = 0;
  let high = size;
  while (low < end && end < high) {
    const middle = low + split(high - low);
    if (end <= middle) {
      found.push([middle, high]);
      high = middle;
    } else {
      low = middle;
    }
  }
  if (end === low && low < high) found.push([low, high]);
  return found.reverse();
}

/** @param {number} size */
function peakSpans(size) {
  /** @type {[number, number][]} */
  const found = [];
  for (let start = 0; start < size; ) {
    const width = widest(size - start);
    found.push([start, start + width]);
    start += width;
  }
  return found;
}

/**
 * @param {Map<string, Uint8Array>} known
 * @param {number} low
 * @param {number} high
 * @returns {Uint8Array}
 */
function rootOf(known, low, high) {
  const found = known.get(`${low},${high}`);
  if (found) return found;
  const middle = low + split(high - low);
  return nodeHash(rootOf(known, low, middle), rootOf(known, middle, high));
}

/**
 * Whether the path leads from this leaf hash at this index to the root of a tree of this size (RFC 9162 §2.1.3).
 * @param {Uint8Array} leaf
 * @param {number} index
 * @param {number} size
 * @param {Uint8Array[]} path
 * @param {Uint8Array} root
 */
export function included(leaf, index, size, path, root) {
  if (!(index >= 0 && index < size)) return false;
  let node = leaf;
  let last = size - 1;
  for (const beside of path) {
    if (last === 0) return false;
    if (index % 2 || index === last) {
      node = nodeHash(beside, node);
      [index, last] = pastLoneBranches(index, last);
    } else {
      node = nodeHash(node, beside);
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && same(node, root);
}

/**
 * Whether the path shows that the tree of `old` leaves is the beginning of that of `size` (RFC 9162 §2.1.4).
 * @param {number} old
 * @param {Uint8Array} oldRoot
 * @param {number} size
 * @param {Uint8Array} root
 * @param {Uint8Array[]} path
 */
export function consistent(old, oldRoot, size, root, path) {
  if (!(old > 0 && old < size))
    return !path.length && (old === size ? same(oldRoot, root) : old === 0 && same(oldRoot, EMPTY_ROOT));
  const hashes = widest(old) === old ? [oldRoot, ...path] : path;
  if (!hashes.length) return false;
  let index = old - 1;
  let last = size - 1;
  while (index % 2) [index, last] = [half(index), half(last)];
  let before = hashes[0];
  let after = before;
  for (const beside of hashes.slice(1)) {
    if (last === 0) return false;
    if (index % 2 || index === last) {
      [before, after] = [nodeHash(beside, before), nodeHash(beside, after)];
      [index, last] = pastLoneBranches(index, last);
    } else {
      after = nodeHash(after, beside);
    }
    [index, last] = [half(index), half(last)];
  }
  return last === 0 && same(before, oldRoot) && same(after, root);
}

/**
 * Climb over the levels at which the right edge has no neighbour.
 * @param {number} index
 * @param {number} last
 * @returns {[number, number]}
 */
function pastLoneBranches(index, last) {
  while (index && index % 2 === 0) [index, last] = [half(index), half(last)];
  return [index, last];
}
