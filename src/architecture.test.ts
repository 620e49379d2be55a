import { readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseAst } from 'vite';

// Which part may import which, and what the engine may not touch. The parts are those of the project's layout; to add
// one, state its arrows here first. Files are read as syntax trees, so comments and strings do not matter.

/** A path relative to the project's folder, with forward slashes, and the text of the file. */
interface SourceFile {
  readonly path: string;
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

interface Found {
  readonly offset: number;
  readonly problem: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** The engine's folders and those they may import besides themselves. */
const engineArrows: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: ['base'],
  trace: ['base', 'model'],
  sim: ['base', 'model', 'trace'],
  timeline: ['base', 'model', 'trace', 'sim'],
  check: ['base', 'model', 'trace'],
  explore: ['base', 'model', 'trace', 'sim', 'check'],
  codec: ['base', 'model', 'trace'],
};

/** What tests share (builders, generators of random documents) may import all of the engine; only tests import it. */
const testSupport = 'src/engine/testing/';

/** The only packages the engine may import, and the one folder that may. */
const enginePackages: Readonly<Record<string, string>> = {
  valibot: 'src/engine/model/',
  '@marcbachmann/cel-js': 'src/engine/model/expression/',
};

/** Packages for tests of the engine and of the scenarios, besides the engine's own and Node's. */
const testPackages = ['vitest', 'fast-check', 'xstate', 'vite'];

const bannedGlobals: Readonly<Record<string, string>> = {
  Date: 'a clock',
  performance: 'a clock',
  setTimeout: 'a timer',
  setInterval: 'a timer',
  setImmediate: 'a timer',
  queueMicrotask: 'a timer',
  requestAnimationFrame: 'a timer',
  requestIdleCallback: 'a timer',
  Promise: 'asynchronous',
  crypto: 'a source of chance',
  Intl: 'the locale',
  console: 'the console',
  globalThis: 'the surroundings',
  eval: 'code from text',
  Function: 'code from text',
};

const bannedMath = new Set(
  'random sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp expm1 log log2 log10 log1p pow sqrt cbrt hypot'.split(
    ' ',
  ),
);

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

/** Calls visit for every node, parents first. */
function walk(node: Node, visit: (node: Node, parent: Node | undefined, key: string) => void): void {
  const enter = (child: Node, parent: Node | undefined, key: string): void => {
    visit(child, parent, key);
    for (const [name, value] of Object.entries(child))
      for (const item of Array.isArray(value) ? (value as unknown[]) : [value])
        if (isNode(item)) enter(item, child, name);
  };
  enter(node, undefined, '');
}

function parse({ path, text }: SourceFile): Node {
  return parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
}

/** Every import, re-export, dynamic import and imported type, as written. */
function importsOf(tree: Node): { offset: number; target: string }[] {
  const found: { offset: number; target: string }[] = [];
  walk(tree, (node, parent, key) => {
    const isSource =
      key === 'source' &&
      /^(?:Import|ExportNamed|ExportAll)Declaration$|^ImportExpression$|^TSImportType$/.test(parent?.type ?? '');
    if (!isSource) return;
    const target = typeof node['value'] === 'string' ? node['value'] : '(an expression)';
    found.push({ offset: node.start, target });
  });
  return found;
}

/** The package of an import: `@xyflow/react` for `@xyflow/react/dist/style.css`. */
const packageOf = (target: string): string => target.split('/', target.startsWith('@') ? 2 : 1).join('/');

const under = (path: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => path === folder || (folder.endsWith('/') && path.startsWith(folder)));

/** The first folder below src/engine/, or the file's own name if it lies there directly. */
const engineFolder = (path: string): string => path.split('/')[2] ?? '';

/** Files that lie in src/engine/ itself put its parts together: index.ts, simulate.ts, prepare.ts. */
const isComposition = (path: string): boolean => /^src\/engine\/[a-z-]+\.ts$/.test(path);

function engineImport(from: string, to: string): string | undefined {
  if (isTest(from))
    return under(to, 'src/engine/', 'src/scenarios/') ? undefined : 'a test imports only engine and scenarios';
  if (!under(to, 'src/engine/')) return 'the engine imports nothing outside itself';
  if (isTest(to)) return 'nothing imports a test';
  if (under(from, testSupport) || isComposition(from)) {
    return under(from, testSupport) || !under(to, testSupport) ? undefined : 'only tests import what tests share';
  }
  const folder = engineFolder(from);
  const arrows = engineArrows[folder];
  if (arrows === undefined) return `src/engine/${folder} has no stated arrows`;
  if (engineFolder(to) === folder || arrows.includes(engineFolder(to))) return undefined;
  return `${folder} imports only ${[folder, ...arrows].join(', ')}`;
}

/** Why one file may not import another file of the project, if so. */
function fileImport(from: string, to: string): string | undefined {
  if (under(from, 'src/engine/')) return engineImport(from, to);
  if (under(from, 'src/scenarios/')) {
    return under(to, 'src/engine/', 'src/scenarios/') ? undefined : 'scenarios import only the engine';
  }
  if (under(from, 'src/cli/', 'src/bench/')) {
    const own = under(from, 'src/cli/') ? 'src/cli/' : 'src/bench/';
    return under(to, 'src/engine/', 'src/scenarios/', own) ? undefined : `${own} imports only engine and scenarios`;
  }
  if (under(from, 'app/') && !isTest(from)) {
    if (under(from, 'app/ui/') && !under(to, 'app/ui/', 'app/i18n/')) return 'app/ui knows no domain';
    if (under(to, 'src/engine/') && to !== 'src/engine/index.ts') return 'app imports the engine through its index.ts';
    return under(to, 'app/', 'src/engine/', 'src/scenarios/')
      ? undefined
      : 'app imports only app, engine and scenarios';
  }
  return undefined;
}

/** Why a file may not import a package, if so. */
function packageImport(from: string, target: string): string | undefined {
  const name = packageOf(target);
  const isBuiltin = name.startsWith('node:');
  if (isTest(from) && under(from, 'src/') && (isBuiltin || testPackages.includes(name))) return undefined;
  if (under(from, 'src/engine/')) {
    const folder = enginePackages[name];
    if (folder === undefined) return `the engine does not import ${name}`;
    return under(from, folder) || isTest(from) ? undefined : `only ${folder} imports ${name}`;
  }
  if (under(from, 'src/scenarios/')) return 'scenarios import only the engine';
  // What others would build with is measured beside ours.
  if (under(from, 'src/bench/') && name === 'xstate') return undefined;
  if (under(from, 'src/cli/', 'src/bench/') && !isBuiltin)
    return 'of packages, the command line imports only those of Node';
  if (under(from, 'app/') && !isTest(from)) {
    if (isBuiltin) return 'app runs in the browser, not on Node';
    if (name === '@xyflow/react' && !under(from, 'app/canvas/')) return 'only app/canvas imports React Flow';
  }
  return undefined;
}

function importProblems(file: SourceFile, tree: Node): Found[] {
  return importsOf(tree).flatMap(({ offset, target }) => {
    const path = target.replace(/\?.*$/, '');
    let problem: string | undefined;
    if (!path.startsWith('.')) problem = packageImport(file.path, path);
    else if (posix.extname(path) === '') problem = 'a relative import names the file with its extension';
    else problem = fileImport(file.path, posix.join(posix.dirname(file.path), path));
    return problem === undefined ? [] : [{ offset, problem: `imports '${target}': ${problem}` }];
  });
}

/** Whether an identifier is a name of something (a property, a key, a type) rather than a use of a variable. */
function isOnlyName(parent: Node | undefined, key: string): boolean {
  if (parent === undefined) return false;
  if (parent.type === 'MemberExpression') return key === 'property' && parent['computed'] !== true;
  if (key === 'key') return parent['computed'] !== true;
  return (parent.type.startsWith('TS') && key !== 'expression') || parent.type.endsWith('Specifier');
}

function banOn(node: Node, parent: Node | undefined, key: string): string | undefined {
  if (node.type === 'Identifier' && !isOnlyName(parent, key)) {
    const name = String(node['name']);
    const why = Object.hasOwn(bannedGlobals, name) ? bannedGlobals[name] : undefined;
    return why === undefined ? undefined : `uses ${name}: ${why}`;
  }
  if (node.type === 'MemberExpression') {
    const object = node['object'] as Node;
    const property = node['property'] as Node;
    const name = String(property[property.type === 'Literal' ? 'value' : 'name']);
    if (/^(?:localeCompare$|toLocale)/.test(name)) return `uses ${name}: the locale`;
    if (object['name'] === 'Math' && bannedMath.has(name)) return `uses Math.${name}: chance, or inexact`;
  }
  if (node.type === 'AwaitExpression' || node['async'] === true) return 'is asynchronous';
  if (node.type === 'BinaryExpression' && node['operator'] === '**') {
    const isConstant = [node['left'], node['right']].every((side) => isNode(side) && side.type === 'Literal');
    if (!isConstant) return 'uses **: inexact';
  }
  return undefined;
}

function engineBans(tree: Node): Found[] {
  const found: Found[] = [];
  walk(tree, (node, parent, key) => {
    const problem = banOn(node, parent, key);
    if (problem !== undefined) found.push({ offset: node.start, problem });
  });
  return found;
}

function exportProblems(tree: Node): Found[] {
  const found: Found[] = [];
  walk(tree, (node) => {
    if (node.type === 'ExportAllDeclaration')
      found.push({ offset: node.start, problem: 'exports *: name what is exported' });
  });
  return found;
}

/** All violations as `path:line what`. */
function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const tree = parse(file);
    const isEngine = under(file.path, 'src/engine/') && !isTest(file.path);
    const found = [...importProblems(file, tree), ...exportProblems(tree), ...(isEngine ? engineBans(tree) : [])];
    return found.map(
      ({ offset, problem }) => `${file.path}:${file.text.slice(0, offset).split('\n').length} ${problem}`,
    );
  });
}

