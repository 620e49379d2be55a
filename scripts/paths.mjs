import { fileURLToPath } from 'node:url';

/** The folder of the project, without a slash at its end. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** What the scripts keep between calls lives with the dependencies, so removing node_modules removes it too. */
export const cache = `${root}/node_modules/.cache/sagascope`;
