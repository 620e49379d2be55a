import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** @param {Buffer} png @returns {Map<string, Buffer[]>} */
function chunksOf(png) {
  if (!png.subarray(0, 8).equals(SIGNATURE)) throw new Error('this is no PNG');
  const chunks = new Map();
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.set(type, [...(chunks.get(type) ?? []), png.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  return chunks;
}

/** @param {string} type @param {Buffer} data */
function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

/** @param {number} left @param {number} above @param {number} corner */
function paeth(left, above, corner) {
  const [byLeft, byAbove, byCorner] = [
    Math.abs(above - corner),
    Math.abs(left - corner),
    Math.abs(left + above - 2 * corner),
  ];
  return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
}

/** @param {number} filter @param {number} left @param {number} above @param {number} corner */
function predicted(filter, left, above, corner) {
  if (filter === 1) return left;
  if (filter === 2) return above;
  if (filter === 3) return (left + above) >> 1;
  return filter === 4 ? paeth(left, above, corner) : 0;
}

/** @param {Buffer} filtered @param {number} stride @param {number} size bytes of a pixel @returns {Buffer[]} the plain rows */
function unfilter(filtered, stride, size) {
  /** @type {Buffer[]} */
  const rows = [];
  for (let at = 0; at < filtered.length; at += stride + 1) {
    const filter = /** @type {number} */ (filtered[at]);
    const row = Buffer.from(filtered.subarray(at + 1, at + 1 + stride));
    const before = rows[rows.length - 1];
    for (let i = 0; i < stride; i++) {
      const guess = predicted(filter, row[i - size] ?? 0, before?.[i] ?? 0, i < size ? 0 : (before?.[i - size] ?? 0));
      row[i] = (/** @type {number} */ (row[i]) + guess) & 255;
    }
    rows.push(row);
  }
  return rows;
}

/** @param {readonly Buffer[]} rows @param {number} filter @param {number} size */
function withFilter(rows, filter, size) {
  return Buffer.concat(
    rows.flatMap((row, y) => {
      const before = rows[y - 1];
      const out = Buffer.alloc(row.length);
      for (let i = 0; i < row.length; i++) {
        const guess = predicted(filter, row[i - size] ?? 0, before?.[i] ?? 0, i < size ? 0 : (before?.[i - size] ?? 0));
        out[i] = (/** @type {number} */ (row[i]) - guess) & 255;
      }
      return [Buffer.from([filter]), out];
    }),
  );
}

/**
 * The same picture in fewer bytes: every filter is tried with the slowest compression, and the smallest result is kept.
 * @param {Buffer} png eight bits a channel, true colour, not interlaced: what browsers make
 */
export function optimisePng(png) {
  const chunks = chunksOf(png);
  const header = chunks.get('IHDR')?.[0];
  const data = chunks.get('IDAT');
  if (header === undefined || data === undefined) throw new Error('this PNG holds no picture');
  const [depth, colour, interlace] = [header[8], header[9], header[12]];
  if (depth !== 8 || interlace !== 0 || (colour !== 2 && colour !== 6)) return png;
  const size = colour === 2 ? 3 : 4;
  const rows = unfilter(inflateSync(Buffer.concat(data)), header.readUInt32BE(0) * size, size);
  const tried = [0, 1, 2, 3, 4].map((filter) => deflateSync(withFilter(rows, filter, size), { level: 9, memLevel: 9 }));
  const smallest = tried.reduce((best, other) => (other.length < best.length ? other : best));
  const optimised = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', smallest),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return optimised.length < png.length ? optimised : png;
}