function sources(folder: string): SourceFile[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && path !== 'src/architecture.test.ts')
    .sort()
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

test('imports follow the stated arrows, and the engine touches no clock, chance, locale or console', () => {
  const files = [...sources('src'), ...sources('app')];
  expect(files.some(({ path }) => under(path, 'src/engine/'))).toBe(true);
  expect(files.some(({ path }) => under(path, 'app/'))).toBe(true);
  expect(violations(files)).toEqual([]);
});

test('a planted violation is found, with its line', () => {
  const planted: readonly (readonly [path: string, code: string])[] = [
    ['src/engine/base/a.ts', "import type { A } from '../model/a.ts';"],
    ['src/engine/check/a.ts', "export { a } from '../sim/a.ts';"],
    ['src/engine/check/a.ts', "type A = import('../sim/a.ts').A;"],
    ['src/engine/trace/a.ts', "import { a } from '../codec/a.ts';"],
    ['src/engine/codec/a.ts', "import { a } from '../sim/a.ts';"],
    ['src/engine/sim/a.ts', "import { a } from '../../scenarios/a.ts';"],
    ['src/engine/sim/a.ts', "import * as v from 'valibot';"],
    ['src/engine/model/a.ts', "import { Environment } from '@marcbachmann/cel-js';"],
    ['src/engine/model/a.ts', "import { createMachine } from 'xstate';"],
    ['src/engine/model/a.ts', "import { readFileSync } from 'node:fs';"],
    ['src/engine/sim/a.ts', "import { a } from '../testing/a.ts';"],
    ['src/engine/elsewhere/a.ts', "import { a } from '../base/a.ts';"],
    ['src/engine/sim/a.ts', "import { a } from './b';"],
    ['src/engine/index.ts', "export * from './base/a.ts';"],
    ['src/engine/base/a.ts', 'const now = Date.now();'],
    ['src/engine/base/a.ts', 'const now = { Date };'],
    ['src/engine/base/a.ts', 'const now = { [Date]: 1 };'],
    ['src/engine/base/a.ts', 'const now = (Date as Clock).now();'],
    ['src/engine/base/a.ts', "names.sort((a, b) => a['localeCompare'](b));"],
    ['src/engine/base/a.ts', 'const draw = Math.random();'],
    ['src/engine/base/a.ts', 'const root = Math.sqrt(2);'],
    ['src/engine/base/a.ts', 'const power = a ** 2;'],
    ['src/engine/base/a.ts', 'console.log(1);'],
    ['src/engine/base/a.ts', 'setTimeout(f, 1);'],
    ['src/engine/base/a.ts', 'async function f() {}'],
    ['src/scenarios/a/a.ts', "import { z } from 'valibot';"],
    ['src/cli/a.ts', "import { a } from '../../app/a.ts';"],
    ['app/state/a.ts', "import { step } from '../../src/engine/sim/step.ts';"],
    ['app/panels/a.tsx', "import '@xyflow/react/dist/style.css';"],
    ['app/panels/a.tsx', "const flow = import('@xyflow/react');"],
    ['app/ui/a.tsx', "import type { Scenario } from '../../src/engine/index.ts';"],
    ['app/ui/a.tsx', "import { store } from '../state/store.ts';"],
  ];
  for (const [path, code] of planted) {
    const found = violations([{ path, text: `// one line before\n${code}\n` }]);
    expect(found, `${path} ${code}`).toHaveLength(1);
    expect(found[0]).toMatch(`${path}:2 `);
  }
});

