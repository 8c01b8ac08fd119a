// @ts-check
/** Bytes and their writings: UTF-8, hex, base 64, digests. Where a writing has several forms, one is taken. */
import { sha256 } from "../../vendor/noble-hashes/sha2.js";

const strictly = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const BASE_64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/**
 * The text, nothing left out. Throws TypeError for what is no UTF-8.
 * @param {Uint8Array} bytes
 */
export function textOf(bytes) {
  return strictly.decode(bytes);
}

/** @param {string} text */
export function bytesOf(text) {
  return encoder.encode(text);
}

/** @param {...Uint8Array} parts */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/**
 * SHA-256 of the parts put together.
 * @param {...Uint8Array} parts
 * @returns {Uint8Array}
 */
export function digest(...parts) {
  return sha256(parts.length === 1 ? parts[0] : joined(...parts));
}

/**
 * @param {Uint8Array} one
 * @param {Uint8Array} other
 */
export function same(one, other) {
  if (one.length !== other.length) return false;
  for (let place = 0; place < one.length; place++) if (one[place] !== other[place]) return false;
  return true;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** @param {Uint8Array} bytes */
export function hexOf(bytes) {
  let written = "";
  for (const byte of bytes) written += HEX[byte];
  return written;
}

/**
 * The bytes of an even number of hex digits, which the caller has made sure of.
 * @param {string} written
 */
export function fromHex(written) {
  const bytes = new Uint8Array(written.length / 2);
  for (let place = 0; place < bytes.length; place++) bytes[place] = parseInt(written.slice(2 * place, 2 * place + 2), 16);
  return bytes;
}

/**
 * The bytes, null unless this is the one way to write them (RFC 4648 §4, padded).
 * @param {string} written
 */
export function fromBase64(written) {
  if (!BASE_64.test(written)) return null;
  const raw = atob(written);
  return btoa(raw) === written ? Uint8Array.from(raw, (one) => one.charCodeAt(0)) : null;
}

/**
 * A whole number as a figure where a figure is exact, else as a BigInt: equal numbers are `===`, all compare and print.
 * @param {bigint} number
 */
export function exact(number) {
  return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number;
}

/**
 * The first 80 characters, none of them cut in half.
 * @param {string} text
 */
export function beginning(text) {
  return [...text.slice(0, 160)].slice(0, 80).join("");
}
