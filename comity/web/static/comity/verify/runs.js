// @ts-check
/** Goes through the runs of a bundle: every entry is checked, and every run must lead to the root that was signed. */
import { same } from "./bytes.js";
import { checked } from "./entries.js";
import { EMPTY_ROOT, Tree, WrongCount } from "./merkle.js";
import { Broken } from "./refusals.js";

const BLOCK = 1024; // entries taken at once, at places that are its multiples

/** @typedef {import("./bundle.js").Lines} Lines */
/** @typedef {{seen(entry: import("./entries.js").Seen): void, rest(done: number): Promise<void> | undefined}} Watch */

/**
 * Roots of the record at those of `sizes` that the runs tell; what was met is counted in `found`. Throws Broken at the
 * first entry that does not hold, or Unreadable.
 * @param {import("./bundle.js").Bundle} bundle
 * @param {{size: number, root: Uint8Array}} said
 * @param {(number | bigint)[]} sizes
 * @param {import("./entries.js").Counted} found
 * @param {Watch} watch
 */
export async function goneThrough(bundle, said, sizes, found, watch) {
  const leaves = bundle.lines("leaves.jsonl");
  const bodies = bundle.lines("bodies.jsonl");
  /** @type {Map<number | bigint, Uint8Array>} */
  const roots = new Map([[0, EMPTY_ROOT], [said.size, said.root]]);
  for (const run of bundle.runs) {
    const met = await through(run, { leaves, bodies, said, sizes, found, watch });
    met.forEach((root, size) => roots.set(size, root)); // believed only now that they led to the signed root
  }
  if ((await leaves.take(1)).length || (await bodies.take(1)).length)
    throw new Broken("The bundle holds more lines than entries.");
  return roots;
}

/**
 * @typedef {object} Passage
 * @property {Lines} leaves
 * @property {Lines} bodies
 * @property {{size: number, root: Uint8Array}} said
 * @property {(number | bigint)[]} sizes
 * @property {import("./entries.js").Counted} found
 * @property {Watch} watch
 */

/**
 * @param {import("./bundle.js").Run} run
 * @param {Passage} passage
 */
async function through(run, passage) {
  const { said } = passage;
  try {
    const tree = new Tree(run.first, run.left);
    const met = await grown(tree, run.first + run.count, passage);
    if (!same(tree.completed(said.size, run.right), said.root))
      throw new Broken(`${named(run)} not what the checkpoint was signed over: an entry or its proof was changed.`);
    return met;
  } catch (problem) {
    if (!(problem instanceof WrongCount)) throw problem;
    throw new Broken(`the proof that it is in the record is incomplete (${problem.message}).`, run.first);
  }
}

/**
 * @param {Tree} tree
 * @param {number} end
 * @param {Passage} passage
 */
async function grown(tree, end, passage) {
  /** @type {Map<number, Uint8Array>} */
  const met = new Map();
  for (;;) {
    if (passage.sizes.includes(tree.size)) met.set(tree.size, tree.root());
    if (tree.size === end) return met;
    const stops = [...passage.sizes, end].filter((size) => size > tree.size).map((size) => Number(size) - tree.size);
    await block(tree, Math.min(BLOCK - (tree.size % BLOCK), ...stops), passage);
  }
}

/**
 * @param {Tree} tree
 * @param {number} most
 * @param {Passage} passage
 */
async function block(tree, most, { leaves, bodies, found, watch }) {
  const [leafLines, bodyLines] = [await leaves.take(most), await bodies.take(most)];
  const both = Math.min(leafLines.length, bodyLines.length);
  const first = tree.size;
  for (let n = 0; n < both; n++) {
    const { hash, seen } = checked(leafLines[n], bodyLines[n], first + n, found);
    tree.extend([hash]);
    watch.seen(seen);
    const rest = watch.rest(found.entries);
    if (rest) await rest;
  }
  if (both < most) {
    const missing = leafLines.length === both;
    throw new Broken(missing ? "it is missing." : "its body is neither shown nor said to be withheld.", first + both);
  }
}

/** @param {import("./bundle.js").Run} run */
function named(run) {
  return run.count === 1 ? `Entry ${run.first} is` : `Entries ${run.first} to ${run.first + run.count - 1} are`;
}