test('what is allowed is not reported', () => {
  const allowed: readonly (readonly [path: string, code: string])[] = [
    [
      'src/engine/base/a.ts',
      "// Date.now()\nconst text = 'Date.now() Math.random()'; const high = 2 ** 32; Math.imul(1, 2);",
    ],
    ['src/engine/base/a.ts', 'interface A { Date: number } const a = { Date: 1 }; a.Date; type B = Intl;'],
    ['src/engine/model/a.ts', "import * as v from 'valibot'; import { a } from '../base/a.ts';"],
    ['src/engine/model/expression/a.ts', "import { Environment } from '@marcbachmann/cel-js';"],
    ['src/engine/explore/a.ts', "import { a } from '../check/a.ts'; import { b } from '../sim/b.ts';"],
    ['src/engine/index.ts', "export { a } from './sim/a.ts';"],
    [
      'src/engine/base/a.test.ts',
      "import { a } from '../sim/a.ts'; import { b } from '../testing/b.ts'; import fc from 'fast-check';",
    ],
    ['src/scenarios/a/a.ts', "import type { Scenario } from '../../engine/index.ts';"],
    ['src/cli/a.ts', "import { a } from '../engine/sim/a.ts'; import { readFileSync } from 'node:fs';"],
    ['app/canvas/a.tsx', "import { ReactFlow } from '@xyflow/react'; import { run } from '../../src/engine/index.ts';"],
    ['app/ui/a.tsx', "import { useId } from 'react'; import './a.css'; import { text } from '../i18n/text.ts';"],
  ];
  for (const [path, code] of allowed) expect(violations([{ path, text: code }]), `${path} ${code}`).toEqual([]);
});
