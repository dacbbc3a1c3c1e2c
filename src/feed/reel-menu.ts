import '../styles/menu.css';
import type { PageCommand } from './key-commands.ts';
import type { ReelTracks, Track, TrackWish } from '../player/track-choice.ts';

export const speeds = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export type MenuFacts = {
  readonly title: string;
  readonly speed: number;
  readonly tracks: ReelTracks;
  readonly wish: TrackWish;
  /** Null where there can be none. */
  readonly pictureInPicture: 'on' | 'off' | null;
  /** How many of the coming reels can be saved at once; none where there is no worker. */
  readonly saveCounts: readonly number[];
};

export type MenuActions = {
  readonly setSpeed: (speed: number) => void;
  readonly setWish: (wish: TrackWish) => void;
  readonly togglePictureInPicture: () => void;
  readonly saveNext: (count: number) => void;
  readonly showKeys: () => void;
};

/** Opens what is not needed on the picture itself. It closes by Escape, by its button and by a tap beside it. */
export function openReelMenu(facts: MenuFacts, actions: MenuActions): void {
  const dialog = document.createElement('dialog');
  dialog.className = 'menu';
  dialog.setAttribute('aria-label', `More for ${facts.title}`);
  const close = () => dialog.close();
  const { audio, captions } = facts.tracks;
  let { wish } = facts;
  const change = (part: Partial<TrackWish>) => {
    wish = { ...wish, ...part };
    actions.setWish(wish);
  };
  const closing = (act: () => void) => () => {
    close();
    act();
  };

  dialog.append(
    choice(
      'Speed',
      speeds.map((speed) => ({ value: String(speed), label: speed === 1 ? 'Normal' : `${speed}×` })),
      String(facts.speed),
      (value) => actions.setSpeed(Number(value)),
    ),
  );
  if (captions.length > 0) {
    const off = { value: '', label: 'Off' };
    const chosen = captions.some(({ language }) => language === wish.captionsLanguage) ? wish.captionsLanguage : null;
    dialog.append(
      choice('Captions', [off, ...captions.map(toOption)], chosen ?? '', (value) =>
        change({ captionsLanguage: value === '' ? null : value }),
      ),
    );
  }
  if (audio.length > 1) {
    const [first] = audio;
    const chosen = audio.find(({ language }) => language === wish.audioLanguage) ?? first;
    dialog.append(
      choice('Sound', audio.map(toOption), chosen?.language ?? '', (audioLanguage) => change({ audioLanguage })),
    );
  }
  const list = document.createElement('div');
  list.className = 'menu-actions';
  if (facts.pictureInPicture !== null) {
    const label = facts.pictureInPicture === 'on' ? 'Leave picture in picture' : 'Picture in picture';
    list.append(action(label, closing(actions.togglePictureInPicture)));
  }
  for (const count of facts.saveCounts) {
    list.append(
      action(
        `Save the next ${count} for offline`,
        closing(() => actions.saveNext(count)),
      ),
    );
  }
  const saved = Object.assign(document.createElement('a'), { href: '/saved', textContent: 'Saved reels' });
  list.append(
    saved,
    command('Stats for nerds', 'toggle-stats', close),
    command('Dashboard', 'toggle-dashboard', close),
    action('Keyboard shortcuts', closing(actions.showKeys)),
  );
  dialog.append(list);

  const end = Object.assign(document.createElement('button'), { type: 'button', textContent: 'Close' });
  end.className = 'button';
  end.addEventListener('click', close);
  dialog.append(end);
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) close();
  });
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

type Option = { readonly value: string; readonly label: string };

function toOption({ language, label }: Track): Option {
  return { value: language, label };
}

function choice(
  name: string,
  options: readonly Option[],
  chosen: string,
  onChoose: (value: string) => void,
): HTMLFieldSetElement {
  const set = document.createElement('fieldset');
  const legend = Object.assign(document.createElement('legend'), { textContent: name });
  const row = document.createElement('div');
  for (const { value, label } of options) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: `menu-${name}`, value, checked: value === chosen });
    input.addEventListener('change', () => onChoose(value));
    const text = document.createElement('label');
    text.append(input, Object.assign(document.createElement('span'), { textContent: label }));
    row.append(text);
  }
  set.append(legend, row);
  return set;
}

/** The page hears of the press, as of every button that names a command. */
function command(label: string, name: PageCommand, close: () => void): HTMLButtonElement {
  const button = action(label, close);
  button.dataset['command'] = name;
  return button;
}

function action(label: string, onClick: () => void): HTMLButtonElement {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
  button.addEventListener('click', onClick);
  return button;
}
