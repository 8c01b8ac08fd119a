// @ts-check
/**
 * Reads a zip file in slices, so that memory does not grow with its size: the directory at its end, and then each member
 * as a stream of blocks whose length and CRC-32 must be what the directory says. ZIP64 is read, encryption and any other
 * packing than deflate are not.
 */
import { Unreadable } from "./refusals.js";

/** Bytes handed out at once. */
export const BLOCK = 128 * 1024;
const SLICE = 1024 * 1024; // read from the file at once
const SIP = 4096; // given to the unpacker at once: what it had unpacked of a sip that is damaged is lost
const END = 22; // bytes of the record at the end
const LONGEST_COMMENT = 65535;
const LATEST = 63; // version 6.3 of the format: what asks for a later one may mean something else
const MOST = 2 ** 24; // bytes of a directory; six members need far less
const [LOCAL, CENTRAL, LAST, LAST_64, WHERE_64] = [0x04034b50, 0x02014b50, 0x06054b50, 0x06064b50, 0x07064b50];

/**
 * @typedef {object} Member
 * @property {string} name
 * @property {number} flags
 * @property {number} method 0 stored, 8 deflated
 * @property {number} crc
 * @property {number} packed bytes in the file
 * @property {number} size bytes once unpacked
 * @property {number} place where its own header begins
 * @property {number} limit where the next one or the directory begins
 */

/**
 * @param {string} what
 * @returns {never}
 */
function damaged(what) {
  throw new Unreadable(`The bundle is damaged or is no bundle: ${what}.`);
}

/**
 * @param {Blob} file
 * @param {number} from
 * @param {number} length
 */
async function bytesAt(file, from, length) {
  if (from < 0 || from + length > file.size) damaged("it ends too early");
  try {
    return new Uint8Array(await file.slice(from, from + length).arrayBuffer());
  } catch (problem) {
    throw new Unreadable(`The bundle cannot be read: ${problem instanceof Error ? problem.message : problem}.`);
  }
}

/** @param {Uint8Array} bytes */
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/**
 * The members as the directory lists them, and whether there is anything before the first or after the last.
 * @param {Blob} file
 * @returns {Promise<{members: Member[], beside: boolean}>}
 */
export async function directory(file) {
  const tail = await bytesAt(file, Math.max(0, file.size - END - LONGEST_COMMENT), Math.min(file.size, END + LONGEST_COMMENT));
  const found = view(tail);
  let place = tail.length - END;
  while (place >= 0 && found.getUint32(place, true) !== LAST) place--;
  if (place < 0) damaged("File is not a zip file");
  const end = file.size - tail.length + place;
  const beside = place !== tail.length - END || found.getUint16(place + 20, true) > 0;
  const { size, start, at } = await placed(file, found, place, end);
  if (size > MOST || at - size < start) damaged("Bad offset for central directory");
  const before = at - size - start; // bytes before the first member; places are counted from after them
  const members = listed(await bytesAt(file, at - size, size), before);
  const sorted = [...members].sort((one, other) => one.place - other.place);
  sorted.forEach((one, n) => (one.limit = sorted[n + 1]?.place ?? at - size));
  return { members, beside: beside || before > 0 };
}

/**
 * Size and start of the directory as it is said, and where it ends in the file.
 * @param {Blob} file
 * @param {DataView} found
 * @param {number} place
 * @param {number} end
 */
async function placed(file, found, place, end) {
  const said = { size: found.getUint32(place + 12, true), start: found.getUint32(place + 16, true), at: end };
  if (end < 20) return said;
  const where = view(await bytesAt(file, end - 20, 20));
  if (where.getUint32(0, true) !== WHERE_64) return said;
  const last = view(await bytesAt(file, end - 76, 56));
  if (last.getUint32(0, true) !== LAST_64) damaged("Bad end of central directory");
  return { size: whole(last, 40), start: whole(last, 48), at: end - 76 };
}

/**
 * @param {DataView} found
 * @param {number} place
 */
function whole(found, place) {
  const number = found.getBigUint64(place, true);
  return number > BigInt(Number.MAX_SAFE_INTEGER) ? damaged("a size is beyond all files") : Number(number);
}

/**
 * @param {Uint8Array} bytes
 * @param {number} before
 */
function listed(bytes, before) {
  const found = view(bytes);
  /** @type {Member[]} */
  const members = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 46 > bytes.length) damaged("Truncated central directory");
    if (found.getUint32(at, true) !== CENTRAL) damaged("Bad magic number for central directory");
    if (bytes[at + 6] > LATEST) damaged("it asks for a later version of the format");
    const [name, extra, comment] = [28, 30, 32].map((field) => found.getUint16(at + field, true));
    if (at + 46 + name + extra + comment > bytes.length) damaged("Truncated central directory");
    const member = {
      name: named(bytes.subarray(at + 46, at + 46 + name)),
      flags: found.getUint16(at + 8, true),
      method: found.getUint16(at + 10, true),
      crc: found.getUint32(at + 16, true),
      packed: found.getUint32(at + 20, true),
      size: found.getUint32(at + 24, true),
      place: found.getUint32(at + 42, true),
      limit: 0,
    };
    enlarge(member, view(bytes.subarray(at + 46 + name, at + 46 + name + extra)));
    member.place += before;
    members.push(member);
    at += 46 + name + extra + comment;
  }
  return members;
}

