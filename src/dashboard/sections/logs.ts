import { readLogs, setLogLevel } from '../../api-client/worker-api.ts';
import { logLevels } from '../../shared/config.ts';
import type { LogFacts } from '../../shared/events.ts';
import { el, newId, setText } from '../element.ts';
import { formatName } from '../format.ts';
import { card, type Section } from '../section.ts';

const shownRecords = 60;
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** The worker's log and its level; level `debug` is the debug mode. */
export function logs(): Section {
  const id = newId('level');
  const select = el('select', { id }, ...logLevels.map((level) => el('option', { value: level }, formatName(level))));
  const list = el('ol', { class: 'dashboard-log', tabindex: '0', 'aria-label': 'Log records, newest first' });
  const note = el('p', { class: 'dashboard-empty', role: 'status' });
  const picker = el('p', { class: 'dashboard-field' }, el('label', { for: id }, 'Level'), select);
  let shown = '';
  let isReading = false;

  const show = ({ level, records }: LogFacts) => {
    if (document.activeElement !== select) select.value = level;
    const latest = records.slice(-shownRecords).toReversed();
    const key = JSON.stringify(latest);
    if (key === shown) return;
    shown = key;
    list.hidden = latest.length === 0;
    setText(note, latest.length === 0 ? 'Nothing logged at this level.' : '');
    list.replaceChildren(...latest.map(record));
  };
  const read = async () => {
    if (isReading) return;
    isReading = true;
    await readLogs().then(show, (cause: unknown) => {
      // Makes the next successful read clear the message, even if the log is unchanged.
      shown = '';
      setText(note, String(cause));
    });
    isReading = false;
  };
  select.addEventListener('change', () => {
    const level = logLevels.find((name) => name === select.value);
    if (level === undefined) return;
    setLogLevel(level).then(read, (cause: unknown) => setText(note, `The level stays: ${String(cause)}`));
  });
  list.hidden = true;
  return {
    element: card('Log', { isWide: true }, picker, list, note),
    show: () => undefined,
    sample: ({ isControlled }) => {
      if (isControlled) void read();
    },
  };
}

function record({ at_ms, level, message, facts }: LogFacts['records'][number]): HTMLElement {
  const more = Object.keys(facts).length === 0 ? '' : ` ${JSON.stringify(facts)}`;
  const time = el('time', { datetime: new Date(at_ms).toISOString() }, clock.format(at_ms));
  return el('li', { 'data-level': level }, time, el('b', {}, level), el('span', {}, message + more));
}
