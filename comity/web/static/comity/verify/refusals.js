// @ts-check
/** The two ways in which a check ends badly. Both carry a whole sentence for the auditor. */

/** It cannot be judged: the bundle, the policy or a kept checkpoint is not in its format. */
export class Unreadable extends Error {}

/** It was judged and does not hold. `seq` is the entry concerned, null for the whole. */
export class Broken extends Error {
  /**
   * @param {string} sentence
   * @param {number | null} seq
   */
  constructor(sentence, seq = null) {
    super(seq === null ? sentence : `Entry ${seq}: ${sentence}`);
    this.seq = seq;
  }
}
