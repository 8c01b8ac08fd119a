// @ts-check
/** The decision: does this bundle hold, by the keys of this policy, and after these checkpoints that were kept? */
import { opened } from "./bundle.js";
import { hexOf, same } from "./bytes.js";
import { trusted, witnessed } from "./checkpoint.js";
import { Counted } from "./entries.js";
import { consistent } from "./merkle.js";
import { policy as readPolicy } from "./policy.js";
import { Broken, Unreadable } from "./refusals.js";
import { goneThrough } from "./runs.js";
import { goodNews, quorumMissing } from "./telling.js";

/** @typedef {import("./checkpoint.js").Checkpoint} Checkpoint */
/** @typedef {import("./policy.js").Policy} Policy */
/** @typedef {import("./bundle.js").Bundle} Bundle */
/** @typedef {import("./runs.js").Watch & {begun?(entries: number): void}} Watch */

/** What was found. `verdict` is good, broken or unreadable; `first_broken` the number of the first bad entry. */
export class Result {
  verdict = "good";
  /** @type {string[]} */
  sentences = [];
  /** @type {number | null} */
  first_broken = null;
  /** @type {string | null} */
  origin = null;
  /** @type {number | bigint | null} */
  size = null;
  /** @type {string | null} */
  root = null;
  entries = 0;
  withheld = 0;
  erased = 0;
  /** @type {number[]} */
  erased_by = [];
  /** @type {number[]} those of them that the bundle does not show */
  erased_unshown = [];
  /** @type {{name: string, at: number | bigint | null}[]} */
  witnesses = [];
  /** @type {number | null} */
  quorum = null;
  /** @type {(number | bigint)[]} */
  kept = [];
}

/** @type {Watch} */
const NOBODY = { seen() {}, rest: () => undefined };

/**
 * Check the bundle in a file. Never throws for what is in it: whatever is wrong stands in the result.
 * @param {Blob} file
 * @param {string} written the policy
 * @param {Uint8Array[]} kept checkpoints
 * @param {Watch} watch is shown each entry and asked to pause now and then
 */
export async function check(file, written, kept = [], watch = NOBODY) {
  const result = new Result();
  try {
    const policy = readPolicy(written);
    result.quorum = policy.quorum;
    const earlier = kept.map((data) => keptBefore(data, policy));
    await goThrough(await opened(file), policy, earlier, result, watch);
  } catch (problem) {
    if (problem instanceof Broken) worse(result, problem);
    else if (problem instanceof Unreadable) {
      if (result.verdict === "good") result.verdict = "unreadable";
      result.sentences.push(problem.message);
    } else throw problem;
  }
  return result;
}

/**
 * @param {Uint8Array} data
 * @param {Policy} policy
 */
function keptBefore(data, policy) {
  try {
    return trusted(data, policy).said;
  } catch (problem) {
    // What the auditor brought is at fault, not the bundle.
    if (problem instanceof Broken || problem instanceof Unreadable)
      throw new Unreadable(`Of the checkpoint you kept: ${problem.message}`);
    throw problem;
  }
}

/**
 * @param {Bundle} bundle
 * @param {Policy} policy
 * @param {Checkpoint[]} earlier
 * @param {Result} result
 * @param {Watch} watch
 */
async function goThrough(bundle, policy, earlier, result, watch) {
  const { said, signed: note } = trusted(bundle.checkpoint, policy);
  Object.assign(result, { origin: said.origin, size: said.size, root: hexOf(said.root) });
  const signed = witnessed(note, policy);
  result.witnesses = signed.map((one) => ({ name: one.by.name, at: one.at }));
  result.kept = earlier.map((one) => one.size);
  // Go on after these: the auditor wants to hear of the entries too.
  if (signed.length < policy.quorum) worse(result, new Broken(quorumMissing(signed.length, policy)));
  const older = olderThanKept(said, earlier);
  if (older) worse(result, new Broken(older));
  const { roots, found } = await entries(bundle, said, earlier, result, watch);
  for (const one of earlier) continues(one, said, roots, bundle);
  if (result.verdict === "good") result.sentences.push(...goodNews(said, found, signed, policy, earlier));
}

/**
 * @param {Result} result
 * @param {Broken} broken
 */
function worse(result, broken) {
  result.verdict = "broken";
  result.sentences.push(broken.message);
  result.first_broken ??= broken.seq;
}

/**
 * @param {Checkpoint} said
 * @param {Checkpoint[]} earlier
 */
function olderThanKept(said, earlier) {
  for (const one of earlier) {
    if (one.size > said.size)
      return (
        `This bundle ends at ${said.size} entries, but the record you kept had ${one.size}: an old checkpoint ` +
        "was shown to you again, or entries were dropped."
      );
    if (one.size === said.size && !same(one.root, said.root))
      return (
        `The record you kept at ${one.size} entries is another than this one, which is as long: ` +
        "two histories were signed."
      );
  }
  return null;
}

/**
 * Go through every entry; roots of the record at the sizes that were kept, as far as the runs tell them.
 * @param {Bundle} bundle
 * @param {Checkpoint} said
 * @param {Checkpoint[]} earlier
 * @param {Result} result
 * @param {Watch} watch
 */
async function entries(bundle, said, earlier, result, watch) {
  const size = inTheRecord(bundle, said);
  const found = new Counted(size);
  watch.begun?.(Number(bundle.count));
  try {
    const roots = await goneThrough(bundle, { size, root: said.root }, earlier.map((one) => one.size), found, watch);
    if (bundle.manifest.withheld !== found.withheld)
      throw new Broken(`The bundle says that ${bundle.manifest.withheld} bodies are withheld, but ${found.withheld} are.`);
    return { roots, found };
  } finally {
    const erasedBy = [...found.erasedBy].sort((one, other) => one - other);
    Object.assign(result, { entries: found.entries, withheld: found.withheld, erased: found.erased, erased_by: erasedBy });
    result.erased_unshown = erasedBy.filter((by) => !found.told.has(by));
  }
}

/**
 * That the manifest and the runs speak of the record that was signed; its size.
 * @param {Bundle} bundle
 * @param {Checkpoint} said
 */
function inTheRecord(bundle, said) {
  const { manifest, runs, count } = bundle;
  if (manifest.size !== said.size)
    throw new Broken(`The bundle speaks of a record of ${manifest.size} entries, its checkpoint of ${said.size}.`);
  if (manifest.entries !== count)
    throw new Broken(`The bundle says that it holds ${manifest.entries} entries, but lists ${count}.`);
  const last = runs.at(-1);
  if (last && last.first + last.count > manifest.size)
    throw new Broken("it lies beyond the end of the record that was signed.", manifest.size);
  return manifest.size;
}

/**
 * That the record the auditor kept is the beginning of this one, from the entries themselves or from a proof.
 * @param {Checkpoint} kept
 * @param {Checkpoint} said
 * @param {Map<number | bigint, Uint8Array>} roots
 * @param {Bundle} bundle
 */
function continues(kept, said, roots, bundle) {
  const { size } = kept;
  if (size >= said.size) return; // compared at once
  const root = roots.get(size);
  const path = bundle.consistency.get(Number(size));
  if (!root && !path)
    throw new Broken(
      `The bundle does not show that it continues the record you kept at ${size} entries. ` +
        `Ask for one with a proof from ${size}.`,
    );
  const holds = root
    ? same(root, kept.root)
    : consistent(Number(size), kept.root, Number(said.size), said.root, path ?? []);
  if (!holds)
    throw new Broken(
      `The record you kept at ${size} entries is not the beginning of this one: ` +
        "history was rewritten or you were shown another.",
    );
}
