// @ts-check
/** The sentences of a good result, and of a quorum that is missing: word for word those of `verifier/telling.py`. */

const LAST_SECOND = 253402300799; // of the year 9999

/**
 * What holds, and what is not shown by it.
 * @param {import("./checkpoint.js").Checkpoint} said
 * @param {import("./entries.js").Counted} found
 * @param {import("./note.js").Signed[]} signed
 * @param {import("./policy.js").Policy} policy
 * @param {import("./checkpoint.js").Checkpoint[]} earlier
 * @returns {string[]}
 */
export function goodNews(said, found, signed, policy, earlier) {
  return [
    `The record ${said.origin} with ${many(said.size, "entry", "entries")} is signed by the log of your policy.`,
    ...witnesses(signed, policy),
    ...earlier.map((one) => `It begins with the record you kept at ${many(one.size, "entry", "entries")}.`),
    ...extent(said, found),
    ...hidden(found),
  ];
}

/**
 * @param {number} signed
 * @param {import("./policy.js").Policy} policy
 */
export function quorumMissing(signed, policy) {
  const have = signed ? `Only ${signed} of ${policy.witnesses.length} witnesses have` : "No witness has";
  return `${have} signed; your policy asks for ${policy.quorum}.`;
}

/**
 * @param {import("./note.js").Signed[]} signed
 * @param {import("./policy.js").Policy} policy
 */
function witnesses(signed, policy) {
  if (!signed.length && !policy.quorum)
    return ["No witness has signed it, and your policy asks for none: its log alone vouches for it."];
  return [
    `${signed.length} of ${policy.witnesses.length} witnesses have signed; your policy asks for ${policy.quorum}.`,
    ...signed.map((one) => `${one.by.name} signed at ${time(one.at ?? 0)}.`),
  ];
}

/**
 * @param {import("./checkpoint.js").Checkpoint} said
 * @param {import("./entries.js").Counted} found
 */
function extent(said, found) {
  if (found.entries === said.size)
    return [said.size ? `All ${found.entries} entries are here, none is missing or changed.` : "It is empty."];
  if (!found.entries) return ["The bundle shows none of its entries."];
  return [
    `${many(found.entries, "entry is", "entries are")} shown, unchanged and in place.`,
    "The bundle does not show the others: who made it chose which to show.",
  ];
}

/** @param {import("./entries.js").Counted} found */
function hidden(found) {
  const told = [];
  if (found.withheld)
    told.push(`${many(found.withheld, "body is", "bodies are")} withheld: that they exist is proved, not what they say.`);
  if (found.erased) {
    const unshown = [...found.erasedBy].filter((by) => !found.told.has(by));
    for (const [by, before, after] of /** @type {const} */ ([
      [[...found.told], "as is told here by entry ", ": look there for who did it and why."],
      [unshown, "it is said by entry ", ", which the bundle does not show: ask for it."],
    ]))
      if (by.length) told.push(`${many(by.length, "body was", "bodies were")} erased, ${before}${listed(by)}${after}`);
  }
  return told;
}

/** @param {readonly number[]} numbers */
function listed(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted.slice(0, 10).join(", ") + (sorted.length > 10 ? " and others" : "");
}

/**
 * @param {number | bigint} count
 * @param {string} one
 * @param {string} more
 */
function many(count, one, more) {
  return `${count} ${count === 1 ? one : more}`;
}

/** @param {number | bigint} at */
function time(at) {
  if (at > LAST_SECOND) return `second ${at} since 1970`;
  return `${new Date(Number(at) * 1000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
