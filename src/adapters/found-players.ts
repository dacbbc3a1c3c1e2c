import type Hls from 'hls.js';
import type { ShakaPlayer } from '../package/shaka-player.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { harmlessly } from './harmlessly.ts';
import { attachHls } from './hls-adapter.ts';
import { listenToGivenUp, playlistOf } from './player-reports.ts';
import { attachShaka } from './shaka-adapter.ts';
import { attachVhs, type Vhs } from './vhs-adapter.ts';

export { EarlierFiles } from './earlier-files.ts';
export { measured } from './player-reports.ts';

/** Finds the page's players, whatever library created them, and attaches to them. */
export class FoundPlayers {
  readonly #followed = new WeakSet<HTMLVideoElement>();

  constructor(
    readonly signal: AbortSignal,
    onGiveUp: (request: GivenUpRequest) => void,
  ) {
    listenToGivenUp(onGiveUp, signal);
    // vidstack announces its hls.js instance before it loads anything.
    document.addEventListener(
      'hls-instance',
      ({ detail }: CustomEventInit<unknown>) => harmlessly(() => attach(detail)),
      { capture: true, signal },
    );
    harmlessly(attachToLibrary);
  }

  readonly playlistOf = playlistOf;

  /** Attaches to this video's player, now and whenever the video starts another reel. */
  follow(video: HTMLVideoElement): void {
    harmlessly(attachToLibrary);
    const attachPlayers = () => attachAround(video);
    attachPlayers();
    // Player elements create their player in a microtask after their source is set.
    queueMicrotask(attachPlayers);
    if (this.#followed.has(video)) return;
    this.#followed.add(video);
    video.addEventListener('loadstart', attachPlayers, { signal: this.signal });
  }
}

/**
 * Attaches to players made with `window.Hls`, on pages that load hls.js from a script tag (plyr's among them). Existing
 * players cannot be found from the page, so each is attached at its next event, such as loading a source.
 */
function attachToLibrary(): void {
  const library: unknown = Reflect.get(window, 'Hls');
  if (typeof library !== 'function' || patched.has(library)) return;
  patched.add(library);
  const trigger: unknown = Reflect.get(library.prototype, 'trigger');
  if (typeof trigger !== 'function') return;
  const apply = (_trigger: unknown, hls: unknown, args: unknown[]): unknown => {
    harmlessly(() => attach(hls));
    return Reflect.apply(trigger, hls, args);
  };
  Reflect.set(library.prototype, 'trigger', new Proxy(trigger, { apply }));
}

const patched = new WeakSet<object>();

/** Looks for the player in its known places, from the video outwards through shadow trees. */
function attachAround(video: HTMLVideoElement): void {
  for (let node: Node | null = video; node !== null; node = parentOf(node)) {
    if (node instanceof Element) attachAt(node);
  }
}

/** Attaches to the players of one element. An element that throws when inspected does not stop the search. */
function attachAt(element: Element): void {
  harmlessly(() => {
    for (const player of playersOf(element)) attach(player);
  });
}

function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

/** Yields candidates from media-chrome's elements, mux-player, vidstack, video.js and Shaka's own controls. */
function* playersOf(element: Element): Generator {
  const read = (holder: unknown, name: string): unknown => (isObject(holder) ? Reflect.get(holder, name) : undefined);
  yield read(element, 'api');
  yield read(element, '_hls');
  yield read(read(element, 'provider'), 'instance');
  const player = read(element, 'player');
  yield isVideoJs(player) ? read(player.tech(true), 'vhs') : player;
  const ui = read(element, 'ui');
  const controls = hasMethod(ui, 'getControls') ? ui.getControls() : undefined;
  yield hasMethod(controls, 'getPlayer') ? controls.getPlayer() : undefined;
}

function attach(player: unknown): void {
  if (isHls(player)) attachHls(player);
  else if (isShaka(player)) attachShaka(player);
  else if (isVhs(player)) attachVhs(player);
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function hasMethod<Name extends string>(value: unknown, name: Name): value is Record<Name, () => unknown> {
  return isObject(value) && typeof Reflect.get(value, name) === 'function';
}

const isHls = (value: unknown): value is Hls =>
  hasMethod(value, 'loadSource') &&
  hasMethod(value, 'attachMedia') &&
  isObject(Reflect.get(value, 'config')) &&
  !isBeforeVersion1(value.constructor);
/** hls.js 0.x measures in another way and has other events. Builds of its main branch call themselves 0.0.0. */
const isBeforeVersion1 = (library: object) => /^0\.[1-9]/.test(String(Reflect.get(library, 'version')));
const isShaka = (value: unknown): value is ShakaPlayer =>
  hasMethod(value, 'getConfiguration') && hasMethod(value, 'getNetworkingEngine');
const isVideoJs = (value: unknown): value is { tech(safe: true): unknown } =>
  hasMethod(value, 'tech') && hasMethod(value, 'currentSource');
const isVhs = (value: unknown): value is Vhs => hasMethod(value, 'xhr');
