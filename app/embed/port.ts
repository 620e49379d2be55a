import type { EmbedPlayer, PlayerEvents, PlayerState } from './player.ts';

/** Version of the messages between an embed and its host. */
const VERSION = 1;
const MESSAGE_CHARACTERS = 1_048_576;
const STATE_MILLIS = 250;

type Outgoing =
  | ({ readonly type: 'ready' } & PlayerState)
  | ({ readonly type: 'state' } & PlayerState)
  | { readonly type: 'finding'; readonly anomaly: string; readonly entry: number }
  | { readonly type: 'resize'; readonly height: number }
  | { readonly type: 'error'; readonly message: string };

/**
 * The embed's side of the talk with its host. The first message, to whoever the parent is, says only that somebody is here;
 * all else goes over the port that the parent answers with. Nothing that a host sends causes navigation, download, network
 * or storage. `slide:start` and `slide:stop`, which presentations send to their frames, carry no data and need no port.
 */
export class HostPort implements PlayerEvents {
  readonly #id: string;
  #port: MessagePort | undefined;
  #player: EmbedPlayer | undefined;
  /** What a host that comes late has missed. */
  #last: { ready?: Outgoing; resize?: Outgoing; error?: Outgoing } = {};
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: PlayerState | undefined;

  constructor() {
    this.#id = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join(
      '',
    );
    addEventListener('message', (event) => this.#heard(event));
  }

  attach(player: EmbedPlayer): void {
    this.#player = player;
    this.#hello();
  }

  ready(state: PlayerState): void {
    this.#last = { ...this.#last, ready: { type: 'ready', ...state } };
    delete this.#last.error;
    this.#send({ type: 'ready', ...state });
  }

  /** At most four times a second, and always the last. */
  state(state: PlayerState): void {
    this.#pending = state;
    if (this.#port === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#pending !== undefined) this.#send({ type: 'state', ...this.#pending });
    }, STATE_MILLIS);
  }

  finding(anomaly: string, entry: number): void {
    this.#send({ type: 'finding', anomaly, entry });
  }

  height(pixels: number): void {
    this.#last.resize = { type: 'resize', height: pixels };
    this.#send(this.#last.resize);
  }

  error(message: string): void {
    this.#last.error = { type: 'error', message };
    this.#send(this.#last.error);
  }

  #hello(): void {
    if (parent !== window) parent.postMessage({ eda: VERSION, type: 'hello', id: this.#id }, '*');
  }

  #heard(event: MessageEvent<unknown>): void {
    if (event.source !== parent || parent === window) return;
    if (event.data === 'slide:start') {
      if (!matchMedia('(prefers-reduced-motion: reduce)').matches) this.#player?.play();
    } else if (event.data === 'slide:stop') this.#player?.pause();
    const message = fieldsOf(event.data);
    if (message?.['eda'] !== VERSION) return;
    if (message['type'] === 'ping') this.#hello();
    const [port] = event.ports;
    if (message['type'] !== 'connect' || message['id'] !== this.#id || port === undefined) return;
    this.#port?.close();
    this.#port = port;
    port.addEventListener('message', ({ data }) => this.#asked(data));
    port.start();
    for (const missed of [this.#last.ready, this.#last.resize, this.#last.error])
      if (missed !== undefined) this.#send(missed);
  }

  /** One request of the host; of types that are not known nothing is said. */
  #asked(data: unknown): void {
    const request = fieldsOf(data);
    const player = this.#player;
    if (request === undefined || player === undefined) return;
    const { req, type } = request;
    const answer = (value?: unknown): void => this.#reply(req, { ok: true, ...(value === undefined ? {} : { value }) });
    const refuse = (message: string): void => this.#reply(req, { ok: false, error: { code: 'bad-request', message } });
    switch (type) {
      case 'play':
        player.play();
        answer();
        break;
      case 'pause':
        player.pause();
        answer();
        break;
      case 'step': {
        const choices = request['choices'] ?? 1;
        if (!isWhole(choices)) refuse('choices is a whole number');
        else {
          player.step(choices);
          answer();
        }
        break;
      }
      case 'seek': {
        const { at, t } = request;
        if (isWhole(at)) player.seek(at);
        else if (isWhole(t)) player.seekTime(t);
        else {
          refuse('at is a number of entries, t a time in microseconds');
          break;
        }
        answer(player.state);
        break;
      }
      case 'set': {
        const { theme, speed } = request;
        if (theme === 'light' || theme === 'dark' || theme === 'auto') player.setTheme(theme);
        if (typeof speed === 'number' && speed > 0 && Number.isFinite(speed)) player.setRate(speed);
        answer();
        break;
      }
      case 'getState':
        answer(player.state);
        break;
      case 'load': {
        const json = textOf(request['scenario']);
        const parameters = request['parameters'] ?? '';
        if (json === undefined) refuse('scenario is a document, or its text, of at most 1 MiB');
        else if (typeof parameters !== 'string') refuse('parameters are those of a link');
        else void player.openDocument(json, parameters).then(() => answer(player.state));
        break;
      }
      default:
    }
  }

  #reply(req: unknown, reply: Readonly<Record<string, unknown>>): void {
    if (typeof req === 'number' || typeof req === 'string') this.#port?.postMessage({ req, ...reply });
  }

  #send(message: Outgoing): void {
    this.#port?.postMessage(message);
  }
}

function fieldsOf(data: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : undefined;
}

function isWhole(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** A document as text, whichever way it came; undefined if it is too large or none. */
function textOf(scenario: unknown): string | undefined {
  try {
    const json = typeof scenario === 'string' ? scenario : JSON.stringify(scenario);
    return typeof json === 'string' && json.length <= MESSAGE_CHARACTERS ? json : undefined;
  } catch {
    return undefined;
  }
}
