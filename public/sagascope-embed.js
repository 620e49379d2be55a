// <saga-scope>: a run of Sagascope in any page. A thin element around the embed; no library, nothing to configure.
//
//   <script type="module" src="https://.../sagascope-embed.js"></script>
//   <saga-scope ex="saga-lost-update" seed="3" at="31" play="visible" height="480">
//     <a href="https://.../#ex=saga-lost-update&seed=3&at=31">Lost update</a>
//   </saga-scope>
//
// What stands inside is shown where this script does not run, while the embed loads, and in print.
//
// Attributes. Which run: `link` (all that stands after the # of a shared link), or one by one as in a link: `ex`, `v`, `opt`
// (several with a blank between them), `seed`, `run`, `at`, `t`; or `src`, the address of a scenario file, which this page
// fetches and hands over. How it looks: `theme` (light, dark, auto), `play` (0, 1, visible), `speed`, `ui` (player, bare),
// `lang`, `view` (matrix: all variants and what is asked of them, within `bounds`), `height` in pixels or `auto`, `title`, `loading` (lazy, eager). `theme` and `speed` change without a reload.
//
// Methods: play(), pause(), step(choices), seek(entries), getState(), load(scenario): all give promises.
// Events: saga-scope-ready, saga-scope-state, saga-scope-finding, saga-scope-error; see `detail`.

const VERSION = 1;
const PARAMETERS = [
  'v',
  'opt',
  'seed',
  'run',
  'at',
  't',
  'seal',
  'bounds',
  'view',
  'sel',
  'theme',
  'play',
  'speed',
  'ui',
  'lang',
];
const RELOADING = ['link', 'ex', 'src', ...PARAMETERS.filter((name) => name !== 'theme' && name !== 'speed')];
const HEIGHT_PIXELS = 480;
const LARGEST_PIXELS = 4000;
const EMBED = new URL('./embed/', import.meta.url);
const EVENTS = new Set(['ready', 'state', 'finding', 'error']);
const PERMISSIONS = ['allow-scripts', 'allow-popups', 'allow-popups-to-escape-sandbox', 'allow-downloads'];

// Where there is no document, while pages are made on a server, the class is only a name.
const Base = globalThis.HTMLElement ?? class {};

const STYLE = `
  :host { display: block; position: relative; }
  :host([hidden]) { display: none; }
  .fallback { height: 100%; overflow: hidden; }
  iframe { position: absolute; inset: 0; width: 100%; height: 100%; border: 0; visibility: hidden; }
  .is-shown ~ iframe { visibility: visible; }
  .is-shown { visibility: hidden; }
  @media print {
    iframe { display: none; }
    .is-shown { visibility: visible; }
  }
`;

export class SagaScope extends Base {
  static observedAttributes = [...RELOADING, 'theme', 'speed', 'height', 'title'];

  #frame;
  #port;
  #fallback;
  #asked = new Map();
  #number = 0;
  #queue = [];
  #listen = (event) => this.#heard(event);
  #scheduled = false;

  constructor() {
    super();
    const shadow = this.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    shadow.adoptedStyleSheets = [style];
    this.#fallback = document.createElement('div');
    this.#fallback.className = 'fallback';
    this.#fallback.append(document.createElement('slot'));
    shadow.append(this.#fallback);
  }

  connectedCallback() {
    addEventListener('message', this.#listen);
    this.#setHeight();
    this.#reload();
  }

  disconnectedCallback() {
    removeEventListener('message', this.#listen);
    this.#disconnect();
    this.#frame?.remove();
    this.#frame = undefined;
  }

  attributeChangedCallback(name, before, after) {
    if (!this.isConnected || before === after) return;
    if (name === 'theme') this.#set({ theme: after ?? 'auto' });
    else if (name === 'speed') this.#set({ speed: Number(after ?? 1) });
    else if (name === 'height') this.#setHeight();
    else if (name === 'title') this.#nameFrame();
    else if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        if (this.isConnected) this.#reload();
      });
    }
  }

  play() {
    return this.#ask('play');
  }

  pause() {
    return this.#ask('pause');
  }

  step(choices = 1) {
    return this.#ask('step', { choices });
  }

  seek(entries) {
    return this.#ask('seek', { at: entries });
  }

  getState() {
    return this.#ask('getState');
  }

  load(scenario) {
    return this.#ask('load', { scenario });
  }

