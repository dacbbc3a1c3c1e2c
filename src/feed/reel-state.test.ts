import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PlaybackError } from '../player/media-backend.ts';
import type { ReelArticle } from './reel-article.ts';
import { ReelState } from './reel-state.ts';

const articleOf = () => ({ setPlayState: vi.fn(), setSlow: vi.fn(), showError: vi.fn(), hideError: vi.fn() });

let articles: Map<string, ReturnType<typeof articleOf>>;
let failures: Map<string, PlaybackError>;
let state: ReelState;
const onNothingPlays = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { onLine: true });
  onNothingPlays.mockClear();
  articles = new Map([
    ['current', articleOf()],
    ['next', articleOf()],
  ]);
  failures = new Map();
  state = new ReelState({
    articleOf: (reelId): ReelArticle | undefined => {
      const article = articles.get(reelId);
      return article && Object(article);
    },
    failureOf: (reelId) => failures.get(reelId) ?? null,
    isPaused: () => false,
    onNothingPlays,
  });
  state.enter('current');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const fail = (reelId: string) => {
  failures.set(reelId, new PlaybackError('network', 'https://a.example/', 'no answer'));
  state.showFailure(reelId);
};

it('a neighbour that has failed shows its error only when the viewer reaches it', () => {
  fail('next');
  expect(articles.get('next')?.showError).not.toHaveBeenCalled();
  expect(onNothingPlays).not.toHaveBeenCalled();
  state.enter('next');
  expect(articles.get('next')?.showError).toHaveBeenCalledOnce();
  expect(onNothingPlays).toHaveBeenCalledOnce();
});

it('a reel shows that it is slow after two seconds, and not once it has been left', () => {
  vi.advanceTimersByTime(1_999);
  expect(articles.get('current')?.setSlow).not.toHaveBeenCalledWith(true);
  vi.advanceTimersByTime(1);
  expect(articles.get('current')?.setSlow).toHaveBeenLastCalledWith(true);
  state.enter('next');
  state.leave();
  vi.advanceTimersByTime(5_000);
  expect(articles.get('next')?.setSlow).not.toHaveBeenCalledWith(true);
});
