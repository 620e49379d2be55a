import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import type { Plugin } from 'vite';

const page = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Built pages carry the policy. The development server cannot: the React plugin injects an inline script there. */
function contentSecurityPolicyMeta(): Plugin {
  return {
    name: 'content-security-policy-meta',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: contentSecurityPolicy },
          injectTo: 'head-prepend',
        },
      ],
    },
  };
}

export default defineConfig({
  // Relative addresses: the built folder works under any path of any static host.
  base: './',
  // Pages, not one application with a catch-all: an unknown address is a 404, as on a static host.
  appType: 'mpa',
  plugins: [react(), contentSecurityPolicyMeta()],
  worker: {
    format: 'es',
    // The engine is one file, though some of it is shared with what it loads later: nothing waits for a second request.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'engine', test: /app[\\/]worker[\\/]engine\.worker\.ts$/ }] } },
    },
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { main: page('index.html'), embed: page('embed/index.html') },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'flow', test: /node_modules[\\/](@xyflow|d3-[a-z]+)[\\/]/ },
            { name: 'xstate', test: /node_modules[\\/](xstate|@xstate)[\\/]/ },
            // What both pages begin with, and all that it imports: one request, and compressed together.
            {
              name: 'light',
              test: /app[\\/](embed[\\/](stage|clock)|panels[\\/]sentence|state[\\/](run|frames)|worker[\\/]client)\.ts$/,
            },
          ],
        },
      },
    },
  },
  // An embed in a sandboxed iframe has an opaque origin: its module scripts need this header from whoever serves them.
  // The folder is public, so any host name may ask for it.
  preview: { headers: { 'Access-Control-Allow-Origin': '*' }, allowedHosts: true },
});
