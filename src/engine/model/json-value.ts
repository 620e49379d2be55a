import { failure, success } from '../base/result.ts';
import type { Result } from '../base/result.ts';
import { LIMITS } from './limits.ts';
import { memberPath } from './pointer.ts';
import { problem } from './problem.ts';
import type { Problem } from './problem.ts';

/** Keys that mean something else to code that copies objects. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

/**
 * What must be known of a value before anything looks into it: that it is JSON, bounded in size and depth, with harmless
 * keys. Gives the first problem, or the value's bytes as compact JSON, escapes not counted. A circle is too deep.
 */
export function measureJson(value: unknown): Result<number, Problem> {
  const walk = new Walk();
  const found = walk.check(value, '', 1);
  return found === undefined ? success(walk.bytes) : failure(found);
}

/** UTF-8 bytes of a text. A surrogate alone counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(at + 1))) at++;
  }
  return length;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

class Walk {
  /** So far; never more than the text that the value came from. */
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  check(value: unknown, path: string, depth: number): Problem | undefined {
    switch (typeof value) {
      case 'string':
        if (value.length > LIMITS.text)
          return problem(path, 'text-too-long', { found: value.length, maximum: LIMITS.text });
        return this.#count(utf8Length(value) + 2);
      case 'number':
        if (!Number.isFinite(value)) return problem(path, 'not-json', { found: 'infinite' });
        return this.#count(String(value).length);
      case 'boolean':
        return this.#count(value ? 4 : 5);
      case 'object':
        return value === null ? this.#count(4) : this.#object(value, path, depth);
      default:
        return problem(path, 'not-json', { found: typeof value });
    }
  }

  #object(value: object, path: string, depth: number): Problem | undefined {
    if (depth > LIMITS.depth) return problem(path, 'too-deep', { maximum: LIMITS.depth });
    const isArray = Array.isArray(value);
    if (!isArray && !isPlain(value)) return problem(path, 'not-json', { found: 'object' });
    const found = this.#count(2);
    if (found !== undefined) return found;
    return isArray ? this.#items(value, path, depth) : this.#members(value, path, depth);
  }

  #items(array: readonly unknown[], path: string, depth: number): Problem | undefined {
    for (let index = 0; index < array.length; index++) {
      const found = this.#count(index === 0 ? 0 : 1) ?? this.check(array[index], memberPath(path, index), depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #members(object: object, path: string, depth: number): Problem | undefined {
    let separator = 0;
    for (const [key, member] of Object.entries(object)) {
      const memberAt = memberPath(path, key);
      const found =
        checkKey(key, memberAt) ??
        this.#count(utf8Length(key) + 3 + separator) ??
        this.check(member, memberAt, depth + 1);
      separator = 1;
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #count(bytes: number): Problem | undefined {
    this.#bytes += bytes;
    if (this.#bytes <= LIMITS.documentBytes) return undefined;
    return problem('', 'document-too-large', { maximum: LIMITS.documentBytes });
  }
}

function checkKey(key: string, path: string): Problem | undefined {
  if (isForbiddenKey(key)) return problem(path, 'forbidden-key', { key });
  if (key.length > LIMITS.key) return problem(path, 'key-too-long', { found: key.length, maximum: LIMITS.key });
  return undefined;
}

/** An object of any realm whose prototype is none or the root of all. */
function isPlain(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
