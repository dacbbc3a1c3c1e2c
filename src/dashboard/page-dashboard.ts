/** The dashboard as our own page opens it: with its styles, and with those that make room for it. */
import './dashboard.css';
import './feed-beside.css';

export { openDashboard } from './dashboard.ts';
