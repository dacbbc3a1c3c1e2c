import type Hls from 'hls.js';
import { attachHls } from './hls-adapter.ts';
import type { ShakaPlayer } from '../package/shaka-player.ts';
import type { GivenUpRequest } from '../shared/messages.ts';
import { listenToGivenUp, playlistOf } from './player-reports.ts';
import { attachShaka } from './shaka-adapter.ts';
import { attachVhs, type Vhs } from './vhs-adapter.ts';

export { measured } from './player-reports.ts';

/** Players that were found on the page, in whatever has built them. */
export class FoundPlayers {
  readonly #followed = new WeakSet<HTMLVideoElement>();

  constructor(
    readonly signal: AbortSignal,
    onGiveUp: (request: GivenUpRequest) => void,
  ) {
    listenToGivenUp(onGiveUp, signal);
    // vidstack tells of its hls.js before it loads anything.
    document.addEventListener(
      'hls-instance',
      ({ detail }: CustomEventInit<unknown>) => harmlessly(() => attach(detail)),
      { capture: true, signal },
    );
    harmlessly(attachToLibrary);
  }

  readonly playlistOf = playlistOf;

  /** The player that this video belongs to, now and whenever it begins with another reel. */
  follow(video: HTMLVideoElement): void {
    harmlessly(attachToLibrary);
    const look = () => attachAround(video);
    look();
    // Elements make their player in the next step after their address was set.
    queueMicrotask(look);
    if (this.#followed.has(video)) return;
    this.#followed.add(video);
    video.addEventListener('loadstart', look, { signal: this.signal });
  }
}

/** A player that is made otherwise than is known here plays on as it would without us. */
function harmlessly(act: () => void): void {
  try {
    act();
  } catch {
    // It is not told of the worker, and measures what it measures.
  }
}

/**
 * A page that has hls.js from a script tag makes its players of `window.Hls`, plyr's pages among them. Nothing on the page
 * leads to those that it has made already: each is known at the next event that it tells of, as when it begins with a reel.
 */
function attachToLibrary(): void {
  const library: unknown = Reflect.get(window, 'Hls');
  if (typeof library !== 'function' || patched.has(library)) return;
  patched.add(library);
  const trigger: unknown = Reflect.get(library.prototype, 'trigger');
  if (typeof trigger !== 'function') return;
  const apply = (_trigger: unknown, hls: unknown, told: unknown[]): unknown => {
    harmlessly(() => attach(hls));
    return Reflect.apply(trigger, hls, told);
  };
  Reflect.set(library.prototype, 'trigger', new Proxy(trigger, { apply }));
}

const patched = new WeakSet<object>();

/** Looks for it where players are known to keep it, from the video outwards, through shadow trees. */
function attachAround(video: HTMLVideoElement): void {
  for (let node: Node | null = video; node !== null; node = parentOf(node)) {
    if (node instanceof Element) attachAt(node);
  }
}

/** Whatever an element of the page does when it is looked at, the next one outwards is looked at too. */
function attachAt(element: Element): void {
  harmlessly(() => {
    for (const player of playersOf(element)) attach(player);
  });
}

function parentOf(node: Node): Node | null {
  return node instanceof ShadowRoot ? node.host : node.parentNode;
}

/** media-chrome's elements, mux-player, vidstack, video.js, and Shaka's own controls. */
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
  hasMethod(value, 'loadSource') && hasMethod(value, 'attachMedia') && isObject(Reflect.get(value, 'config'));
const isShaka = (value: unknown): value is ShakaPlayer =>
  hasMethod(value, 'getConfiguration') && hasMethod(value, 'getNetworkingEngine');
const isVideoJs = (value: unknown): value is { tech(safe: true): unknown } =>
  hasMethod(value, 'tech') && hasMethod(value, 'currentSource');
const isVhs = (value: unknown): value is Vhs => isObject(value) && isObject(Reflect.get(value, 'xhr'));
