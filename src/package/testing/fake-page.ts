class FakeElement extends EventTarget {
  readonly parentNode = null;
  readonly dataset: Record<string, string> = {};
}

export class FakeVideo extends FakeElement {
  readonly buffered = { length: 0 };
  readonly currentTime = 0;
  readonly duration = 10;
  readonly paused = false;
  readonly readyState = 0;
}

class FakeDocument extends EventTarget {
  readonly baseURI = `${origin}/`;
  readonly visibilityState = 'visible';
  constructor(readonly querySelectorAll: () => readonly FakeVideo[]) {
    super();
  }
  /** Throws, since device capabilities do not matter here. */
  get documentElement(): never {
    throw new Error('there is none');
  }
}

const origin = 'https://site.example';

export type Said = { readonly type: string; readonly viewerId?: string; readonly currentIndex?: number };
export type Asked = { readonly method: string; readonly path: string; readonly body?: unknown };

/** A page with a worker of Nextreel, for tests without a browser. */
export class FakePage {
  /** Messages that the page posted to its worker. */
  said: Said[] = [];
  elements: readonly FakeVideo[] = [];
  readonly notes: Record<string, string> = Object.create({
    getItem: (key: string) => this.notes[key] ?? null,
    setItem: (key: string, value: string) => void (this.notes[key] = value),
    removeItem: (key: string) => void Reflect.deleteProperty(this.notes, key),
  });
  readonly #window = new EventTarget();
  readonly #container = new EventTarget();
  #see: (entries: readonly object[]) => void = () => undefined;

  /** Without an answer of its own, the worker introduces itself. */
  constructor(readonly answer: (asked: Asked) => Response | undefined | Promise<Response | undefined>) {
    const { active } = this.takeOver();
    const registration = {
      active,
      waiting: null,
      installing: null,
      scope: `${origin}/`,
      update: async () => registration,
    };
    Object.assign(this.#container, {
      startMessages: () => undefined,
      getRegistration: () => Promise.resolve(registration),
      register: () => Promise.resolve(registration),
    });
  }

  /** Makes the browser report the elements of one reel as visible. */
  see(reel: string): void {
    const shareOf = ({ dataset }: FakeVideo) => (dataset['reel'] === reel ? 1 : 0);
    this.#see(this.elements.map((target) => ({ target, intersectionRatio: shareOf(target), rootBounds: null })));
  }

  /** The viewer comes back to the page, which the browser has kept. */
  restore(): void {
    this.#window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  }

  /** Delivers a message from the worker to the page. */
  receive(data: unknown): void {
    this.#container.dispatchEvent(Object.assign(new Event('message'), { data }));
  }

  /** The browser lets this page use no service workers, as in a frame of another site. */
  denyWorkers(): void {
    const deny = () => Promise.reject(new DOMException('denied', 'SecurityError'));
    Object.assign(this.#container, {
      controller: null,
      getRegistration: deny,
      getRegistrations: deny,
      register: deny,
    });
  }

  /** A new worker takes over the page. */
  takeOver() {
    const active = { scriptURL: `${origin}/nextreel-sw.js`, postMessage: (message: Said) => this.said.push(message) };
    Object.assign(this.#container, { controller: active });
    this.#container.dispatchEvent(new Event('controllerchange'));
    return { active };
  }

  get globals(): Readonly<Record<string, unknown>> {
    const onObserver = (see: (entries: readonly object[]) => void) => {
      this.#see = see;
    };
    return {
      document: new FakeDocument(() => this.elements),
      location: new URL(origin),
      isSecureContext: true,
      navigator: { serviceWorker: this.#container },
      localStorage: this.notes,
      Element: FakeElement,
      HTMLElement: FakeElement,
      HTMLVideoElement: FakeVideo,
      ShadowRoot: FakeDocument,
      HTMLMediaElement: { HAVE_CURRENT_DATA: 2 },
      addEventListener: this.#window.addEventListener.bind(this.#window),
      MutationObserver: class {
        observe(): void {}
        disconnect(): void {}
      },
      IntersectionObserver: class {
        constructor(see: (entries: readonly object[]) => void) {
          onObserver(see);
        }
        observe(): void {}
        unobserve(): void {}
        disconnect(): void {}
      },
      requestAnimationFrame: () => 0,
      cancelAnimationFrame: () => undefined,
      innerWidth: 1,
      innerHeight: 1,
      devicePixelRatio: 1,
      VERSION: 'test',
      API_BASE: '/nextreel',
      fetch: async (to: string | URL, { method = 'GET', body }: RequestInit = {}) => {
        const { pathname: path } = new URL(to, origin);
        const asked = { method, path, ...(typeof body === 'string' ? { body: JSON.parse(body) } : {}) };
        return (
          (await this.answer(asked)) ?? new Response(null, { headers: { 'x-nextreel-version': 'test' }, status: 204 })
        );
      },
    };
  }
}
