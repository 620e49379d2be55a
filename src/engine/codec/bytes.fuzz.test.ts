import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBase64Url, encodeBase64Url, offsetOutsideBase64Url } from './base64url.ts';
import { crc32 } from './crc32.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

const SEED = 20261121;

test(`base 64 agrees with Node's, seed ${SEED}`, () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
      const text = encodeBase64Url(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64url'));
      expect(decodeBase64Url(text)).toEqual(bytes);
    }),
    { seed: SEED },
  );
});

test('a text that is cut or has bits too many is no base 64', () => {
  const bad = ['A', 'AAAAA', 'AB', 'AAB', '_x'];
  expect(bad.map(decodeBase64Url)).toEqual(bad.map(() => undefined));
  expect(decodeBase64Url('')).toEqual(new Uint8Array(0));
  expect(offsetOutsideBase64Url('abc=')).toBe(3);
  expect(offsetOutsideBase64Url('주')).toBe(0);
  expect(offsetOutsideBase64Url('AZaz09-_')).toBe(-1);
});

test(`UTF-8 agrees with the platform's encoder, and with its decoder on any bytes, seed ${SEED}`, () => {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(encodeUtf8(text)).toEqual(new TextEncoder().encode(text));
    }),
    { seed: SEED },
  );
  const byte = fc.oneof(
    fc.nat(255),
    fc.constantFrom(0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5),
  );
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 12 }), (list) => {
      const bytes = Uint8Array.from(list);
      let expected: string | undefined;
      try {
        expected = strict.decode(bytes);
      } catch {
        expected = undefined;
      }
      expect(decodeUtf8(bytes)).toBe(expected);
    }),
    { seed: SEED, numRuns: 5000 },
  );
});

test('a lone surrogate is written as the replacement character', () => {
  expect(decodeUtf8(encodeUtf8('a\ud83db'))).toBe('a\ufffdb');
});

test('the checksum is that of zip', () => {
  expect(crc32(encodeUtf8('123456789'))).toBe('cbf43926');
  expect(crc32(new Uint8Array(0))).toBe('00000000');
});