  #set(fields) {
    // An embed that went away before it answered needs no theme.
    this.#ask('set', fields).catch(() => undefined);
  }

  /** All that stands after the # of the embed's address; a file of this page's is waited for. */
  #fragment() {
    if (this.getAttribute('src')) return 'wait';
    const link = this.getAttribute('link')?.replace(/^#/, '');
    return [link || `ex=${this.getAttribute('ex') ?? ''}`, ...this.#parameters()].join('&');
  }

  #parameters() {
    return PARAMETERS.flatMap((name) => this.#valuesOf(name).map((value) => `${name}=${value}`));
  }

  #valuesOf(name) {
    const value = this.getAttribute(name);
    if (value === null || value === '') return [];
    return name === 'opt' ? value.trim().split(/\s+/) : [value.trim()];
  }

  #reload() {
    this.#disconnect();
    this.#frame?.remove();
    const frame = document.createElement('iframe');
    const address = new URL(EMBED);
    address.hash = this.#fragment();
    // A frame of this page's own origin could reach into it: then it gets no origin at all, and runs as well.
    frame.setAttribute(
      'sandbox',
      (EMBED.origin === location.origin ? PERMISSIONS : [...PERMISSIONS, 'allow-same-origin']).join(' '),
    );
    frame.setAttribute('allow', 'clipboard-write; fullscreen');
    frame.setAttribute('loading', this.getAttribute('loading') === 'eager' ? 'eager' : 'lazy');
    frame.setAttribute('referrerpolicy', 'strict-origin-when-cross-origin');
    frame.src = address.href;
    this.#frame = frame;
    this.#nameFrame();
    this.shadowRoot.append(frame);
    const source = this.getAttribute('src');
    if (source !== null && source !== '') void this.#fetch(source, frame);
  }

  #nameFrame() {
    if (this.#frame !== undefined) this.#frame.title = this.getAttribute('title') || 'Sagascope';
  }

  #setHeight() {
    const asked = Number(this.getAttribute('height'));
    this.style.height = `${asked > 0 ? Math.min(asked, LARGEST_PIXELS) : HEIGHT_PIXELS}px`;
  }

  async #fetch(source, frame) {
    try {
      const response = await fetch(new URL(source, document.baseURI), { credentials: 'omit' });
      if (!response.ok) throw new Error(`${response.status} ${response.statusText}`);
      const scenario = await response.text();
      if (frame === this.#frame) await this.#ask('load', { scenario, parameters: this.#parameters().join('&') });
    } catch (error) {
      if (frame !== this.#frame) return;
      this.#tell('error', { message: `${source}: ${error instanceof Error ? error.message : String(error)}` });
    }
  }

  /** The embed says that it is there; it gets a port of its own, and all else goes over that. */
  #heard(event) {
    const frame = this.#frame;
    if (frame === undefined || event.source !== frame.contentWindow) return;
    const isSandboxed = !frame.sandbox.contains('allow-same-origin');
    if (event.origin !== (isSandboxed ? 'null' : EMBED.origin)) return;
    const message = event.data;
    if (typeof message !== 'object' || message === null || message.eda !== VERSION || message.type !== 'hello') return;
    this.#port?.close();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }) => this.#answered(data);
    frame.contentWindow.postMessage(
      { eda: VERSION, type: 'connect', id: message.id },
      isSandboxed ? '*' : EMBED.origin,
      [port2],
    );
    this.#fallback.classList.add('is-shown');
    for (const request of this.#queue.splice(0)) port1.postMessage(request);
  }

  #answered(data) {
    if (typeof data !== 'object' || data === null) return;
    if (data.req !== undefined) {
      const asked = this.#asked.get(data.req);
      this.#asked.delete(data.req);
      if (data.ok === true) asked?.resolve(data.value);
      else asked?.reject(new Error(String(data.error?.message ?? 'refused')));
    } else if (data.type === 'resize') {
      if (this.getAttribute('height') === 'auto' && data.height > 0)
        this.style.height = `${Math.min(Math.round(data.height), LARGEST_PIXELS)}px`;
    } else if (EVENTS.has(data.type)) {
      const { type, ...detail } = data;
      this.#tell(type, detail);
    }
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(`saga-scope-${type}`, { detail, bubbles: true }));
  }

  #ask(type, fields = {}) {
    const req = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#asked.set(req, { resolve, reject });
      const request = { ...fields, req, type };
      if (this.#port === undefined) this.#queue.push(request);
      else this.#port.postMessage(request);
    });
  }

  #disconnect() {
    this.#port?.close();
    this.#port = undefined;
    this.#fallback.classList.remove('is-shown');
    this.#queue = [];
    for (const { reject } of this.#asked.values()) reject(new Error('The embed was taken away'));
    this.#asked.clear();
  }
}

if (globalThis.customElements?.get('saga-scope') === undefined)
  globalThis.customElements?.define('saga-scope', SagaScope);
