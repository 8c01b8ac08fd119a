// @ts-check
/**
 * Verifies Ed25519 signatures (RFC 8032 §5.1) as docs/reference/record-format.md asks: one message, one key, one way to
 * write it. Points and their sums are those of noble-ed25519; its own `verify` is not used, since it multiplies by the
 * cofactor and so takes signatures that others refuse.
 */
import { Point } from "../../vendor/noble-ed25519.js";
import { sha512 } from "../../vendor/noble-hashes/sha2.js";
import { joined, same } from "./bytes.js";

const ORDER = Point.CURVE().n;

/**
 * Whether the 64 bytes are this key's signature of the message.
 * @param {Uint8Array} key
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export function verified(key, message, signature) {
  if (key.length !== 32 || signature.length !== 64) return false;
  const a = decoded(key);
  const s = number(signature.subarray(32));
  if (!a || s >= ORDER || a.isSmallOrder()) return false;
  const k = number(sha512(joined(signature.subarray(0, 32), key, message))) % ORDER;
  const r = Point.BASE.multiplyUnsafe(s).subtract(a.multiplyUnsafe(k));
  return !r.isSmallOrder() && same(r.toBytes(), signature.subarray(0, 32));
}

/**
 * The point written in 32 bytes, null when there is none or it is written in another way (§5.1.3).
 * @param {Uint8Array} written
 */
function decoded(written) {
  try {
    return Point.fromBytes(written, false);
  } catch {
    return null;
  }
}

/** @param {Uint8Array} written the lowest byte first */
function number(written) {
  let found = 0n;
  for (let place = written.length - 1; place >= 0; place--) found = (found << 8n) | BigInt(written[place]);
  return found;
}