/** @param {Uint8Array} bytes */
function named(bytes) {
  return new TextDecoder().decode(bytes);
}

/**
 * What did not fit into 32 bits stands in the extra field (ZIP64).
 * @param {Member} member
 * @param {DataView} extra
 */
function enlarge(member, extra) {
  for (let at = 0; at + 4 <= extra.byteLength; ) {
    const end = at + 4 + extra.getUint16(at + 2, true);
    if (end > extra.byteLength) damaged("Corrupt extra field");
    if (extra.getUint16(at, true) === 1) {
      let place = at + 4;
      for (const field of /** @type {const} */ (["size", "packed", "place"])) {
        if (member[field] !== 0xffffffff) continue;
        if (place + 8 > end) damaged("Corrupt zip64 extra field");
        member[field] = whole(extra, place);
        place += 8;
      }
    }
    at = end;
  }
}

/**
 * The blocks of a member, each of BLOCK bytes but the last. The last is handed out only if the whole is as it is said.
 * @param {Blob} file
 * @param {Member} member
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 */
export async function* blocks(file, member) {
  let left = member.size;
  let crc = 0;
  let filled = 0;
  let block = new Uint8Array(Math.min(BLOCK, left));
  const packed = slices(file, await start(file, member), member.packed);
  for await (let piece of member.method ? inflated(packed) : packed) {
    if (piece.length > left) damaged(`${member.name} is longer than it is said to be`);
    left -= piece.length;
    while (piece.length) {
      const part = piece.subarray(0, block.length - filled);
      block.set(part, filled);
      filled += part.length;
      piece = piece.subarray(part.length);
      if (filled < block.length || (!left && !piece.length)) continue;
      crc = checksum(crc, block);
      yield block;
      block = new Uint8Array(Math.min(BLOCK, left + piece.length));
      filled = 0;
    }
  }
  if (left) damaged(`${member.name} is shorter than it is said to be`);
  if (checksum(crc, block) !== member.crc) damaged(`Bad CRC-32 for file '${member.name}'`);
  if (filled) yield block;
}

/**
 * Where the bytes of the member begin; its own header must say the same name.
 * @param {Blob} file
 * @param {Member} member
 */
async function start(file, member) {
  const header = await bytesAt(file, member.place, 30);
  const found = view(header);
  if (found.getUint32(0, true) !== LOCAL) damaged("Bad magic number for file header");
  const name = found.getUint16(26, true);
  if (named(await bytesAt(file, member.place + 30, name)) !== member.name)
    damaged("File name in directory and header differ");
  if ((found.getUint16(6, true) | member.flags) & 0x61) damaged("it is encrypted or patched");
  const begins = member.place + 30 + name + found.getUint16(28, true);
  if (begins + member.packed > member.limit) damaged("Overlapped entries");
  if (!member.method && member.packed !== member.size) damaged("a stored member has two sizes");
  return begins;
}

/**
 * @param {Blob} file
 * @param {number} from
 * @param {number} length
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 */
async function* slices(file, from, length) {
  for (let done = 0; done < length; done += SLICE) yield await bytesAt(file, from + done, Math.min(SLICE, length - done));
}

/**
 * @param {AsyncIterable<Uint8Array>} packed
 * @returns {AsyncGenerator<Uint8Array, void, void>}
 */
async function* inflated(packed) {
  const unpacker = new DecompressionStream("deflate-raw");
  const writer = unpacker.writable.getWriter();
  const reader = unpacker.readable.getReader();
  let fault = null;
  (async () => {
    for await (const slice of packed)
      for (let at = 0; at < slice.length; at += SIP) await writer.write(/** @type {BufferSource} */ (slice.subarray(at, at + SIP)));
    await writer.close();
  })().catch(async (problem) => {
    fault ??= problem;
    await writer.abort(problem).catch(() => {});
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } catch (problem) {
    const known = fault ?? problem;
    if (known instanceof Unreadable) throw known;
    damaged(known instanceof Error && known.message ? known.message.replace(/\.$/, "") : "it cannot be unpacked");
  } finally {
    reader.cancel().catch(() => {});
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/**
 * The CRC-32 of what had this one so far and goes on with these bytes.
 * @param {number} crc
 * @param {Uint8Array} bytes
 */
function checksum(crc, bytes) {
  let rest = ~crc;
  for (let place = 0; place < bytes.length; place++) rest = TABLE[(rest ^ bytes[place]) & 255] ^ (rest >>> 8);
  return ~rest >>> 0;
}
